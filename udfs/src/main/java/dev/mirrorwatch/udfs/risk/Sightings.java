package dev.mirrorwatch.udfs.risk;

import java.util.OptionalLong;

/** What is known of who did what before. */
@FunctionalInterface
public interface Sightings {

  /** Nothing is known: nobody is new. */
  Sightings NONE = (origin, family, before) -> OptionalLong.empty();

  /**
   * For how many days calls of the family were watched without one of the principal.
   *
   * @param origin root of the principal's role chain
   * @param family of calls
   * @param before epoch milliseconds; only what happened earlier counts
   * @return nothing where the principal was seen, or where the days are too few to tell
   */
  OptionalLong daysWithout(String origin, String family, long before);
}
