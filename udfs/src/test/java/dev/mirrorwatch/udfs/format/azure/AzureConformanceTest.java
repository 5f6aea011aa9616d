package dev.mirrorwatch.udfs.format.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.Logs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real records of Azure's Activity Log, read from the folder that {@code -Dcorpus.dir} names; their
 * fields are compared by {@code ElasticConformanceTest}.
 */
@Tag("conformance")
class AzureConformanceTest {

  @Test
  void everyTimeOfTheCornerCasesIsRead() throws IOException {
    Path file =
        Path.of(
            System.getProperty("corpus.dir", ""),
            "ecs/azure-activitylogs/test-time-formats-corner-cases.log");
    List<RawLog> logs = logs(file);
    assertThat(logs).hasSize(11);
    // One moment, written in eleven ways; some have a fraction of a second.
    assertThat(logs)
        .extracting(log -> Instant.ofEpochMilli(log.eventTime()).truncatedTo(ChronoUnit.SECONDS))
        .containsOnly(Instant.parse("2007-01-09T09:41:00Z"));
  }

  private static List<RawLog> logs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Logs.decodeFile(in, file.toString());
    }
  }
}
