package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.assemble.Assembly;
import dev.mirrorwatch.udfs.assemble.WholeEvents;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    return new LogEvents(
        files.stream()
            .map(file -> new Log(file.toString(), written(file), () -> Files.newInputStream(file)))
            .toList(),
        rules,
        identities);
  }

  /**
   * @param records each one record as it was read once
   * @param name of where they are now
   */
  static LogEvents ofRecords(
      List<String> records, String name, RuleSet rules, IdentityMap identities) {
    List<Log> logs = new ArrayList<>();
    for (String record : records) {
      byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
      logs.add(new Log(name, Reception.now(), () -> new ByteArrayInputStream(bytes)));
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
    WholeEvents learnt = new WholeEvents(Assembly.LONGEST_WAIT, keys::learn);
    logs.forEach(log -> read(log, learnt));
    learnt.end();
    do {
      inquiry.begin();
      noEvents = 0;
      WholeEvents events =
          new WholeEvents(Assembly.LONGEST_WAIT, event -> inquiry.see(keys.explained(event)));
      logs.forEach(log -> read(log, events));
      events.end();
    } while (inquiry.wantsMore());
    return inquiry.answer();
  }

  /** Records of the last pass that are no events. */
  long noEvents() {
    return noEvents;
  }

  private void read(Log log, WholeEvents events) {
    try (InputStream in = log.opening().open();
        LogDecoder decoder =
            LogDecoder.ofFile(in, "replay", log.name(), log.reception(), RecordLimits.DEFAULT)) {
      for (RawLog record = decoder.next(); record != null; record = decoder.next()) {
        Normalized result =
            record.defect() == null
                ? format.normalize(record)
                : Normalized.defect(record.defect(), record.detail());
        if (result.event() == null) {
          noEvents++;
        } else {
          events.arrive(result.event());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(log.name() + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
