package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help"})
  void helps(String word) {
    CommandRun run = CommandRun.of(word);

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("replay", "run", "rules", "version", "130");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "version"})
  void tellsTheVersionsThatMatter(String word) {
    CommandRun run = CommandRun.of(word);

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("mirrorwatch ", "Flink ", "Java ");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    CommandRun run = CommandRun.of("repaly");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("repaly", "replay");
  }

  @Test
  void needsACommand() {
    CommandRun run = CommandRun.of();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("a command is missing");
  }

  @Test
  void refusesRulesThatAreNotThere(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), "rules: {folder: nowhere}\n");

    CommandRun run = CommandRun.of("run", "--config", config.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("nowhere: no such rule file or folder");
    assertThat(CommandRun.of("replay", "--rules", "nowhere").err()).isEqualTo(run.err());
  }

  @Test
  void refusesToGoOnFromWhatIsNoCheckpoint(@TempDir Path folder) {
    CommandRun empty = CommandRun.of("run", "--from", folder.toString());
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.err()).startsWith("--from: no complete checkpoint in or below " + folder);

    CommandRun nowhere = CommandRun.of("run", "--from", folder.resolve("nowhere").toString());
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).startsWith("--from: " + folder.resolve("nowhere"));
  }

  @Test
  void refusesAConfigurationThatIsNotThere() {
    CommandRun run = CommandRun.of("run", "--config", "nowhere.yaml");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("nowhere.yaml: no such file");
  }
}
