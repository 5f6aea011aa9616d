package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.WholeEvent;

/** Where an assembly tells what it put together. */
public interface AssemblyOutput {

  /** An event, for the first time or with another meaning than before. */
  void event(WholeEvent whole);

  /** A record, or what should have become one, to be read like any other. */
  void record(RawLog log);

  /** Something to count under that name. */
  void count(String name);
}
