package dev.mirrorwatch.udfs.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event, or the alert of another correlation, that matched one stage of one correlation rule,
 * in one group.
 *
 * @param rule name of the correlation rule
 * @param ruleVersion what that rule found at the time; see {@link
 *     dev.mirrorwatch.rules.model.RuleHeader}
 * @param stage name of the rule that matched
 * @param groupValues one value for each group-by entry of the rule
 * @param time event time, of an alert that of its latest evidence; epoch milliseconds
 * @param eventId for recognising a second delivery; of an alert its id
 * @param links values of the fields that the rule joins, counts or takes its identity from
 * @param packed what is shown of the event, or of the alert's latest
 * @param inner the alert, or {@code null} for an event
 * @param resolution how much is known of the event and of the role chain behind it: a hit with a
 *     higher one replaces what a lower one said
 * @param withdrawn whether the event does not belong to the group after all, now that more is known
 *     of it
 */
public record StageHit(
    String rule,
    String ruleVersion,
    String stage,
    List<String> groupValues,
    long time,
    String eventId,
    FieldValues links,
    PackedEvidence packed,
    @Nullable InnerAlert inner,
    int resolution,
    boolean withdrawn) {

  private static final char SEPARATOR = '\u001f';

  /** A single event, whose evidence other hits may share. */
  public StageHit(
      String rule,
      String ruleVersion,
      String stage,
      List<String> groupValues,
      long time,
      String eventId,
      FieldValues links,
      PackedEvidence packed) {
    this(rule, ruleVersion, stage, groupValues, time, eventId, links, packed, null, 0, false);
  }

  /** The alert of another correlation. */
  public StageHit(
      String rule,
      String ruleVersion,
      String stage,
      List<String> groupValues,
      long time,
      String eventId,
      FieldValues links,
      PackedEvidence packed,
      InnerAlert inner) {
    this(rule, ruleVersion, stage, groupValues, time, eventId, links, packed, inner, 0, false);
  }

  /** The same, as it was told in that revision of its event. */
  public StageHit revised(int revision, boolean withdrawn) {
    if (revision == resolution && withdrawn == this.withdrawn) {
      return this;
    }
    return new StageHit(
        rule,
        ruleVersion,
        stage,
        groupValues,
        time,
        eventId,
        links,
        packed,
        inner,
        revision,
        withdrawn);
  }

  /** The same, to be kept beside others. */
  public StageHit sharing(Sharing shared) {
    return new StageHit(
        shared.text(rule),
        shared.text(ruleVersion),
        shared.text(stage),
        shared.texts(groupValues),
        time,
        shared.text(eventId),
        shared.fields(links),
        shared.evidence(packed),
        inner == null ? null : inner.sharing(shared),
        resolution,
        withdrawn);
  }

  /** What is shown of the event, or of the alert's latest. */
  public Evidence evidence() {
    return packed.evidence();
  }

  /** Event time of the earliest evidence: a timespan must hold all of it. */
  public long firstTime() {
    return inner == null ? time : inner.firstTime();
  }

  /** Everything that is shown of the hit. */
  public List<Evidence> allEvidence() {
    return allPacked().stream().map(PackedEvidence::evidence).toList();
  }

  /** The same, packed. */
  public List<PackedEvidence> allPacked() {
    return inner == null ? List.of(packed) : inner.evidence();
  }

  /**
   * Key of the correlate operator: everything of one rule and group meets in one place. A rule that
   * was changed starts with empty places.
   */
  public String correlationKey() {
    return correlationKey(rule, ruleVersion, groupValues);
  }

  /** The key that hits of that rule and group have. */
  public static String correlationKey(String rule, String ruleVersion, List<String> groupValues) {
    return rule
        + SEPARATOR
        + ruleVersion
        + SEPARATOR
        + String.join(String.valueOf(SEPARATOR), groupValues);
  }

  /** The rule's name in a correlation key. */
  public static String ruleOf(String correlationKey) {
    return correlationKey.substring(0, correlationKey.indexOf(SEPARATOR));
  }

  /** The rule's version in a correlation key. */
  public static String versionOf(String correlationKey) {
    int start = correlationKey.indexOf(SEPARATOR) + 1;
    return correlationKey.substring(start, correlationKey.indexOf(SEPARATOR, start));
  }

  /** Two deliveries of one event for one stage have the same key. */
  public String bufferKey() {
    return stage + SEPARATOR + eventId;
  }

  /** Whether both are deliveries of one event for one stage: they have the same buffer key. */
  public boolean isSameAs(StageHit other) {
    return eventId.equals(other.eventId) && stage.equals(other.stage);
  }

  /** The same as comparing {@link #bufferKey()}, without making it. */
  public boolean hasBufferKey(String key) {
    return key.length() == stage.length() + 1 + eventId.length()
        && key.charAt(stage.length()) == SEPARATOR
        && key.endsWith(eventId)
        && key.startsWith(stage);
  }
}
