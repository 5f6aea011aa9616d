package dev.mirrorwatch.udfs.correlate;

import java.util.List;

/**
 * An alert in keyed state: what is needed to amend it.
 *
 * @param evidence buffer keys of its hits, which stay in the buffer as long as it stands
 * @param seen events that belonged to it, kept or not
 * @param lastTime event time of its latest evidence
 */
public record StandingAlert(
    String identity, int revision, List<String> evidence, long seen, long lastTime) {}
