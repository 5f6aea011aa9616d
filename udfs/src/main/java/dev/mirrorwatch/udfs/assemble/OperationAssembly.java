package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.WholeEvent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one event of the records of a call: its beginning, its end and what lies between.
 *
 * <p>The last record is told at once where it is complete, else as soon as the first is there too:
 * with the fields of both, the last's where both have one, and who called according to the first.
 * Further records of an operation that was told are only counted, as {@code
 * operation_records_swallowed}.
 *
 * <p>When the watermark has passed the operation's latest record by the bound, what has no end is
 * told with outcome {@code unknown} ({@code operations_without_end}), and an end that waits for its
 * beginning as it is ({@code operations_without_beginning}). An end that comes later still is told
 * too, under the same event id, and says more than what was told without it.
 *
 * <p>Copies of a record, and the order in which records arrive, change nothing: of several that
 * could stand for the beginning or the end, the oldest does. Only an end that is told at once is
 * the one that arrives first.
 */
final class OperationAssembly implements Assembly {

  private static final String BEGINNING = "beginning";
  private static final String BETWEEN = "between";
  private static final String END = "end";
  private static final String TOLD = "told";

  private static final String PRINCIPAL_FIELDS = "principal.";

  /** What holds only if the call succeeded; a beginning has it, hoping for the best. */
  private static final Set<String> FIELDS_OF_SUCCESS = Set.of("mirror.active_target_id");

  private static final Comparator<AuditEvent> AGE =
      Comparator.comparingLong(AuditEvent::time).thenComparing(AuditEvent::raw, Arrays::compare);

  private final long wait;

  /**
   * @param wait how long after its latest record an operation is looked after, in event time
   */
  OperationAssembly(Duration wait) {
    this.wait = wait.toMillis();
  }

  @Override
  public void take(AuditEvent event, AssemblyState state, AssemblyOutput out) {
    stayAwake(event, state);
    if (state.note(TOLD) != null) {
      out.count("operation_records_swallowed");
      return;
    }
    String name =
        switch (event.part().role()) {
          case FIRST -> BEGINNING;
          case FURTHER -> BETWEEN;
          case LAST -> END;
        };
    AuditEvent kept = state.record(name);
    if (kept == null || AGE.compare(event, kept) < 0) {
      state.keep(name, event);
    }
    AuditEvent end = state.record(END);
    AuditEvent beginning = state.record(BEGINNING);
    if (end != null && (end.part().complete() || beginning != null)) {
      out.event(ended(end.part().complete() ? told(end) : told(merged(beginning, end))));
      List.of(BEGINNING, BETWEEN, END).forEach(state::forget);
      state.note(TOLD, "");
    }
  }

  @Override
  public void wake(AssemblyState state, AssemblyOutput out) {
    AuditEvent end = state.record(END);
    AuditEvent beginning = state.record(BEGINNING);
    if (end != null) {
      out.count("operations_without_beginning");
      out.event(ended(told(end)));
    } else if (state.note(TOLD) == null) {
      out.count("operations_without_end");
      out.event(WholeEvent.first(told(beginning == null ? state.record(BETWEEN) : beginning)));
    }
    state.clear();
  }

  private void stayAwake(AuditEvent event, AssemblyState state) {
    long until = EventTimes.later(event.time(), wait);
    Long scheduled = state.wakeTime();
    if (scheduled == null || scheduled < until) {
      state.wakeAt(until);
    }
  }

  /** In place of what may have been told without an end, and is forgotten by now. */
  private static WholeEvent ended(AuditEvent event) {
    return new WholeEvent(event, 1, null);
  }

  private static AuditEvent told(AuditEvent event) {
    if (event.outcome() == Outcome.SUCCESS) {
      return event.whole();
    }
    Map<String, List<String>> fields = new HashMap<>(event.fields().byField());
    fields.keySet().removeAll(FIELDS_OF_SUCCESS);
    return with(event, event, new FieldValues(fields, event.fields().leaves()), event.raw());
  }

  private static AuditEvent merged(AuditEvent beginning, AuditEvent end) {
    return with(
        beginning,
        end,
        merged(beginning.fields(), end.fields()),
        lines(beginning.raw(), end.raw()));
  }

  /** What the end leaves out, the beginning says; who called, the beginning always does. */
  private static FieldValues merged(FieldValues beginning, FieldValues end) {
    Map<String, List<String>> fields = new HashMap<>(beginning.byField());
    end.byField()
        .forEach(
            (name, values) -> {
              if (!values.isEmpty() && !name.startsWith(PRINCIPAL_FIELDS)) {
                fields.put(name, values);
              }
            });
    Set<String> leaves = new LinkedHashSet<>(beginning.leaves());
    leaves.addAll(end.leaves());
    return new FieldValues(fields, List.copyOf(leaves));
  }

  /** Both records, a line each, as a file of them would have it. */
  private static byte[] lines(byte[] beginning, byte[] end) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(beginning.length + end.length + 1);
    lines.writeBytes(beginning);
    lines.write('\n');
    lines.writeBytes(end);
    return lines.toByteArray();
  }

  private static AuditEvent with(
      AuditEvent beginning, AuditEvent end, FieldValues fields, byte[] raw) {
    Set<ResourceId> resources = new LinkedHashSet<>(end.resources());
    resources.addAll(beginning.resources());
    return new AuditEvent(
        end.id(),
        end.time(),
        end.source(),
        end.product(),
        end.service(),
        end.cloudProvider(),
        end.eventProvider(),
        end.action(),
        end.account() == null ? beginning.account() : end.account(),
        end.region() == null ? beginning.region() : end.region(),
        end.outcome(),
        end.errorCode(),
        beginning.principal(),
        end.sourceIp() == null ? beginning.sourceIp() : end.sourceIp(),
        end.sourceAddress() == null ? beginning.sourceAddress() : end.sourceAddress(),
        end.userAgent() == null ? beginning.userAgent() : end.userAgent(),
        new ArrayList<>(resources),
        fields,
        end.origin(),
        raw,
        null);
  }
}
