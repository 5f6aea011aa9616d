package dev.mirrorwatch.job.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs contenders, each in a Java process of its own with the same flags. */
final class ChildProcess {

  private static final String HEAP = "-Xmx2g";

  private final Path folder;
  private final Duration limit;

  /**
   * @param folder for what the processes print
   * @param limit after which they are ended
   */
  ChildProcess(Path folder, Duration limit) {
    this.folder = folder;
    this.limit = limit;
  }

  Run run(Peer peer, Task task) throws IOException, InterruptedException {
    Path result = folder.resolve(peer + ".json");
    Path printed = folder.resolve(peer + ".log");
    Files.deleteIfExists(result);
    Process process =
        new ProcessBuilder(command(peer, result, task))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    long start = System.nanoTime();
    boolean over = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!over) {
      process.destroyForcibly().waitFor();
      return new Run(seconds, null, "over " + limit.toSeconds() + " s");
    }
    if (process.exitValue() != 0 || !Files.exists(result)) {
      return new Run(seconds, null, "failed, see " + printed.getFileName());
    }
    return new Run(seconds, Cost.read(result), null);
  }

  private static List<String> command(Peer peer, Path result, Task task) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What Flink needs opened is opened in this process too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.add(HEAP);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ContenderProcess.class.getName());
    command.add(peer.className());
    command.add(result.toString());
    command.addAll(task.arguments());
    return command;
  }
}
