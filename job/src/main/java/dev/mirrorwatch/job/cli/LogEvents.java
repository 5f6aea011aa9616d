package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.assemble.Assembly;
import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.resolve.KnownKeys;
import dev.mirrorwatch.udfs.why.Answer;
import dev.mirrorwatch.udfs.why.Inquiry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs read one after the other without Flink, as often as somebody asks: decoded and normalized as
 * a replay does it, one event in memory at a time, and records that wait for others of theirs.
 */
final class LogEvents {

  private final List<Log> logs;
  private final LogFormats format;
  private long noEvents;

  /** Something to read from, again and again. */
  private record Log(String name, Reception reception, Opening opening) {}

  private interface Opening {
    InputStream open() throws IOException;
  }

  private LogEvents(List<Log> logs, RuleSet rules, IdentityMap identities) {
    this.logs = logs;
    Set<String> fields = new TreeSet<>(rules.fieldsRead());
    fields.addAll(Inquiry.FIELDS);
    this.format = new LogFormats(new FieldDemand(fields, rules.readsLeaves()), identities);
  }

  static LogEvents ofFiles(List<Path> files, RuleSet rules, IdentityMap identities) {
    return ofFiles(files, ZoneOffset.UTC, rules, identities);
  }

  /**
   * @param zone of lines that name none
   */
  static LogEvents ofFiles(List<Path> files, ZoneId zone, RuleSet rules, IdentityMap identities) {
    return new LogEvents(
        files.stream()
            .map(
                file ->
                    new Log(
                        file.toString(),
                        new Reception(written(file).time(), zone),
                        () -> Files.newInputStream(file)))
            .toList(),
        rules,
        identities);
  }

  /**
   * @param records as they were read once; what lines leave out of their time is that of the event
   * @param name of where they are now
   * @param zone of lines that name none
   */
  static LogEvents ofRecords(
      List<ToldAlert.RawRecords> records,
      String name,
      ZoneId zone,
      RuleSet rules,
      IdentityMap identities) {
    List<Log> logs = new ArrayList<>();
    for (ToldAlert.RawRecords record : records) {
      byte[] bytes = record.text().getBytes(StandardCharsets.UTF_8);
      Reception reception = new Reception(record.time().toEpochMilli(), zone);
      logs.add(new Log(name, reception, () -> new ByteArrayInputStream(bytes)));
    }
    return new LogEvents(logs, rules, identities);
  }

  /** As a replay has it; a file that is gone is told when it is opened. */
  private static Reception written(Path file) {
    try {
      return Reception.at(Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      return Reception.now();
    }
  }

  /** Shows every event, its role chain followed, to the inquiry until it has an answer. */
  Answer answer(Inquiry inquiry) {
    KnownKeys keys = new KnownKeys();
    new Pass(inquiry::meet, (event, newest) -> keys.learn(event)).run();
    do {
      inquiry.begin();
      Pass pass =
          new Pass(record -> {}, (event, newest) -> inquiry.see(keys.explained(event), newest));
      pass.run();
      noEvents = pass.noEvents;
    } while (inquiry.wantsMore());
    return inquiry.answer();
  }

  /** Records of the last pass that are no events. */
  long noEvents() {
    return noEvents;
  }

  private interface Reader {
    void see(AuditEvent event, long newest);
  }

  /** All logs, read once. */
  private final class Pass {

    private final Consumer<AuditEvent> records;
    private final Reader reader;
    private final WholeEvents wholeEvents =
        new WholeEvents(Assembly.LONGEST_WAIT, this::event, this::tell);

    /** Of events that are put together, by id: the newest event when they were last read of. */
    private final Map<String, Long> newestBefore = new HashMap<>();

    private long newest = Long.MIN_VALUE;
    private long noEvents;

    /**
     * @param records shown every record, be it an event or a part of one
     * @param reader shown every event
     */
    Pass(Consumer<AuditEvent> records, Reader reader) {
      this.records = records;
      this.reader = reader;
    }

    void run() {
      logs.forEach(this::read);
      wholeEvents.end();
    }

    private void read(Log log) {
      try (InputStream in = log.opening().open();
          LogDecoder decoder =
              LogDecoder.ofFile(
                  in, "replay", log.name(), log.reception(), RecordLimits.DEFAULT, null)) {
        for (RawLog record = decoder.next(); record != null; record = decoder.next()) {
          AuditEvent event = event(record);
          if (event != null) {
            arrive(event);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(log.name() + ": cannot be read: " + e.getMessage(), e);
      }
    }

    private @Nullable AuditEvent event(RawLog record) {
      AuditEvent event = format.normalized(record).event();
      if (event == null) {
        noEvents++;
      } else {
        records.accept(event);
        newestBefore.put(event.id(), newest);
      }
      return event;
    }

    private void arrive(AuditEvent event) {
      wholeEvents.arrive(event);
      if (event.part() == null) {
        newestBefore.remove(event.id());
      }
      newest = Math.max(newest, event.time());
    }

    private void tell(AuditEvent event) {
      reader.see(event, newestBefore.get(event.id()));
    }
  }
}
