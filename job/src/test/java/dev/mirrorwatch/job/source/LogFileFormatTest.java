package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileFormatTest {

  /** More than one batch. */
  private static final int RECORDS = 600;

  private static final LogFileFormat FORMAT =
      new LogFileFormat("trail", ZoneOffset.UTC, RecordLimits.DEFAULT, null);

  @TempDir private Path folder;

  private record Read(String text, String origin, CheckpointedPosition position) {}

  @Test
  void readsEveryRecordOnceInOrder() throws Exception {
    List<Read> all = readAll(FORMAT.createReader(new Configuration(), split(null)));

    assertThat(all).hasSize(RECORDS);
    assertThat(all.get(299).text()).contains("\"id-300\"");
    assertThat(all.get(299).origin()).isEqualTo(file() + ":300");
  }

  @Test
  void restoresBehindTheRecordThatACheckpointSaw() throws Exception {
    List<Read> all = readAll(FORMAT.createReader(new Configuration(), split(null)));
    for (int seen : List.of(1, 255, 256, 257, RECORDS - 1, RECORDS)) {
      CheckpointedPosition position = all.get(seen - 1).position();

      List<Read> rest = readAll(FORMAT.restoreReader(new Configuration(), split(position)));

      assertThat(rest).as("after %d", seen).isEqualTo(all.subList(seen, RECORDS));
    }
  }

  @Test
  void readsPartsOfAFile() throws Exception {
    List<String> whole = texts(readAll(FORMAT.createReader(new Configuration(), split(null))));
    long size = Files.size(file());
    List<Read> parts = new ArrayList<>();
    for (long from = 0; from < size; from += 10_000) {
      parts.addAll(
          readAll(
              FORMAT.createReader(new Configuration(), part(from, Math.min(size, from + 10_000)))));
    }

    assertThat(texts(parts)).isEqualTo(whole);
    assertThat(parts.get(1).origin()).isEqualTo(file() + "@" + (whole.get(0).length() + 1));
  }

  @Test
  void aFileBeginsWithTheOldestOfItsFirstRecords() throws Exception {
    Files.writeString(
        file(),
        """
        {"eventName":"a"}
        {"eventName":"b","eventTime":"2026-03-02T09:05:00Z"}
        {"eventName":"c","eventTime":"2026-03-02T09:02:00Z"}
        {"eventName":"d","eventTime":"2026-03-02T09:07:00Z"}
        """);
    long size = Files.size(file());
    assertThat(FORMAT.firstTime(part(0, size)))
        .isEqualTo(Instant.parse("2026-03-02T09:02:00Z").toEpochMilli());
    assertThat(FORMAT.firstTime(part(size - 20, size))).isEqualTo(RawLog.NO_TIME);
    assertThat(FORMAT.firstTime(part(size - 80, size)))
        .isEqualTo(Instant.parse("2026-03-02T09:07:00Z").toEpochMilli());
    Files.writeString(file(), "no log at all\n{\"eventTime\":");
    assertThat(FORMAT.firstTime(part(0, Files.size(file())))).isEqualTo(RawLog.NO_TIME);
  }

  @Test
  void readsOnlyWhatARuleMayMatch() throws Exception {
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    LogFileFormat skipping =
        new LogFileFormat("trail", ZoneOffset.UTC, RecordLimits.DEFAULT, rules);
    Files.writeString(
        file(),
        """
        {"eventName":"CreateTrafficMirrorSession","eventTime":"2026-05-04T09:00:00Z"}
        {"eventName":"DescribeNothing","eventTime":"2026-05-04T09:00:01Z"}
        """);

    List<Read> read =
        readAll(skipping.createReader(new Configuration(), part(0, Files.size(file()))));

    assertThat(texts(read)).hasSize(2).first().asString().contains("CreateTrafficMirrorSession");
    assertThat(texts(read)).last().isEqualTo("");
  }

  private static List<String> texts(List<Read> read) {
    return read.stream().map(Read::text).toList();
  }

  @Test
  void aLineWithoutAYearIsOfTheYearInWhichItsFileWasWritten() throws Exception {
    Path log = folder.resolve("syslog.log");
    Files.writeString(log, "<189>7: sw1: May  4 09:00:00: %SYS-5-RESTART: System restarted\n");
    long size = Files.size(log);
    FileSourceSplit split =
        new FileSourceSplit(
            "split",
            new org.apache.flink.core.fs.Path(log.toUri()),
            0,
            size,
            Instant.parse("2021-06-01T00:00:00Z").toEpochMilli(),
            size);
    LogFileFormat format =
        new LogFileFormat("syslog", ZoneId.of("Europe/Vienna"), RecordLimits.DEFAULT, null);

    try (BulkFormat.Reader<RawLog> reader = format.createReader(new Configuration(), split)) {
      RawLog read = reader.readBatch().next().getRecord();
      assertThat(Instant.ofEpochMilli(read.eventTime()))
          .isEqualTo(Instant.parse("2021-05-04T07:00:00Z"));
    }
  }

  private static List<Read> readAll(BulkFormat.Reader<RawLog> reader) throws Exception {
    List<Read> all = new ArrayList<>();
    try (reader) {
      for (BulkFormat.RecordIterator<RawLog> batch = reader.readBatch();
          batch != null;
          batch = reader.readBatch()) {
        for (RecordAndPosition<RawLog> next = batch.next(); next != null; next = batch.next()) {
          all.add(
              new Read(
                  new String(next.getRecord().payload(), java.nio.charset.StandardCharsets.UTF_8),
                  next.getRecord().origin().toString(),
                  new CheckpointedPosition(next.getOffset(), next.getRecordSkipCount())));
        }
        batch.releaseBatch();
      }
    }
    return all;
  }

  private Path file() {
    return folder.resolve("trail.jsonl");
  }

  private FileSourceSplit split(CheckpointedPosition position) throws Exception {
    Files.writeString(
        file(),
        IntStream.rangeClosed(1, RECORDS)
            .mapToObj(
                i -> "{\"eventID\":\"id-" + i + "\",\"eventTime\":\"2026-05-04T09:00:00Z\"}\n")
            .collect(Collectors.joining()));
    return split(0, Files.size(file()), position);
  }

  private FileSourceSplit part(long from, long to) throws Exception {
    return split(from, to - from, null);
  }

  private FileSourceSplit split(long offset, long length, CheckpointedPosition position)
      throws Exception {
    return new FileSourceSplit(
        "split",
        new org.apache.flink.core.fs.Path(file().toUri()),
        offset,
        length,
        0,
        Files.size(file()),
        new String[0],
        position);
  }
}
