package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir private Path folder;

  private Path checkpoint(String name, long written) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve(name));
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(written));
    return checkpoint;
  }

  @Test
  void theNewestCompleteOneBelowTheFolderIsTaken() throws IOException {
    checkpoint("job-1/chk-9", 1_000);
    Path newest = checkpoint("job-2/chk-3", 3_000);
    checkpoint("job-2/chk-2", 2_000);
    Files.createDirectories(folder.resolve("job-2/chk-4"));

    assertThat(Checkpoints.newest(folder)).isEqualTo(newest.toAbsolutePath());
  }

  @Test
  void aCheckpointItselfIsTaken() throws IOException {
    checkpoint("chk-2", 2_000);
    Path named = checkpoint("chk-1", 1_000);

    assertThat(Checkpoints.newest(named)).isEqualTo(named.toAbsolutePath());
  }
}
