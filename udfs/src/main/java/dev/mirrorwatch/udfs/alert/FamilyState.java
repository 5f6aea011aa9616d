package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.Alert;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the alerts of rule families about one thing: in Flink's keyed state when the job
 * runs, in plain maps when rules are tried without it.
 */
public interface FamilyState {

  /** The family's alerts as their rules raised them, in no particular order. */
  List<Alert> alerts();

  /** The alert of that id, or {@code null}. */
  @Nullable Alert alert(String id);

  /** Keeps the alert, in place of one with the same id. */
  void keep(Alert alert);

  void forget(String alertId);

  /** What was last said of the alert of that id, or {@code null}. */
  @Nullable Told told(String alertId);

  void keep(String alertId, Told told);

  void forgetTold(String alertId);

  /**
   * Whether alerts may have been told that this state does not know: a run that failed went on
   * telling after the checkpoint that this one started from.
   */
  boolean mayHaveToldMore();

  /**
   * Asks for {@link Supersession#expire} when the watermark passes {@code time}, and not before.
   */
  void expireAt(long time);

  /** Keeps nothing any more. */
  void clear();
}
