package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.job.source.LogSources;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.testdata.Decoy;
import dev.mirrorwatch.testdata.ExpectedAlert;
import dev.mirrorwatch.testdata.OtherShape;
import dev.mirrorwatch.testdata.Shape;
import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadRecord;
import dev.mirrorwatch.testdata.WorkloadSettings;
import dev.mirrorwatch.testdata.WorkloadSettings.Others;
import dev.mirrorwatch.testdata.WorkloadWriter;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Evidence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A generated workload of four sources with known attacks: recall 1.0 and precision 1.0, evidence
 * included.
 */
class WorkloadITCase {

  private static final Pattern DEVICE_LINE = Pattern.compile("^<189>(\\d+): ([^:]+): ");
  private static final Pattern CALL_ID =
      Pattern.compile("(?:\"correlationId\":|\"operation\":\\{\"id\":)\"([^\"]+)\"");

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @ParameterizedTest
  @CsvSource({"1, NDJSON", "2, NDJSON_GZ", "3, S3"})
  void alertsAreTheTruth(long seed, WorkloadWriter.Format format, @TempDir Path folder)
      throws Exception {
    Workload workload =
        Workload.of(
            WorkloadSettings.defaults()
                .withSeed(seed)
                .withEvents(20_000)
                .withRelevantShare(0.002)
                .withDuplicateShare(0.01)
                .withShapes(3 * Shape.values().length, List.of(Shape.values()))
                .withDecoys(3 * Decoy.values().length, List.of(Decoy.values()))
                .withOthers(new Others(0.3, 3 * OtherShape.values().length)));
    Path logs = folder.resolve(format == WorkloadWriter.Format.S3 ? "s3" : "logs.json");
    try (WorkloadWriter writer = WorkloadWriter.open(format, logs)) {
      for (WorkloadRecord record : workload) {
        writer.write(record);
      }
    }
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    List<Path> files;
    try (Stream<Path> walk = Files.walk(logs)) {
      files = walk.filter(Files::isRegularFile).toList();
    }

    PipelineRun run =
        PipelineRun.of(
            folder,
            rules,
            environment -> LogSources.files(environment, files, ZoneOffset.UTC, rules));

    Map<String, Set<String>> expected = new TreeMap<>();
    for (ExpectedAlert alert : workload.truth()) {
      expected.put(alert.rule() + " " + alert.targetId(), new TreeSet<>(alert.eventIds()));
    }
    Map<String, Set<String>> actual = new TreeMap<>();
    for (Alert alert : run.open()) {
      actual.put(alert.rule().name() + " " + alert.identity(), sourceIds(alert, rules));
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(run.open()).hasSize(expected.size());
    assertThat(run.deadLetters)
        .as("only the other providers' records are no CloudTrail")
        .allSatisfy(letter -> assertThat(letter.reason().text()).isEqualTo("unknown_format"));
    assertThat(run.lateEvents).isEmpty();
  }

  /** Ids as the sources give them: ours are made of more than one record, or of a line. */
  private static Set<String> sourceIds(Alert alert, RuleSet rules) {
    Set<String> own = PipelineRun.ownEventIds(alert, rules);
    return alert.evidence().stream()
        .filter(evidence -> own.contains(evidence.eventId()))
        .map(WorkloadITCase::sourceId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sourceId(Evidence evidence) {
    Matcher line = DEVICE_LINE.matcher(evidence.original().text());
    if (line.find()) {
      return line.group(2) + ":" + line.group(1);
    }
    Matcher call = CALL_ID.matcher(evidence.original().text());
    return call.find() ? call.group(1) : evidence.eventId();
  }
}
