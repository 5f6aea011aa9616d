package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Sharing;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.match.GroupKeys;
import dev.mirrorwatch.udfs.resolve.Settled.SettledHit;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Takes in an event; each hit leaves its old groups before it is told to the new ones. */
  public void arrive(UnexplainedEvent event, LastWord<Settled> state, SettlementOutput out) {
    Settled before = state.value();
    if (before != null && before.resolution() >= event.resolution()) {
      event.hits().forEach(out::duplicate);
      return;
    }
    List<PackedEvidence> evidence = event.evidence();
    List<SettledHit> told = new ArrayList<>();
    for (UnexplainedHit hit : event.hits()) {
      PackedEvidence shown = evidence.get(hit.shown());
      List<List<String>> groups = GroupKeys.combinations(hit.groupValues());
      if (before != null) {
        before.groups(hit.rule(), hit.stage()).stream()
            .filter(group -> !groups.contains(group))
            .forEach(group -> out.hit(hit.level(), event.inGroup(hit, group, shown, true)));
      }
      if (groups.isEmpty()) {
        out.ungrouped(event, hit);
      }
      groups.forEach(group -> out.hit(hit.level(), event.inGroup(hit, group, shown, false)));
      told.add(
          new SettledHit(
              sharing.text(hit.rule()), sharing.text(hit.stage()), sharing.lists(groups)));
    }
    if (event.sighting() != null) {
      out.sighting(event.sighting());
    }
    state.keep(
        new Settled(event.resolution(), told), EventTimes.later(event.time(), allowedLateness + 1));
  }
}
