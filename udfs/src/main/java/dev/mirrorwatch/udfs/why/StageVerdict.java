package dev.mirrorwatch.udfs.why;

import java.util.List;

/**
 * One stage of an attempt.
 *
 * @param seen its events in the attempt, in time order; empty where the stage is missing
 * @param reasons why others of its events are not among them, nearest first, the first few
 * @param others how many those others are
 */
public record StageVerdict(String stage, List<SeenEvent> seen, List<Reason> reasons, int others) {

  public StageVerdict {
    seen = List.copyOf(seen);
    reasons = List.copyOf(reasons);
  }
}
