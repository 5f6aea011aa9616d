package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;
import java.util.stream.Stream;

/** What undoes a match: an event in the midst of it, or one that must not follow it. */
final class Undoing {

  private Undoing() {}

  /**
   * Whether one of the hits that {@code until} names lies strictly between the first and the last
   * of the match and is about an event that is not later: those of one second have no order that
   * anybody knows, and the tie is in favour of the match.
   */
  static boolean brokenOff(CorrelationRule rule, List<StageHit> match, List<StageHit> undoing) {
    return !rule.terms().until().isEmpty()
        && inTheMidst(rule, match, undoing)
            .anyMatch(hit -> Links.concerns(rule, hit, notLater(hit.time(), match)));
  }

  /** The same for a part of a match, which has time to go on; both ends included at its end. */
  static boolean brokenOffUntil(
      long end, CorrelationRule rule, List<StageHit> part, List<StageHit> undoing) {
    long first = first(part);
    return undoing.stream()
        .filter(hit -> rule.terms().until().contains(hit.stage()))
        .filter(hit -> hit.time() > first && hit.time() <= end)
        .anyMatch(hit -> Links.concerns(rule, hit, notLater(hit.time(), part)));
  }

  /** The hits that {@code until} names strictly between the first and the last of a match. */
  static Stream<StageHit> inTheMidst(
      CorrelationRule rule, List<StageHit> match, List<StageHit> undoing) {
    long first = first(match);
    long last = last(match);
    return undoing.stream()
        .filter(hit -> rule.terms().until().contains(hit.stage()))
        .filter(hit -> hit.time() > first && hit.time() < last);
  }

  /** Whether one of the hits that must be absent comes with the last of the match or after it. */
  static boolean followed(CorrelationRule rule, List<StageHit> match, List<StageHit> undoing) {
    CorrelationTerms.Absence<String> absence = rule.terms().absence();
    if (absence == null) {
      return false;
    }
    long last = last(match);
    long end = EventTimes.later(last, absence.within().toMillis());
    return undoing.stream()
        .filter(hit -> absence.rules().contains(hit.stage()))
        .filter(hit -> hit.time() >= last && hit.time() <= end)
        .anyMatch(hit -> Links.concerns(rule, hit, match));
  }

  /** Those of the match that are no later. */
  private static List<StageHit> notLater(long time, List<StageHit> match) {
    return match.stream().filter(hit -> hit.time() <= time).toList();
  }

  private static long first(List<StageHit> hits) {
    return hits.stream().mapToLong(StageHit::firstTime).min().orElseThrow();
  }

  private static long last(List<StageHit> hits) {
    return hits.stream().mapToLong(StageHit::time).max().orElseThrow();
  }
}
