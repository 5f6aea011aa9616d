package dev.mirrorwatch.udfs.correlate;

import java.util.List;

/**
 * An alert in keyed state: what is needed to amend it.
 *
 * @param evidence buffer keys of its hits, which stay in the buffer as long as it stands
 * @param seen events that belonged to it, kept or not
 * @param lastTime event time of its latest evidence
 * @param stalled whether it is about a part of the stages, after which nothing came
 * @param retracted whether it was taken back: remembered for its revision, should it come again
 */
public record StandingAlert(
    String identity,
    int revision,
    List<String> evidence,
    long seen,
    long lastTime,
    boolean stalled,
    boolean retracted) {

  /** The first revision. */
  static StandingAlert opened(String identity, List<String> evidence, long lastTime) {
    return new StandingAlert(identity, 1, evidence, evidence.size(), lastTime, false, false);
  }

  /** The same as the next revision of one that was taken back. */
  StandingAlert after(StandingAlert before) {
    return new StandingAlert(
        identity, before.revision() + 1, evidence, seen, lastTime, stalled, false);
  }

  /**
   * With other evidence.
   *
   * @param told whether that is a revision to be told
   */
  StandingAlert grown(boolean told, List<String> evidence, long seen, long lastTime) {
    return new StandingAlert(
        identity, revision + (told ? 1 : 0), evidence, seen, lastTime, stalled, retracted);
  }

  /** The next revision, which takes it back; it has no evidence any more. */
  StandingAlert takenBack() {
    return new StandingAlert(identity, revision + 1, List.of(), seen, lastTime, stalled, true);
  }

  /** The same about a part of the stages. */
  StandingAlert ofPart() {
    return new StandingAlert(identity, revision, evidence, seen, lastTime, true, retracted);
  }
}
