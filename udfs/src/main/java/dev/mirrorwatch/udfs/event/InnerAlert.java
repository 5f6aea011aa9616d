package dev.mirrorwatch.udfs.event;

import java.util.List;

/**
 * The alert of a correlation, where it is a stage of another one.
 *
 * @param revision the alert's; a higher one replaces what a lower one said
 * @param retracted whether the alert does not stand any more
 * @param firstTime event time of its earliest evidence, epoch milliseconds
 * @param evidence all of it
 */
public record InnerAlert(
    int revision, boolean retracted, long firstTime, List<PackedEvidence> evidence) {

  InnerAlert sharing(Sharing shared) {
    return new InnerAlert(
        revision, retracted, firstTime, evidence.stream().map(shared::evidence).toList());
  }
}
