package dev.mirrorwatch.udfs.event;

import java.util.Locale;

/** Where an alert stands. */
public enum AlertStatus {
  OPEN,
  /** A part of the stages, and then nothing for as long as the rule says. */
  STALLED,
  /** Another alert about the same thing says more and carries this one's evidence. */
  SUPERSEDED,
  /** Later evidence showed that this alert does not stand as it was told. */
  RETRACTED,
  /** An approval allows what happened; told for the record. */
  SUPPRESSED;

  /** Whether it is something that an analyst looks at. */
  public boolean stands() {
    return switch (this) {
      case OPEN, STALLED -> true;
      case SUPERSEDED, RETRACTED, SUPPRESSED -> false;
    };
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
