package dev.mirrorwatch.job.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessTest {

  @Test
  void eachContenderHasTheOptionsOfTheLauncherAndAHeapOfItsOwn() {
    assertThat(
            ChildProcess.handedOn(
                List.of(
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "-XX:+UseParallelGC",
                    "-XX:GCTimeRatio=4",
                    "-Xmx1g",
                    "-Dbenchmark.events=7")))
        .containsExactly(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-XX:+UseParallelGC",
            "-XX:GCTimeRatio=4");
  }
}
