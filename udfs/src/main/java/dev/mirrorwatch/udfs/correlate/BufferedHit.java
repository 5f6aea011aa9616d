package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.StageHit;

/**
 * A hit in keyed state.
 *
 * @param completing whether a match is known to end here; where the end of a window decides,
 *     whether a decided one has covered it
 * @param examined whether what the rule waits for after a hit has been waited for
 */
public record BufferedHit(StageHit hit, boolean completing, boolean examined) {

  BufferedHit completing(boolean now) {
    return new BufferedHit(hit, now, examined);
  }
}
