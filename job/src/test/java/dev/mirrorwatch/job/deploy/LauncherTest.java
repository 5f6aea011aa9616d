package dev.mirrorwatch.job.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/bin/mirrorwatch} as it is, with the classes of this build. */
class LauncherTest {

  @TempDir private Path folder;

  @Test
  void tooLittleMemoryIsSaidAndEndsIt() throws Exception {
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
    ProcessBuilder starting = new ProcessBuilder("sh", launcher.toString(), "rules", "check");
    starting.environment().put("MIRRORWATCH_JAVA_OPTS", "-Xmx8m -XX:NewSize=1m");
    Path err = folder.resolve("err");
    Process process = starting.redirectError(err.toFile()).start();
    process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());

    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(Files.readString(err, UTF_8))
        .startsWith("mirrorwatch: out of memory: give it more, such as")
        .contains("MIRRORWATCH_JAVA_OPTS=-Xmx8g", "replay --disorder PT15M")
        .hasLineCount(1);
  }
}
