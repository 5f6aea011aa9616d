package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What each step costs a record of the shipped sample, all shipped rules loaded: passing it over,
 * cutting it out, bringing it to the normal form, asking the rules. Each call does all records;
 * {@code -prof gc} adds the bytes that each step allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RecordPathBenchmark {

  private static final Path TESTDATA = Path.of(System.getProperty("testdata.dir"));

  private RuleSet rules;
  private RecordSkip skip;
  private LogFormats formats;
  private RuleMatcher matcher;

  /** A record on each line, as it is and with a call that nobody wants. */
  private byte[] lines;

  private byte[] unwantedLines;
  private final List<RawLog> records = new ArrayList<>();
  private final List<RawLog> azure = new ArrayList<>();
  private final List<RawLog> google = new ArrayList<>();
  private final List<AuditEvent> events = new ArrayList<>();

  /** Reads the sample, and one record of each kind from the other clouds. */
  @Setup
  public void read() throws IOException {
    rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    skip = new RecordSkip(rules);
    formats = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
    matcher = new RuleMatcher(rules);
    decodeAll("sample", records);
    decodeAll("events/azure", azure);
    decodeAll("events/gcp", google);
    ByteArrayOutputStream wanted = new ByteArrayOutputStream();
    ByteArrayOutputStream unwanted = new ByteArrayOutputStream();
    for (RawLog log : records) {
      String text = new String(log.payload(), StandardCharsets.UTF_8);
      wanted.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
      unwanted.writeBytes(
          (text.replaceAll("\"eventName\":\"[^\"]*\"", "\"eventName\":\"Nobody\"") + "\n")
              .getBytes(StandardCharsets.UTF_8));
      AuditEvent event = formats.normalize(log).event();
      if (event != null) {
        events.add(event);
      }
    }
    lines = wanted.toByteArray();
    unwantedLines = unwanted.toByteArray();
    System.out.printf(
        "%d records, %d bytes, %d events; %d records of Azure, %d of Google%n",
        records.size(), lines.length, events.size(), azure.size(), google.size());
  }

  private void decodeAll(String folder, List<RawLog> out) throws IOException {
    try (Stream<Path> files = Files.walk(TESTDATA.resolve(folder))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        decode(Files.readAllBytes(file), null, out);
      }
    }
  }

  private void decode(byte[] input, SkippedRun skipped, List<RawLog> out) throws IOException {
    LogDecoder decoder =
        LogDecoder.ofFile(
            new ByteArrayInputStream(input),
            "sample",
            "sample",
            new Reception(0, ZoneOffset.UTC),
            RecordLimits.DEFAULT,
            skipped);
    for (RawLog log = decoder.next(); log != null; log = decoder.next()) {
      out.add(log);
    }
  }

  /** Records that nobody wants. */
  @Benchmark
  public List<RawLog> passOver() throws IOException {
    List<RawLog> left = new ArrayList<>();
    decode(unwantedLines, SkippedRun.ofFile(skip), left);
    return left;
  }

  /** Records as they are, without a look at what anybody wants. */
  @Benchmark
  public List<RawLog> cutOut() throws IOException {
    List<RawLog> all = new ArrayList<>();
    decode(lines, null, all);
    return all;
  }

  /** Cut records to events. */
  @Benchmark
  public void normalize(Blackhole events) {
    records.forEach(record -> events.consume(formats.normalize(record)));
  }

  /** The same for records of Azure's Activity Log. */
  @Benchmark
  public void normalizeAzure(Blackhole events) {
    azure.forEach(record -> events.consume(formats.normalize(record)));
  }

  /** The same for entries of Google's audit logs. */
  @Benchmark
  public void normalizeGoogle(Blackhole events) {
    google.forEach(record -> events.consume(formats.normalize(record)));
  }

  /** Events to the rules that they match. */
  @Benchmark
  public void match(Blackhole matches) {
    events.forEach(event -> matches.consume(matcher.matches(event)));
  }
}
