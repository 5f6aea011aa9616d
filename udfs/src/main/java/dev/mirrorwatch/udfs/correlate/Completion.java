package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/** Decides for one event whether the rule's condition holds with that event as the last. */
interface Completion {

  /**
   * @param last the event in question
   * @param span the group's hits within the timespan before {@code last}, at its own time, and it
   */
  boolean completes(StageHit last, List<StageHit> span);
}
