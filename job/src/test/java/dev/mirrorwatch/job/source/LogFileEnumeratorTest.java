package dev.mirrorwatch.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void givesALargeFileWithARecordOnEachLineInParts() throws Exception {
    String line = "{\"eventName\":\"" + "A".repeat(80) + "\"}\n";
    Path lines = Files.writeString(folder.resolve("lines.json"), line.repeat(100));
    Path pretty = Files.writeString(folder.resolve("pretty.json"), "{\n".repeat(5000));
    Path small = Files.writeString(folder.resolve("small.json"), line.repeat(10));
    org.apache.flink.core.fs.Path[] paths = {path(lines), path(pretty), path(small)};

    List<FileSourceSplit> splits =
        List.copyOf(new LogFileEnumerator(1000).enumerateSplits(paths, 1));

    List<FileSourceSplit> parts = splits.subList(0, splits.size() - 2);
    assertThat(parts).hasSize((int) (Files.size(lines) / 1000));
    assertThat(parts).allMatch(part -> part.path().equals(path(lines)));
    assertThat(parts).extracting(FileSourceSplit::splitId).doesNotHaveDuplicates();
    long end = 0;
    for (FileSourceSplit part : parts) {
      assertThat(part.offset()).isEqualTo(end);
      end += part.length();
    }
    assertThat(end).isEqualTo(Files.size(lines));
    assertThat(splits.subList(parts.size(), splits.size()))
        .allMatch(whole -> whole.offset() == 0 && whole.length() == whole.fileSize());
    assertThat(LogFileEnumerator.ofWholeFiles().enumerateSplits(paths, 1)).hasSize(3);
  }

  private static org.apache.flink.core.fs.Path path(Path path) {
    return new org.apache.flink.core.fs.Path(path.toUri());
  }
}
