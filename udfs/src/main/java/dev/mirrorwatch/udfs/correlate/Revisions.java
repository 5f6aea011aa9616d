package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.StageHit;

/**
 * Hits that are alerts of other rules come again when those change, events when more is known of
 * who is behind them or of what they mean.
 */
final class Revisions {

  private Revisions() {}

  /** Whether the arrived hit says more than the one that is kept under the same key. */
  static boolean replaces(StageHit arrived, StageHit kept) {
    if (arrived.inner() == null || kept.inner() == null) {
      return arrived.withdrawn() || arrived.resolution() > kept.resolution();
    }
    return arrived.inner().revision() > kept.inner().revision();
  }

  /** Whether the hit takes back what it said before. */
  static boolean isRetracted(StageHit hit) {
    return hit.withdrawn() || hit.inner() != null && hit.inner().retracted();
  }

  /** What changed with the hit that came again. */
  static String reason(StageHit hit) {
    if (hit.inner() != null) {
      return "the alert of " + hit.stage() + " that it is made of has changed";
    }
    Principal principal = hit.evidence().principal();
    if (principal.lineage().isEmpty()) {
      return "a record that came later tells more of the event " + hit.eventId();
    }
    return "the principal behind the event "
        + hit.eventId()
        + " became known: "
        + (principal.human() == null ? principal.origin() : principal.human());
  }
}
