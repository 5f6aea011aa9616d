package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Sharing;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.match.GroupKeys;
import dev.mirrorwatch.udfs.resolve.Settled.SettledHit;
import java.time.Duration;
import java.util.List;

/**
 * Says which groups an event belongs to, now that as much is known of its role chain as is, and
 * takes it out of those that it was told to belong to before. Plain logic over a {@link LastWord}:
 * what is known less of and comes later is not told.
 */
public final class Settlement {

  private final long allowedLateness;
  private final Sharing sharing = new Sharing();

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public Settlement(Duration allowedLateness) {
    this.allowedLateness = allowedLateness.toMillis();
  }

  /** Takes in an event; its hits leave their old groups before they are told to the new ones. */
  public void arrive(UnexplainedEvent event, LastWord<Settled> state, SettlementOutput out) {
    Settled before = state.value();
    if (before != null && before.resolution() >= event.resolution()) {
      event.hits().forEach(out::duplicate);
      return;
    }
    List<PackedEvidence> evidence = event.evidence();
    if (before != null) {
      withdraw(event, before, evidence, out);
    }
    tell(event, evidence, out);
    state.keep(
        new Settled(
            event.resolution(),
            event.hits().stream()
                .map(
                    hit ->
                        new SettledHit(
                            sharing.text(hit.rule()),
                            sharing.text(hit.stage()),
                            sharing.lists(groups(hit))))
                .toList()),
        EventTimes.later(event.time(), allowedLateness + 1));
  }

  private static void withdraw(
      UnexplainedEvent event, Settled before, List<PackedEvidence> evidence, SettlementOutput out) {
    for (UnexplainedHit hit : event.hits()) {
      List<List<String>> groups = groups(hit);
      before.groups(hit.rule(), hit.stage()).stream()
          .filter(group -> !groups.contains(group))
          .map(group -> event.inGroup(hit, group, evidence.get(hit.shown()), true))
          .forEach(gone -> out.hit(hit.level(), gone));
    }
  }

  /** Tells which groups an event belongs to of which nothing was told before. */
  public static void tell(UnexplainedEvent event, SettlementOutput out) {
    tell(event, event.evidence(), out);
  }

  private static void tell(
      UnexplainedEvent event, List<PackedEvidence> evidence, SettlementOutput out) {
    for (UnexplainedHit hit : event.hits()) {
      List<List<String>> groups = groups(hit);
      if (groups.isEmpty()) {
        out.ungrouped(event, hit);
      }
      for (List<String> group : groups) {
        out.hit(hit.level(), event.inGroup(hit, group, evidence.get(hit.shown()), false));
      }
    }
    if (event.sighting() != null) {
      out.sighting(event.sighting());
    }
  }

  private static List<List<String>> groups(UnexplainedHit hit) {
    return GroupKeys.combinations(hit.groupValues());
  }
}
