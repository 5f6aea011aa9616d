package dev.mirrorwatch.job;

import static dev.mirrorwatch.job.RuleCalls.call;
import static dev.mirrorwatch.job.RuleCalls.marked;
import static dev.mirrorwatch.job.RuleCalls.ofEveryState;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * State that an earlier build wrote is understood by this one. The savepoint in the test resources
 * is of the layout whose state names end in {@code -v1}; a change that cannot read it needs new
 * names and a word in the release notes. Only then is it written anew, by
 *
 * <pre>
 * mvn -pl job -am test -Dgolden.write=true -Dtest=GoldenSavepointITCase#write \
 *   -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class GoldenSavepointITCase {

  private static final String WRITE = "golden.write";
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/mirrorwatch/job/savepoint-v1.gz");

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @TempDir private Path folder;

  private static Configuration options(String backend) {
    Configuration options = new Configuration();
    options.set(StateBackendOptions.STATE_BACKEND, backend);
    // All of it in one file.
    options.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.parse("1mb"));
    return options;
  }

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = "true")
  void write() throws Exception {
    FolderJob job = new FolderJob(folder, 1);
    job.start(ofEveryState(), "", options("hashmap"));
    job.drop(
        "before.jsonl",
        marked(
            call("e1", "alice", 0, "key"),
            call("e2", "bob", 0, "key"),
            call("e3", "bob", 1, "key"),
            call("e4", "carol", 0, "key"),
            call("e5", "carol", 1, "user")));
    job.await("dead", 1);
    job.await("the alerts of before", () -> alert(job, "low", "carol") != null);
    Path written = job.stopWithCanonicalSavepoint();
    try (var files = Files.list(written)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("_metadata");
    }
    try (OutputStream golden = new GZIPOutputStream(Files.newOutputStream(GOLDEN))) {
      Files.copy(written.resolve("_metadata"), golden);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void isRestored(String backend) throws Exception {
    Path golden = Files.createDirectories(folder.resolve("golden"));
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(GOLDEN))) {
      Files.copy(packed, golden.resolve("_metadata"));
    }
    FolderJob job = new FolderJob(folder, 1);
    job.startFrom(golden.toUri().toString(), ofEveryState(), "", options(backend));
    try {
      job.drop(
          "after.jsonl",
          List.of(
              call("e11", "alice", 5, "user"),
              call("e12", "bob", 5, "key"),
              call("e14", "carol", 6, "role")));
      job.await("a group that waited", () -> events(job, "waits", "alice").contains("e11"));
      job.await("an alert that stood", () -> events(job, "keys", "bob").contains("e12"));
      job.await("an alert of an alert", () -> alert(job, "outer", "carol") != null);
      job.await("a family", () -> status(job, "low").equals("superseded"));
    } finally {
      job.cancel();
    }
    assertThat(events(job, "waits", "alice")).containsExactly("e1", "e11");
    assertThat(events(job, "keys", "bob")).containsExactly("e2", "e3", "e12");
    assertThat(alert(job, "keys", "bob").at("/mirrorwatch/alert/revision").asInt()).isEqualTo(2);
    assertThat(events(job, "outer", "carol")).containsExactly("e4", "e5", "e14");
    assertThat(events(job, "top", "carol")).containsExactly("e4", "e5", "e14");
    assertThat(job.count("groups_dropped_rule_changed")).isZero();
  }

  private static JsonNode alert(FolderJob job, String rule, String principal) throws IOException {
    return job.documents("alerts").stream()
        .filter(alert -> alert.at("/rule/name").asText().equals(rule))
        .filter(alert -> alert.at("/mirrorwatch/principal/name").asText().equals(principal))
        .max(Comparator.comparingInt(a -> a.at("/mirrorwatch/alert/revision").asInt()))
        .orElse(null);
  }

  private static String status(FolderJob job, String rule) throws IOException {
    JsonNode alert = alert(job, rule, "carol");
    return alert == null ? "" : alert.at("/mirrorwatch/alert/status").asText();
  }

  private static List<String> events(FolderJob job, String rule, String principal)
      throws IOException {
    JsonNode alert = alert(job, rule, principal);
    return alert == null
        ? List.of()
        : alert.at("/mirrorwatch/stages").findValues("event").stream()
            .map(event -> event.get("id").asText())
            .toList();
  }
}
