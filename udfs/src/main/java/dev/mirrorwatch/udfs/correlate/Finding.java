package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/**
 * What a correlator sees in a buffer: one thing to alert about.
 *
 * @param identity what tells it from other findings of the same rule and group: the identity
 *     fields' values, or the start of the episode
 * @param hits its evidence, in time order
 */
record Finding(String identity, List<StageHit> hits) {
  Finding {
    hits = List.copyOf(hits);
  }
}
