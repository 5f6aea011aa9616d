package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;

/** Where an assembly tells what it put together. */
public interface AssemblyOutput {

  /** An event, of which no part is left out. */
  void event(AuditEvent whole);

  /** Something to count under that name. */
  void count(String name);
}
