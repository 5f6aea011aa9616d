package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Part;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Puts the records of one whole at a time together. Plain logic over an {@link AssemblyState}: the
 * same arrivals tell the same in the job and in a test of a rule. It asks to be woken before it
 * returns with anything kept, so that nothing is left of what went quiet.
 */
public interface Assembly {

  /**
   * How long a record waits for the others of its whole, in event time. Azure's and Google's logs
   * come within a few minutes, and the calls in question are done in less than ten.
   */
  Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /**
   * Takes in one record, with its part set. What is told has none.
   *
   * @param state of the record's {@link Part#assemblyKey}
   */
  void take(AuditEvent event, AssemblyState state, AssemblyOutput out);

  /** The watermark has passed the time that the state asked to be woken at. */
  void wake(AssemblyState state, AssemblyOutput out);

  /**
   * The assembly of each kind. None keeps a record for longer than the allowed lateness, so that
   * what it tells when the wait is over is not late by that.
   *
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  static Map<Part.Kind, Assembly> of(Duration allowedLateness) {
    Duration wait = allowedLateness.compareTo(LONGEST_WAIT) < 0 ? allowedLateness : LONGEST_WAIT;
    Map<Part.Kind, Assembly> assemblies = new EnumMap<>(Part.Kind.class);
    for (Part.Kind kind : Part.Kind.values()) {
      assemblies.put(
          kind,
          switch (kind) {
            case OPERATION -> new OperationAssembly(wait);
            case CONFIGURATION -> new ConfigurationAssembly();
            case MESSAGE -> new MessageAssembly(wait);
          });
    }
    return assemblies;
  }
}
