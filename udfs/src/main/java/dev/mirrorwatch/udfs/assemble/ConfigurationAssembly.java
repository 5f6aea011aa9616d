package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.format.IpLiterals;
import dev.mirrorwatch.udfs.format.cisco.ConfigurationLine;
import dev.mirrorwatch.udfs.format.cisco.ConfigurationLine.Meaning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells each line of a configuration with what it means in the mode it was typed in.
 *
 * <p>Every line is told at once, by the lines before it that are known by then. A line that arrives
 * later and changes what others mean has those told again, under the same event id and with what
 * they were told to mean before. In the end the order of arrival changes nothing.
 *
 * <p>Lines stand in the order of time, and of the device's counter within one time. The latest
 * {@value #LINES} are kept, for an hour before the latest: nobody stays in one mode for so long.
 */
final class ConfigurationAssembly implements Assembly {

  static final int LINES = 64;

  private static final String REVISION = "revision";

  private static final long STAY = Duration.ofHours(1).toMillis();

  private static final Comparator<AuditEvent> ORDER =
      Comparator.comparingLong(AuditEvent::time)
          .thenComparing(event -> event.part().sequence())
          .thenComparing(AuditEvent::id);

  @Override
  public void take(AuditEvent event, AssemblyState state, AssemblyOutput out) {
    if (state.record(event.id()) != null) {
      out.count("configuration_lines_repeated");
      return;
    }
    List<AuditEvent> before = new ArrayList<>(state.records());
    before.sort(ORDER);
    List<AuditEvent> lines = new ArrayList<>(before);
    lines.add(event);
    lines.sort(ORDER);
    Map<String, Meaning> known = meanings(before);
    Map<String, Meaning> meanings = meanings(lines);
    int revision = revision(state) + 1;
    for (AuditEvent line : lines) {
      Meaning meaning = meanings.get(line.id());
      Meaning toldBefore = known.get(line.id());
      if (line == event) {
        out.event(WholeEvent.first(told(line, meaning)));
      } else if (!meaning.equals(toldBefore)) {
        out.event(new WholeEvent(told(line, meaning), revision, told(line, toldBefore)));
        out.count("configuration_lines_told_again");
        state.note(REVISION, Integer.toString(revision));
      }
    }
    keep(event, lines, state);
  }

  @Override
  public void wake(AssemblyState state, AssemblyOutput out) {
    state.clear();
  }

  /** How often lines were told again. */
  private static int revision(AssemblyState state) {
    String noted = state.note(REVISION);
    return noted == null ? 0 : Integer.parseInt(noted);
  }

  private static Map<String, Meaning> meanings(List<AuditEvent> lines) {
    Map<String, Meaning> byId = new HashMap<>();
    if (lines.isEmpty()) {
      return byId;
    }
    List<Meaning> meanings =
        ConfigurationLine.meanings(
            lines.get(0).principal().account(),
            lines.stream().map(line -> ConfigurationLine.parse(line.part().text())).toList());
    for (int i = 0; i < lines.size(); i++) {
      byId.put(lines.get(i).id(), meanings.get(i));
    }
    return byId;
  }

  private static void keep(AuditEvent event, List<AuditEvent> lines, AssemblyState state) {
    long latest = lines.get(lines.size() - 1).time();
    long oldest = EventTimes.earlier(latest, STAY);
    int surplus = lines.size() - LINES;
    state.keep(event.id(), event);
    for (int i = 0; i < lines.size(); i++) {
      if (i < surplus || lines.get(i).time() < oldest) {
        state.forget(lines.get(i).id());
      }
    }
    state.wakeAt(EventTimes.later(latest, STAY));
  }

  private static AuditEvent told(AuditEvent line, Meaning meaning) {
    Map<String, List<String>> fields = new HashMap<>(line.fields().byField());
    if (meaning.command() != null) {
      fields.putAll(meaning.command().fields());
    }
    String address = line.sourceAddress();
    if (meaning.address() != null && address == null) {
      address = meaning.address();
      fields.put("source.address", List.of(address));
      if (IpLiterals.isIp(address)) {
        fields.put("source.ip", List.of(address));
      }
    }
    return new AuditEvent(
        line.id(),
        line.time(),
        line.source(),
        line.product(),
        line.service(),
        line.cloudProvider(),
        line.eventProvider(),
        line.action(),
        line.account(),
        line.region(),
        line.outcome(),
        line.errorCode(),
        line.principal(),
        address != null && IpLiterals.isIp(address) ? address : null,
        address,
        line.userAgent(),
        meaning.command() == null ? line.resources() : meaning.command().resources(),
        new FieldValues(fields, line.fields().leaves()),
        line.origin(),
        line.raw(),
        null);
  }
}
