package dev.mirrorwatch.udfs.format.cisco;

import java.util.Locale;

/** How far the time that a device wrote on a line can be trusted. */
enum DeviceClock {
  /** A date and a time, and no mark against them. */
  SYNCED,
  /** A mark in front: {@code *} for a clock that was never set, {@code .} for lost synchrony. */
  UNSYNCED,
  /** No date: an uptime, or nothing. */
  NONE;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
