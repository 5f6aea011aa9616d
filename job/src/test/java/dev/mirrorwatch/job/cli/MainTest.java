package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
  void refusesAConfigurationThatIsNotThere() {
    CommandRun run = CommandRun.of("run", "--config", "nowhere.yaml");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("nowhere.yaml: no such file");
  }
}
