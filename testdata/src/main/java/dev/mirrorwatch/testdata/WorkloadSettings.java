package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a workload is made of. Equal settings make equal bytes.
 *
 * @param seed where all randomness comes from
 * @param events number of deliveries in all: planted, background and duplicates
 * @param relevantShare share of the background that are harmless mirror calls (parts that nobody
 *     uses, looks, probes, clean-ups)
 * @param duplicateShare share of the background that is delivered twice
 * @param principals number of people and roles in the background
 * @param accounts accounts that the events happen in
 * @param regions regions that the events happen in
 * @param start time of the first background event
 * @param duration time from the first background event to the last
 * @param planted number of planted shapes; a shape can expect more than one alert
 * @param decoys number of planted decoys
 * @param shapes shapes to plant, in turn
 * @param decoyKinds decoys to plant, in turn
 * @param others what comes of Azure, Google Cloud and Cisco devices
 * @param floodShare share of the background that are harmless mirror calls of one and the same
 *     user, at one place
 */
public record WorkloadSettings(
    long seed,
    int events,
    double relevantShare,
    double duplicateShare,
    int principals,
    List<String> accounts,
    List<String> regions,
    Instant start,
    Duration duration,
    int planted,
    int decoys,
    List<Shape> shapes,
    List<Decoy> decoyKinds,
    Others others,
    double floodShare) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one of them makes no workload
   */
  public WorkloadSettings {
    check(events >= 0, "events must not be negative");
    check(relevantShare >= 0 && relevantShare <= 1, "relevantShare must be between 0 and 1");
    check(duplicateShare >= 0 && duplicateShare <= 1, "duplicateShare must be between 0 and 1");
    check(floodShare >= 0 && floodShare <= 1, "floodShare must be between 0 and 1");
    check(principals > 0, "principals must be positive");
    check(accounts.size() > 1, "at least two accounts are needed");
    check(regions.size() > 1, "at least two regions are needed");
    check(!duration.isNegative() && !duration.isZero(), "duration must be positive");
    check(planted == 0 || !shapes.isEmpty(), "planted shapes need a list to choose from");
    check(decoys == 0 || !decoyKinds.isEmpty(), "decoys need a list to choose from");
    accounts = List.copyOf(accounts);
    regions = List.copyOf(regions);
    shapes = List.copyOf(shapes);
    decoyKinds = List.copyOf(decoyKinds);
  }

  /**
   * A day of 100,000 events, one in 2,000 of them relevant, with every shape and every decoy once.
   */
  public static WorkloadSettings defaults() {
    return new WorkloadSettings(
        1L,
        100_000,
        0.0005,
        0.002,
        200,
        List.of("111122223333", "444455556666", "012345678901", "555566667777"),
        List.of("us-east-1", "us-west-2", "eu-west-1", "eu-central-1"),
        Instant.parse("2026-03-02T00:00:00Z"),
        Duration.ofDays(1),
        Shape.values().length,
        Decoy.values().length,
        List.of(Shape.values()),
        List.of(Decoy.values()),
        Others.NONE,
        0);
  }

  /** The same with another seed. */
  public WorkloadSettings withSeed(long other) {
    return new WorkloadSettings(
        other,
        events,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same with another number of deliveries. */
  public WorkloadSettings withEvents(int other) {
    return new WorkloadSettings(
        seed,
        other,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same with another share of harmless mirror calls. */
  public WorkloadSettings withRelevantShare(double other) {
    return new WorkloadSettings(
        seed,
        events,
        other,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same with another share of background records that are delivered twice. */
  public WorkloadSettings withDuplicateShare(double other) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        other,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same with another number of people and roles. */
  public WorkloadSettings withPrincipals(int other) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        other,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same at other places. */
  public WorkloadSettings withPlaces(List<String> otherAccounts, List<String> otherRegions) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        principals,
        otherAccounts,
        otherRegions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same at another time. */
  public WorkloadSettings withTime(Instant otherStart, Duration otherDuration) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        otherStart,
        otherDuration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same with {@code count} plantings of {@code kinds} in turn. */
  public WorkloadSettings withShapes(int count, List<Shape> kinds) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        count,
        decoys,
        kinds,
        decoyKinds,
        others,
        floodShare);
  }

  /** The same with {@code count} decoys of {@code kinds} in turn. */
  public WorkloadSettings withDecoys(int count, List<Decoy> kinds) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        count,
        shapes,
        kinds,
        others,
        floodShare);
  }

  /** The same with other sources beside CloudTrail. */
  public WorkloadSettings withOthers(Others other) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        other,
        floodShare);
  }

  /** The same with another share of calls by the one user who floods. */
  public WorkloadSettings withFloodShare(double other) {
    return new WorkloadSettings(
        seed,
        events,
        relevantShare,
        duplicateShare,
        principals,
        accounts,
        regions,
        start,
        duration,
        planted,
        decoys,
        shapes,
        decoyKinds,
        others,
        other);
  }

  /**
   * What comes of the sources beside CloudTrail.
   *
   * @param share share of the background
   * @param planted number of planted {@link OtherShape}s, each in turn
   */
  public record Others(double share, int planted) {
    /** CloudTrail alone. */
    public static final Others NONE = new Others(0, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one of them makes no workload
     */
    public Others {
      check(share >= 0 && share <= 1, "the share of other sources must be between 0 and 1");
      check(planted >= 0, "plantings of other sources must not be negative");
    }
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
