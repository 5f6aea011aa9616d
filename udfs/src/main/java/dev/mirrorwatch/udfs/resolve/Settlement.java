package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.match.GroupKeys;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says which groups a hit belongs to, now that as much is known of its role chain as is, and takes
 * it out of those that it was told to belong to before. Plain logic over a {@link LastWord}: what
 * is known less of and comes later is not told.
 */
public final class Settlement {

  private final long allowedLateness;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public Settlement(Duration allowedLateness) {
    this.allowedLateness = allowedLateness.toMillis();
  }

  /**
   * Takes in a hit.
   *
   * @param out told the hit once for each group; first those that it does not belong to after all
   * @param seen told who did what, as far as is known now
   * @param count told what is counted: {@code ungrouped_<rule>}, {@code duplicate_hits}
   */
  public void arrive(
      UnexplainedHit hit,
      LastWord<Settled> state,
      Consumer<StageHit> out,
      Consumer<Sighting> seen,
      Consumer<String> count) {
    Settled before = state.value();
    if (before != null && before.resolution() >= hit.resolution()) {
      count.accept("duplicate_hits");
      return;
    }
    List<List<String>> groups = GroupKeys.combinations(hit.groupValues());
    if (before != null) {
      before.groups().stream()
          .filter(group -> !groups.contains(group))
          .forEach(group -> out.accept(hit.inGroup(group, true)));
    }
    if (groups.isEmpty()) {
      count.accept("ungrouped_" + hit.rule());
    }
    groups.forEach(group -> out.accept(hit.inGroup(group, false)));
    if (hit.sighting() != null) {
      seen.accept(hit.sighting());
    }
    state.keep(
        new Settled(hit.resolution(), groups), EventTimes.later(hit.time(), allowedLateness + 1));
  }
}
