package dev.mirrorwatch.udfs.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An event by somebody with a temporary key, and all that it is a stage of. It travels as one while
 * it is asked who got the key, however many correlations wait for it.
 *
 * @param id for recognising a second delivery
 * @param meaning tells apart deliveries of one event that rules made different things of
 * @param time event time, epoch milliseconds
 * @param unexplainedKey {@link Principal#unexplainedKey()} of whom the event is by
 * @param sighting who did what, as far as is known of the chain, or {@code null}
 * @param packed the event as the first of {@code shown} says
 * @param shown one or more of the ways in which hits show it
 * @param hits stages of correlations, whose groups are not worked out yet
 * @param resolution how much is known of the chain: a higher one replaces what a lower one said
 * @param told whether it is told, or was, before all is known: what was told is then taken back
 */
public record UnexplainedEvent(
    String id,
    String meaning,
    long time,
    @Nullable String unexplainedKey,
    @Nullable Sighting sighting,
    PackedEvidence packed,
    List<ShownFields> shown,
    List<UnexplainedHit> hits,
    int resolution,
    boolean told) {

  private static final char SEPARATOR = '\u001f';

  /** The event that the evidence is of, whatever stage and fields that shows. */
  public UnexplainedEvent(
      String meaning, Evidence evidence, List<ShownFields> shown, List<UnexplainedHit> hits) {
    this(meaning, evidence, shown, hits, 0, false);
  }

  private UnexplainedEvent(
      String meaning,
      Evidence evidence,
      List<ShownFields> shown,
      List<UnexplainedHit> hits,
      int resolution,
      boolean told) {
    this(
        evidence.eventId(),
        meaning,
        evidence.time(),
        evidence.principal().unexplainedKey(),
        Sighting.of(evidence).orElse(null),
        shownAs(shown.get(0), evidence),
        shown,
        hits,
        resolution,
        told);
  }

  /** The same, to be kept beside others. */
  public UnexplainedEvent sharing(Sharing shared) {
    return new UnexplainedEvent(
        id,
        shared.text(meaning),
        time,
        shared.text(unexplainedKey),
        sighting,
        packed,
        shown.stream().map(fields -> fields.sharing(shared)).toList(),
        hits.stream().map(hit -> hit.sharing(shared)).toList(),
        resolution,
        told);
  }

  private static PackedEvidence shownAs(ShownFields shown, Evidence evidence) {
    return PackedEvidence.of(evidence.shownAs(shown.stage(), shown.fields()));
  }

  /** Two deliveries of one event that mean the same have the same key. */
  public String key() {
    return id + SEPARATOR + meaning;
  }

  /** The same, told when so much is known. */
  public UnexplainedEvent toldAt(int known) {
    return new UnexplainedEvent(
        id, meaning, time, unexplainedKey, sighting, packed, shown, hits, known, true);
  }

  /**
   * The same by a principal of whom more is known.
   *
   * @param more what is made of whom the event is by so far
   */
  public UnexplainedEvent by(UnaryOperator<Principal> more, int known) {
    Evidence evidence = packed.evidence();
    Principal principal = more.apply(evidence.principal());
    return new UnexplainedEvent(
        meaning,
        evidence.by(principal),
        shown.stream().map(fields -> fields.by(principal)).toList(),
        hits.stream().map(hit -> hit.by(principal)).toList(),
        known,
        told);
  }

  /** The event as {@link #shown()} says, one each; hits that show the same share it. */
  public List<PackedEvidence> evidence() {
    if (shown.size() == 1) {
      return List.of(packed);
    }
    Evidence first = packed.evidence();
    List<PackedEvidence> evidence = new ArrayList<>(List.of(packed));
    for (ShownFields other : shown.subList(1, shown.size())) {
      evidence.add(shownAs(other, first));
    }
    return evidence;
  }

  /**
   * One of the hits, in that group.
   *
   * @param evidence what it shows
   */
  public StageHit inGroup(
      UnexplainedHit hit, List<String> group, PackedEvidence evidence, boolean withdrawn) {
    return new StageHit(
        hit.rule(),
        hit.ruleVersion(),
        hit.stage(),
        group,
        time,
        id,
        hit.links(),
        evidence,
        null,
        resolution,
        withdrawn);
  }
}
