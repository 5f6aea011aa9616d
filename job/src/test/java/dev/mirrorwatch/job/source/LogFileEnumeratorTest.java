package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileEnumeratorTest {

  @TempDir private Path folder;

  @Test
  void findsLogsAtAnyDepthAndNothingElse() throws Exception {
    Path below = Files.createDirectories(folder.resolve("a/b"));
    for (String name :
        new String[] {"x.JSON", "y.ndjson.gz", ".hidden.json", "_tmp.json", "z.txt"}) {
      Files.writeString(below.resolve(name), "{}");
    }
    Path odd = Files.writeString(folder.resolve("odd.name"), "{}");

    assertThat(
            LogFileEnumerator.ofParts()
                .enumerateSplits(
                    new org.apache.flink.core.fs.Path[] {
                      path(below.getParent()), path(odd), path(folder.resolve("missing"))
                    },
                    1))
        .extracting(FileSourceSplit::path)
        .extracting(org.apache.flink.core.fs.Path::getName)
        .containsExactlyInAnyOrder("x.JSON", "y.ndjson.gz", "odd.name");
  }

  @Test
  void givesAFileTheSameSplitEachTime() throws Exception {
    Path file = Files.writeString(folder.resolve("x.json"), "{}");
    org.apache.flink.core.fs.Path[] paths = {path(file)};

    assertThat(LogFileEnumerator.ofParts().enumerateSplits(paths, 1))
        .extracting(FileSourceSplit::splitId)
        .isEqualTo(
            LogFileEnumerator.ofParts().enumerateSplits(paths, 1).stream()
                .map(FileSourceSplit::splitId)
                .toList());
  }

  private static org.apache.flink.core.fs.Path path(Path path) {
    return new org.apache.flink.core.fs.Path(path.toUri());
  }
}
