package dev.mirrorwatch.job.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/bin/mirrorwatch} as it is, with the classes of this build. */
class LauncherTest {

  @TempDir private Path folder;

  private record Launch(int code, String out, String err) {}

  private Launch launch(String javaOptions, String... arguments)
      throws IOException, InterruptedException {
    Path launcher =
        Files.copy(Path.of("..", "deploy", "bin", "mirrorwatch"), folder.resolve("mirrorwatch"));
    Files.writeString(
        folder.resolve("setup.sh"),
        """
        java='%s/bin/java'
        flink_opens=
        root='%s'
        job_jar='%s'
        flink_lib='%s'
        """
            .formatted(
                System.getProperty("java.home"),
                Path.of("..").toAbsolutePath().normalize(),
                System.getProperty("java.class.path"),
                folder));
    ProcessBuilder starting = new ProcessBuilder("sh", launcher.toString());
    starting.command().addAll(List.of(arguments));
    starting.environment().put("MIRRORWATCH_JAVA_OPTS", javaOptions);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = starting.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Launch(
        process.waitFor(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void tooLittleMemoryIsSaidAndEndsIt() throws Exception {
    Launch launch = launch("-Xmx8m -XX:NewSize=1m", "rules", "check");
    assertThat(launch.code()).isEqualTo(3);
    assertThat(launch.err())
        .startsWith("mirrorwatch: out of memory: give it more, such as")
        .contains("MIRRORWATCH_JAVA_OPTS=-Xmx8g", "replay --disorder PT15M")
        .hasLineCount(1);
  }

  @Test
  void javaHasTheOptionsOfTheFileAndThenTheUsers() throws Exception {
    Launch launch = launch("-XX:NewSize=32m -XX:+PrintFlagsFinal", "help");
    assertThat(launch.code()).isZero();
    assertThat(launch.out())
        .containsPattern(" UseParallelGC +:?= true .*command line")
        .containsPattern(" GCTimeRatio +:?= 4 .*command line")
        .containsPattern(" NewSize +:?= 33554432 .*command line");
  }

  @Test
  void whatJavaSaysIsNoPartOfTheResults() throws Exception {
    // Less than new objects are to begin with: Java warns.
    Launch launch = launch("-Xmx48m", "help");
    assertThat(launch.err()).contains("[warning]");
    assertThat(launch.out()).startsWith("Usage: mirrorwatch").doesNotContain("[warning]");
  }
}
