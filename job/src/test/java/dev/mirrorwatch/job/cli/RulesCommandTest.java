package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {

  @TempDir private Path folder;

  @Test
  void findsTheShippedRulesGood() {
    CommandRun run = CommandRun.of("rules", "check");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(" files: 0 errors, ");
  }

  @Test
  void showsThePlaceOfAnError() throws Exception {
    Files.writeString(
        folder.resolve("bad.yml"), "title: Bad\nlogsource: {product: aws}\ndetection: 7\n");

    CommandRun run = CommandRun.of("rules", "check", folder.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("bad.yml:3:", "1 files: ").doesNotContain(" 0 errors");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");

    CommandRun run = CommandRun.of("rules", "check", missing.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith(missing + ": no such rule file or folder");
  }
}
