package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/**
 * What is kept of one group of one rule: in Flink's keyed state when the job runs, in plain maps
 * when rules are tried without it.
 */
public interface GroupState {

  /** The kept hits as they are now, in no particular order. */
  List<BufferedHit> hits();

  /** The kept hit with that {@link StageHit#bufferKey()}, or {@code null}. */
  BufferedHit hit(String bufferKey);

  /** Keeps the hit, in place of one with the same buffer key. */
  void keep(BufferedHit hit);

  void forgetHit(String bufferKey);

  /** The alerts that may still grow, as they are now. */
  List<StandingAlert> alerts();

  /** The alert of that identity, or {@code null}. */
  StandingAlert alert(String identity);

  /** Keeps the alert, in place of one with the same identity. */
  void keep(StandingAlert alert);

  void forgetAlert(String identity);

  /** The number that is kept under that name; 0 where none is. */
  long count(String name);

  /** Adds to the number under that name, or takes from it. */
  void count(String name, long change);

  /** Event time at which the group is looked at again, or {@code null}; none while it is. */
  Long wakeTime();

  /** Wakes the group when the watermark passes {@code time}, and at no other time. */
  void wakeAt(long time);

  /** Keeps nothing of the group any more. */
  void clear();
}
