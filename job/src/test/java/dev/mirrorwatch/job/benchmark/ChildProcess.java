package dev.mirrorwatch.job.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;

/** Runs what is measured, each run in a Java process of its own with the same flags. */
final class ChildProcess {

  private static final String HEAP = "-Xmx2g";

  /** In MiB, with half as much again as is alive, for the collector to work in. */
  private static final double HEAP_OF_STAGING = 0.0125;

  private static final int HEAP_WITHOUT_STATE = 1_000;

  /** All open stagings in one run take longer than a point of the others. */
  private static final int LIMITS_OF_STATE = 10;

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
    List<String> arguments = new ArrayList<>(List.of(peer.className()));
    Path result = folder.resolve(peer + ".json");
    arguments.add(result.toString());
    arguments.addAll(task.arguments());
    long start = System.nanoTime();
    String end = run(peer.toString(), HEAP, ContenderProcess.class, arguments, result, limit);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Run(seconds, end == null ? Cost.read(result) : null, end);
  }

  /**
   * Runs {@link StateProcess}.
   *
   * @throws IllegalStateException where it does not come to its end
   */
  StateFigures run(Backend backend, int open) throws IOException, InterruptedException {
    String name = "state-" + backend;
    Path result = folder.resolve(name + ".json");
    Path records = Files.createDirectories(folder.resolve(name));
    String end =
        run(
            name,
            heap(backend, open),
            StateProcess.class,
            List.of(backend.name(), Integer.toString(open), records.toString(), result.toString()),
            result,
            limit.multipliedBy(LIMITS_OF_STATE));
    FileUtils.deleteDirectory(records.toFile());
    if (end != null) {
      throw new IllegalStateException(name + ": " + end);
    }
    return StateFigures.read(result);
  }

  private static String heap(Backend backend, int open) {
    return switch (backend) {
      case HASHMAP -> "-Xmx" + Math.round(HEAP_WITHOUT_STATE + open * HEAP_OF_STAGING) + "m";
      case ROCKSDB -> HEAP;
    };
  }

  /** Why it did not come to its end and to a result, or {@code null} where it did. */
  private @Nullable String run(
      String name,
      String heap,
      Class<?> program,
      List<String> arguments,
      Path result,
      Duration limit)
      throws IOException, InterruptedException {
    Path printed = folder.resolve(name + ".log");
    Files.deleteIfExists(result);
    Process process =
        new ProcessBuilder(command(heap, program, arguments))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      return "over " + limit.toSeconds() + " s";
    }
    return process.exitValue() != 0 || !Files.exists(result)
        ? "failed, see " + printed.getFileName()
        : null;
  }

  /** What Flink needs opened is opened in that process too, and it has the launcher's options. */
  static List<String> handedOn(List<String> options) {
    return options.stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-XX:"))
        .toList();
  }

  private static List<String> command(String heap, Class<?> program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(handedOn(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.add(heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(arguments);
    return command;
  }
}
