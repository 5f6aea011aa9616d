package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Bounds what one group may keep, so that a principal that floods costs no more than one that does
 * not. Hits of one stage with the same link values, in one timespan, share a place for {@link
 * #PER_BUCKET}; a full place gives up the hits whose neighbours are closest in time, which keeps
 * the time line covered. A full group gives up the oldest hits of its most common stage. Evidence
 * of a standing alert is not given up for newer hits, but with its alert where many alerts leave no
 * room to find another; a hit beyond the timespan has a place of its own, so that an old alert does
 * not hide a new one.
 */
final class BufferLimits {

  /** Hits of one stage with the same link values within one timespan. */
  static final int PER_BUCKET = 64;

  /** Hits of one group in all. */
  static final int PER_GROUP = 512;

  /** Hits of one group where each one's number goes into the result. */
  static final int NUMBERS_PER_GROUP = 4096;

  /** This part of a full place is given up at once, but where each hit's number counts. */
  private static final int PARTS = 8;

  private static final Comparator<StageHit> IN_TIME =
      Comparator.comparingLong(StageHit::time).thenComparing(StageHit::bufferKey);

  private final int perBucket;
  private final int perGroup;
  private final int bucketPart;
  private final int groupPart;
  private final long timespan;

  BufferLimits(CorrelationRule rule) {
    if (rule.type().isNumeric()) {
      this.perBucket = NUMBERS_PER_GROUP;
      this.perGroup = NUMBERS_PER_GROUP;
      this.bucketPart = 1;
      this.groupPart = 1;
    } else {
      int counted = greatestBound(rule);
      // A count needs twice its threshold, so that thinning never makes it unreachable.
      this.perBucket = Math.max(PER_BUCKET, 2 * counted);
      this.perGroup = Math.max(PER_GROUP, 8 * counted);
      this.bucketPart = perBucket / PARTS;
      this.groupPart = perGroup / PARTS;
    }
    this.timespan = rule.timespan().toMillis();
  }

  private static int greatestBound(CorrelationRule rule) {
    return rule.condition() == null
        ? 0
        : rule.condition().bounds().stream()
            .mapToInt(bound -> (int) Math.ceil(bound.value()))
            .max()
            .orElse(0);
  }

  /** Whether a group of that size gives up nothing, whatever its hits are. */
  boolean takeAll(int size) {
    return size <= perBucket;
  }

  /**
   * Whether the hit that arrived last takes nobody's place.
   *
   * @param size of the group with it
   * @param alike of these of its stage and with its link values, at most
   */
  boolean haveRoom(long size, long alike) {
    return size <= perGroup && alike <= perBucket;
  }

  /** Whether {@code arrived}, which is in the buffer by now, takes nobody's place. */
  boolean haveRoom(List<StageHit> buffer, StageHit arrived) {
    return takeAll(buffer.size())
        || haveRoom(buffer.size(), buffer.stream().filter(hit -> sameBucket(hit, arrived)).count());
  }

  /**
   * The hits to give up now that {@code arrived} is in the buffer, if there is one too many:
   * several at once, so that not every further one has to look for its place.
   *
   * @param evidence buffer keys of hits that belong to standing alerts
   */
  List<StageHit> excess(List<StageHit> buffer, StageHit arrived, Set<String> evidence) {
    if (takeAll(buffer.size())) {
      return List.of();
    }
    Predicate<StageHit> free = hit -> !evidence.contains(hit.bufferKey());
    List<StageHit> excess;
    List<StageHit> bucket = new ArrayList<>();
    buffer.stream().filter(hit -> sameBucket(hit, arrived)).sorted(IN_TIME).forEach(bucket::add);
    if (bucket.size() > perBucket) {
      excess = mostCrowded(bucket, free, bucketPart);
    } else if (buffer.size() > perGroup) {
      excess = oldestOfMostCommonStage(buffer, free, groupPart);
    } else {
      return List.of();
    }
    return excess.isEmpty() ? List.of(arrived) : excess;
  }

  /** What there is most of is given up first: a rare stage outlives a flood of another one. */
  private static List<StageHit> oldestOfMostCommonStage(
      List<StageHit> buffer, Predicate<StageHit> free, int most) {
    Map<String, List<StageHit>> byStage = new TreeMap<>();
    buffer.stream()
        .filter(free)
        .forEach(hit -> byStage.computeIfAbsent(hit.stage(), any -> new ArrayList<>()).add(hit));
    return byStage.values().stream()
        .max(Comparator.comparingInt(List::size))
        .map(hits -> hits.stream().sorted(IN_TIME).limit(most).toList())
        .orElse(List.of());
  }

  /** Whether evidence leaves less than one place for what may become the next match. */
  boolean areFullOfEvidence(List<StageHit> buffer, Set<String> evidence) {
    return buffer.size() > perGroup
        && buffer.stream().filter(hit -> evidence.contains(hit.bufferKey())).count()
            > perGroup - PER_BUCKET;
  }

  private boolean sameBucket(StageHit one, StageHit other) {
    return one.stage().equals(other.stage())
        && EventTimes.distance(one.time(), other.time()) <= timespan
        && one.links().equals(other.links());
  }

  /** The first and the last stay: they hold the ends of the time line. */
  private static List<StageHit> mostCrowded(
      List<StageHit> bucket, Predicate<StageHit> free, int most) {
    List<StageHit> given = new ArrayList<>();
    while (given.size() < most) {
      int crowded = -1;
      long least = Long.MAX_VALUE;
      for (int i = 1; i < bucket.size() - 1; i++) {
        long room = EventTimes.distance(bucket.get(i + 1).time(), bucket.get(i - 1).time());
        if (room < least && free.test(bucket.get(i))) {
          least = room;
          crowded = i;
        }
      }
      if (crowded < 0) {
        break;
      }
      given.add(bucket.remove(crowded));
    }
    return given;
  }
}
