package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.format.cisco.MessageSegments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Joins the segments of a message to the record that it would be without them.
 *
 * <p>The record is told when the last segment that was missing arrives, whichever that is. When the
 * watermark has passed the message by the bound, one that lacks segments is told as far as it goes
 * from its first ({@code messages_incomplete}), and one without its first as a defect ({@code
 * messages_without_beginning}). Copies are counted as {@code segments_repeated}.
 *
 * <p>A sender that starts anew gives its ids again: another segment with the number of one that is
 * there ends the message before ({@code message_ids_given_again}).
 */
final class MessageAssembly implements Assembly {

  private static final String TOLD = "told";
  private static final String SINCE = "since";

  private final long wait;

  /**
   * @param wait how long after its segments a message is looked after, in event time
   */
  MessageAssembly(Duration wait) {
    this.wait = wait.toMillis();
  }

  @Override
  public void take(AuditEvent event, AssemblyState state, AssemblyOutput out) {
    String number = Long.toString(event.part().sequence());
    AuditEvent kept = state.record(number);
    if (kept != null && kept.part().text().equals(event.part().text())) {
      out.count("segments_repeated");
      return;
    }
    if (kept != null) {
      out.count("message_ids_given_again");
      tellWhatIsThere(state, out);
      state.clear();
    }
    state.keep(number, event);
    stayAwake(event, state);
    List<AuditEvent> run = run(state.records());
    if (!run.isEmpty() && run.get(run.size() - 1).part().role() == Part.Role.LAST) {
      out.record(MessageSegments.joined(run, true));
      state.note(TOLD, "");
    }
  }

  @Override
  public void wake(AssemblyState state, AssemblyOutput out) {
    if (state.note(SINCE).equals(Long.toString(Long.MIN_VALUE))) {
      // Nothing had told the time when the segments came; from now on it is known.
      stayAwake(state.watermark(), state);
      return;
    }
    tellWhatIsThere(state, out);
    state.clear();
  }

  private static void tellWhatIsThere(AssemblyState state, AssemblyOutput out) {
    if (state.note(TOLD) != null) {
      return;
    }
    List<AuditEvent> segments = sorted(state.records());
    List<AuditEvent> run = run(segments);
    if (run.isEmpty()) {
      out.count("messages_without_beginning");
      out.record(MessageSegments.withoutFirst(segments));
    } else {
      out.count("messages_incomplete");
      out.record(MessageSegments.joined(run, false));
    }
  }

  /** Only the first segment is sure to tell a time of its own. */
  private void stayAwake(AuditEvent event, AssemblyState state) {
    long since = Math.max(event.time(), state.watermark());
    String noted = state.note(SINCE);
    if (noted == null || Long.parseLong(noted) < since) {
      stayAwake(since, state);
    }
  }

  private void stayAwake(long since, AssemblyState state) {
    state.note(SINCE, Long.toString(since));
    state.wakeAt(EventTimes.later(since, wait));
  }

  /** From the first on, up to the first that is missing. */
  private static List<AuditEvent> run(List<AuditEvent> segments) {
    List<AuditEvent> run = new ArrayList<>();
    for (AuditEvent segment : sorted(segments)) {
      if (segment.part().sequence() != run.size()) {
        break;
      }
      run.add(segment);
    }
    return run;
  }

  private static List<AuditEvent> sorted(List<AuditEvent> segments) {
    return segments.stream()
        .sorted(Comparator.comparingLong(segment -> segment.part().sequence()))
        .toList();
  }
}
