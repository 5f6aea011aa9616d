package dev.mirrorwatch.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateWorkloadTest {
  /** The command of testdata/README.md, but for the places that it writes to. */
  private static final String SAMPLE_COMMAND =
      "--seed 9 --events 400 --start 2026-03-02T09:00:00Z --duration PT12M"
          + " --accounts 111122223333,444455556666 --regions us-east-1,eu-west-1"
          + " --principals 24 --relevant-share 0"
          + " --planted 1 --shapes malmirror"
          + " --decoys 3 --decoy-kinds describe_only,dry_run,denied --format s3";

  @TempDir Path folder;

  private int generate(String options, String... places) {
    List<String> args = new ArrayList<>(List.of(options.split(" ")));
    for (int i = 0; i < places.length; i += 2) {
      args.add(places[i]);
      args.add(folder.resolve(places[i + 1]).toString());
    }
    return GenerateWorkload.run(args.toArray(String[]::new));
  }

  /** File name to content, unpacked: another build of zlib may pack the same text otherwise. */
  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        contents.put(name, name.endsWith(".gz") ? unpacked(file) : Files.readString(file));
      }
    }
    return contents;
  }

  private static String unpacked(Path file) throws IOException {
    try (InputStream bytes = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> records(Map<String, String> contents) throws IOException {
    List<String> records = new ArrayList<>();
    for (Map.Entry<String, String> file : contents.entrySet()) {
      if (file.getKey().endsWith(".json.gz")) {
        for (JsonNode record : new JsonMapper().readTree(file.getValue()).get("Records")) {
          records.add(record.toString());
        }
      }
    }
    return records;
  }

  @Test
  void theShippedSampleComesOutOfItsCommand() throws Exception {
    assertThat(
            generate(
                SAMPLE_COMMAND, "--output", "", "--truth", "truth.ndjson", "--index", "index.txt"))
        .isZero();

    assertThat(contents(folder)).isEqualTo(contents(Path.of("sample")));
  }

  @Test
  void theShippedSampleHoldsOneStagingAndIsSmall() throws Exception {
    Map<String, String> sample = contents(Path.of("sample"));
    List<String> records = records(sample);

    assertThat(records).hasSizeBetween(300, 500);
    assertThat(RuleOracle.openAlerts(records))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.rule()).isEqualTo("aws_tm_staging");
              assertThat(it.eventIds()).hasSize(7);
            });
    long bytes = 0;
    for (String name : sample.keySet()) {
      bytes += Files.size(Path.of("sample", name));
    }
    assertThat(bytes).isLessThan(200_000);
  }

  @Test
  void theSampleIsOnTheClasspathWithAnIndex() throws Exception {
    String root = "/dev/mirrorwatch/sample/";
    try (InputStream index = getClass().getResourceAsStream(root + "index.txt")) {
      List<String> names =
          new String(index.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertThat(names).isNotEmpty();
      for (String name : names) {
        assertThat(getClass().getResource(root + name)).as(name).isNotNull();
      }
      assertThat(names)
          .containsExactlyElementsOf(
              contents(Path.of("sample")).keySet().stream()
                  .filter(name -> name.endsWith(".json.gz"))
                  .toList());
    }
  }

  @Test
  void equalCommandsWriteEqualBytes() throws Exception {
    for (String run : List.of("one", "two")) {
      generate("--events 1000 --format ndjson.gz", "--output", run);
    }

    assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
  }

  @Test
  void theThreeFormsHoldTheSameRecords() throws Exception {
    String options = "--events 2000 --duration PT2H";
    generate(options + " --format ndjson", "--output", "lines", "--truth", "truth");
    generate(options + " --format ndjson.gz", "--output", "packed");
    generate(options + " --format s3", "--output", "bucket");

    List<String> lines = Files.readAllLines(folder.resolve("lines"));
    assertThat(lines).hasSize(2000);
    assertThat(unpacked(folder.resolve("packed")).lines().toList()).isEqualTo(lines);
    assertThat(records(contents(folder.resolve("bucket"))))
        .containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void theTruthFileListsAlertsThenDecoys() throws Exception {
    generate("--events 1000", "--output", "lines", "--truth", "truth");

    List<String> keys = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("truth"))) {
      JsonNode json = new JsonMapper().readTree(line);
      keys.add(json.fieldNames().next());
      if (json.has("rule")) {
        assertThat(json.fieldNames())
            .toIterable()
            .containsExactly(
                "rule",
                "target_id",
                "principal",
                "account",
                "region",
                "shape",
                "sessions",
                "event_ids",
                "first",
                "last");
      } else {
        assertThat(json.fieldNames()).toIterable().containsExactly("decoy", "ids");
      }
    }
    assertThat(keys).contains("rule", "decoy").isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void aBucketIsLaidOutAsATrailDoes() throws Exception {
    generate("--events 3000 --duration PT1H --format s3", "--output", "");

    Map<String, String> files = contents(folder);
    assertThat(files.keySet())
        .allMatch(
            name ->
                name.matches(
                    "AWSLogs/(\\d{12})/CloudTrail/([a-z0-9-]+)/\\d{4}/\\d\\d/\\d\\d/"
                        + "\\1_CloudTrail_\\2_\\d{8}T\\d{2}[0-5][05]Z_[A-Z2-7]{16}\\.json\\.gz"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      for (JsonNode record : new JsonMapper().readTree(file.getValue()).get("Records")) {
        String place =
            "AWSLogs/"
                + record.get("recipientAccountId").asText()
                + "/CloudTrail/"
                + record.get("awsRegion").asText()
                + "/";
        assertThat(file.getKey()).startsWith(place);
      }
    }
  }

  @Test
  void aBucketIsNotWrittenIntoAnother() {
    String options = "--events 200 --decoys 0 --format s3";

    assertThat(generate(options, "--output", "bucket")).isZero();
    assertThat(generate(options, "--output", "bucket")).isEqualTo(2);
  }

  @Test
  void badUsageIsRefused() {
    assertThat(generate("--format xml", "--output", "x")).isEqualTo(2);
    assertThat(generate("--events 1", "--output", "x")).isEqualTo(2);
    assertThat(generate("--format ndjson", "--output", "x", "--index", "i")).isEqualTo(2);
    assertThat(GenerateWorkload.run("--events", "10")).isEqualTo(2);
  }
}
