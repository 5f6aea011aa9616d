package dev.mirrorwatch.udfs.risk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one family of calls: in Flink's keyed state when the job runs, in plain maps when
 * rules are tried without it.
 */
public interface FamilyMemory {

  /** Event time of the earliest sighting of anybody, or {@code null}. */
  @Nullable Long since();

  void since(long time);

  /** Of each principal and day, see {@link #key}, the time of its earliest sighting. */
  Iterable<Map.Entry<String, Long>> sightings();

  @Nullable Long sighting(String key);

  void keepSighting(String key, long time);

  void forgetSighting(String key);

  /** The alerts that may have to be told again. */
  Iterable<ScoredBefore> alerts();

  @Nullable ScoredBefore alert(String id);

  void keepAlert(ScoredBefore alert);

  void forgetAlert(String id);

  /** Asks for {@link FamilyScoring#expire} when the watermark passes {@code time}. */
  void expireAt(long time);

  /** Names a principal on a day since 1970. */
  static String key(String origin, long day) {
    return day + "\u001f" + origin;
  }

  /** The day in a key. */
  static long dayOf(String key) {
    return Long.parseLong(key.substring(0, key.indexOf('\u001f')));
  }
}
