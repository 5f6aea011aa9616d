package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;

/** Tells each line of a configuration as it is. */
final class ConfigurationAssembly implements Assembly {

  @Override
  public void take(AuditEvent event, AssemblyState state, AssemblyOutput out) {
    out.event(event.whole());
  }

  @Override
  public void wake(AssemblyState state, AssemblyOutput out) {
    state.clear();
  }
}
