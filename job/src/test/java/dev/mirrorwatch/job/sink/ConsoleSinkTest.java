package dev.mirrorwatch.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.junit.jupiter.api.Test;

/** A console is a process's own, so each test has a process. */
class ConsoleSinkTest {

  private static final int SUBTASKS = 4;
  private static final int TEXTS = 50;
  private static final int LONG = 100_000;

  /** What the process runs: several subtasks that write at once. */
  static final class Writers {

    public static void main(String[] args) throws Exception {
      ConsoleSink sink =
          args[0].equals("err") ? ConsoleSink.standardError() : ConsoleSink.standardOutput();
      Thread[] threads = new Thread[SUBTASKS];
      for (int i = 0; i < SUBTASKS; i++) {
        String text = String.valueOf((char) ('a' + i)).repeat(LONG) + "é";
        threads[i] = new Thread(() -> write(sink, text));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      sink.createWriter(null).write("after", null);
    }

    private static void write(ConsoleSink sink, String text) {
      try (SinkWriter<String> writer = sink.createWriter(null)) {
        for (int i = 0; i < TEXTS; i++) {
          writer.write(text, null);
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void writesEachTextWholeWhateverOthersWrite() throws Exception {
    List<String> lines = run("out");

    assertThat(lines).hasSize(SUBTASKS * TEXTS + 1).endsWith("after");
    assertThat(lines.subList(0, SUBTASKS * TEXTS))
        .allMatch(
            line -> line.equals(line.substring(0, 1).repeat(LONG) + "é"), "one subtask's text");
  }

  @Test
  void writesToStandardErrorWhatIsNoAlert() throws Exception {
    assertThat(run("err")).isEmpty();
  }

  private static List<String> run(String stream) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writers.class.getName(),
                stream)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.lines().toList();
  }
}
