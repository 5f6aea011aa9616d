package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.LateEvent;

/** Where the correlation of a group tells what it found. */
public interface GroupOutput {

  /** A new alert, or a new revision of one that was told before. */
  void alert(Alert alert);

  /** A hit whose partners may have been forgotten. */
  void late(LateEvent event);

  /** Something to count under that name. */
  void count(String name);
}
