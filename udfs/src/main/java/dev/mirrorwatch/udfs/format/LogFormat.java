package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.udfs.event.RawLog;

/** Reads one provider's audit records. Bad data is an answer, never an exception. */
public interface LogFormat {

  /** In: a record without a defect. Out: the event, or why there is none. */
  Normalized normalize(RawLog log);
}
