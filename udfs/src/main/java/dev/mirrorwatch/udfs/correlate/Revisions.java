package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.StageHit;

/** Hits that are alerts of other rules come again when those change; events never do. */
final class Revisions {

  private Revisions() {}

  /** Whether the arrived hit says more than the one that is kept under the same key. */
  static boolean replaces(StageHit arrived, StageHit kept) {
    return arrived.inner() != null
        && kept.inner() != null
        && arrived.inner().revision() > kept.inner().revision();
  }

  /** Whether the hit takes back what it said before. */
  static boolean isRetracted(StageHit hit) {
    return hit.inner() != null && hit.inner().retracted();
  }
}
