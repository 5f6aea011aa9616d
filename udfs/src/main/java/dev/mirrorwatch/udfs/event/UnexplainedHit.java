package dev.mirrorwatch.udfs.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * One event that matched one stage of one correlation rule, by somebody with a temporary key. Which
 * groups it belongs to is worked out when it is known who got the key.
 *
 * @param level of the rule's correlation; see {@link dev.mirrorwatch.rules.RuleSet#levels()}
 * @param groupFields the field of each group-by entry of the rule
 * @param groupValues their values
 * @param linkFields fields of the principal whose values {@code links} has
 * @param shownFields fields of the principal whose values the evidence has
 * @param time event time, epoch milliseconds
 * @param eventId for recognising a second delivery
 * @param unexplainedKey {@link Principal#unexplainedKey()} of whom the hit is by
 * @param sighting who did what, as far as is known of the chain, or {@code null}
 * @param packed what is shown of the event
 * @param resolution how much is known of the chain: a higher one replaces what a lower one said
 */
public record UnexplainedHit(
    int level,
    String rule,
    String ruleVersion,
    String stage,
    List<String> groupFields,
    @TypeInfo(ListsOfTexts.class) List<List<String>> groupValues,
    List<String> linkFields,
    List<String> shownFields,
    FieldValues links,
    long time,
    String eventId,
    @Nullable String unexplainedKey,
    @Nullable Sighting sighting,
    PackedEvidence packed,
    int resolution) {

  private static final char SEPARATOR = '\u001f';

  /** What is known before anybody asked about the chain. */
  public UnexplainedHit(
      int level,
      String rule,
      String ruleVersion,
      String stage,
      List<String> groupFields,
      List<List<String>> groupValues,
      List<String> linkFields,
      List<String> shownFields,
      FieldValues links,
      PackedEvidence packed,
      int resolution) {
    this(
        level,
        rule,
        ruleVersion,
        stage,
        groupFields,
        groupValues,
        linkFields,
        shownFields,
        links,
        packed.evidence().time(),
        packed.evidence().eventId(),
        packed.evidence().principal().unexplainedKey(),
        Sighting.of(packed.evidence()).orElse(null),
        packed,
        resolution);
  }

  /** What is shown of the event. */
  public Evidence evidence() {
    return packed.evidence();
  }

  /** The same, of which so much is known. */
  public UnexplainedHit at(int resolution) {
    return new UnexplainedHit(
        level,
        rule,
        ruleVersion,
        stage,
        groupFields,
        groupValues,
        linkFields,
        shownFields,
        links,
        time,
        eventId,
        unexplainedKey,
        sighting,
        packed,
        resolution);
  }

  /** Two deliveries of one event, for one stage of one rule, have the same key. */
  public String key() {
    return rule + SEPARATOR + ruleVersion + SEPARATOR + stage + SEPARATOR + eventId;
  }

  /** The same by a principal of whom more is known. */
  public UnexplainedHit by(Principal principal, int resolution) {
    List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < groupFields.size(); i++) {
      groups.add(
          Principal.FIELDS.contains(groupFields.get(i))
              ? values(principal, groupFields.get(i))
              : groupValues.get(i));
    }
    return new UnexplainedHit(
        level,
        rule,
        ruleVersion,
        stage,
        groupFields,
        groups,
        linkFields,
        shownFields,
        with(links, linkFields, principal),
        PackedEvidence.of(
            evidence().by(principal, with(evidence().fields(), shownFields, principal))),
        resolution);
  }

  /** The hit of that group. */
  public StageHit inGroup(List<String> group, boolean withdrawn) {
    return new StageHit(
        rule, ruleVersion, stage, group, time, eventId, links, packed, null, resolution, withdrawn);
  }

  private static FieldValues with(FieldValues fields, List<String> names, Principal principal) {
    Map<String, List<String>> byField = new HashMap<>(fields.byField());
    for (String name : names) {
      List<String> values = values(principal, name);
      if (values.isEmpty()) {
        byField.remove(name);
      } else {
        byField.put(name, values);
      }
    }
    return new FieldValues(byField, fields.leaves());
  }

  private static List<String> values(Principal principal, String field) {
    String value = principal.field(field);
    return value == null ? List.of() : List.of(value);
  }
}
