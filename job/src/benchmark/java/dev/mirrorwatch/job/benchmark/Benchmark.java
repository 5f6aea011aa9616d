package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.jspecify.annotations.Nullable;

/**
 * Mirrorwatch beside other ways of finding the same in the same files. A program, not a test:
 * {@code mvn -B -pl job -am -Pbenchmark -DskipTests verify}. The folder for the results in; tables,
 * JSON and plots in it out.
 */
public final class Benchmark {

  /** A contender under some rules: what decides how long it takes to start. */
  private record Start(Peer peer, RuleLoad rules) {}

  /** The first records of a workload, which several points may read. */
  private record Records(WorkloadSettings workload, int events) {

    static Records of(Point point, Portion portion) {
      return new Records(point.workload(), point.workload().events() / portion.divisor());
    }

    static Set<Records> of(Point point) {
      return point.portions().values().stream()
          .map(portion -> of(point, portion))
          .collect(Collectors.toSet());
    }
  }

  private final Path folder;
  private final ChildProcess processes;
  private final Map<Start, List<Run>> starts = new HashMap<>();
  private final Map<Records, WorkloadFiles> written = new HashMap<>();
  private final List<Path> empty = new ArrayList<>();
  private int folders;

  private Benchmark(Path folder, BenchmarkOptions options) throws Exception {
    this.folder = Files.createDirectories(folder);
    processes = new ChildProcess(folder, options.limit());
    Path nothing = Files.createDirectories(folder.resolve("empty"));
    for (int i = 0; i < LocalFlink.SLOTS; i++) {
      Path file = nothing.resolve("records-" + i + ".ndjson");
      empty.add(Files.write(file, new byte[0]));
    }
  }

  public static void main(String[] arguments) throws Exception {
    BenchmarkOptions options = BenchmarkOptions.of(System::getProperty);
    Path folder = Path.of(arguments[0]);
    Benchmark benchmark = new Benchmark(folder, options);
    List<PointResult> results = new ArrayList<>();
    List<Point> points = Plan.of(options);
    for (int i = 0; i < points.size(); i++) {
      PointResult result = benchmark.measure(points.get(i));
      results.add(result);
      System.out.println(MarkdownReport.of(List.of(result)));
      benchmark.keepOnly(points.subList(i + 1, points.size()));
    }
    List<StateFigures> states = new ArrayList<>();
    if (options.only().contains(Part.STATE)) {
      for (Backend backend : Backend.values()) {
        states.add(benchmark.processes.run(backend, options.live()));
        System.out.println(StateReport.of(states));
      }
    }
    String machine =
        "%d processors, Java %s, Flink %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                EnvironmentInformation.getVersion());
    String tables =
        "%s; %,d records, %d round%s.\n\n"
                .formatted(
                    machine, options.events(), options.rounds(), options.rounds() == 1 ? "" : "s")
            + MarkdownReport.of(results)
            + (states.isEmpty() ? "" : StateReport.of(states));
    Files.writeString(folder.resolve("result.md"), tables);
    Files.writeString(
        folder.resolve("result.json"), JsonReport.of(results, states, options, machine));
    ThroughputPlots.write(results, folder);
    System.out.println(tables);
  }

  private PointResult measure(Point point) throws Exception {
    Workload workload = Workload.of(point.workload());
    for (Records records : Records.of(point)) {
      if (!written.containsKey(records)) {
        Path place = folder.resolve("records-" + ++folders);
        written.put(records, WorkloadFiles.write(workload, records.events(), place));
      }
    }
    Map<Peer, WorkloadFiles> read = new EnumMap<>(Peer.class);
    point
        .portions()
        .forEach(
            (peer, portion) ->
                read.put(peer, written.get(Records.of(point, portion)).times(portion.times())));
    Map<Peer, List<Run>> runs = new EnumMap<>(Peer.class);
    for (int round = 0; round < point.rounds(); round++) {
      for (Peer peer : point.portions().keySet()) {
        if (round == 0) {
          starts
              .computeIfAbsent(new Start(peer, point.rules()), start -> new ArrayList<>())
              .add(run(point, peer, empty));
        }
        List<Run> ofPeer = runs.computeIfAbsent(peer, name -> new ArrayList<>());
        // Who was ended once would be ended again.
        if (ofPeer.stream().allMatch(Run::ended)) {
          ofPeer.add(run(point, peer, read.get(peer).files()));
        }
      }
    }
    List<Figures> figures = new ArrayList<>();
    for (Map.Entry<Peer, List<Run>> entry : runs.entrySet()) {
      Peer peer = entry.getKey();
      Portion portion = point.portions().get(peer);
      figures.add(
          Figures.of(
              peer,
              portion, read.get(peer),
              entry.getValue(),
              starts.get(new Start(peer, point.rules())),
              portion.isAll() ? accuracy(peer, entry.getValue(), workload) : null));
    }
    WorkloadFiles all =
        Records.of(point).stream()
            .map(written::get)
            .max(Comparator.comparingInt(WorkloadFiles::events))
            .orElseThrow();
    return new PointResult(
        point.part(),
        point.label(),
        point.value(),
        all.events(),
        all.bytes(),
        all.mirrorCalls(),
        workload.truth().stream().filter(alert -> alert.rule().equals("aws_tm_staging")).count(),
        figures);
  }

  /** Deletes what none of these points reads. */
  private void keepOnly(List<Point> points) throws IOException {
    Set<Records> needed =
        points.stream().flatMap(point -> Records.of(point).stream()).collect(Collectors.toSet());
    for (Records records : List.copyOf(written.keySet())) {
      if (!needed.contains(records)) {
        written.remove(records).delete();
      }
    }
  }

  private Run run(Point point, Peer peer, List<Path> files) throws Exception {
    Run run = processes.run(peer, new Task(files, point.rules()));
    System.out.printf(
        "%s %s %s%s: %.1f s%s%n",
        point.part(),
        point.label(),
        peer,
        files == empty ? ", empty" : "",
        run.wallSeconds(),
        run.ended() ? "" : ", " + run.end());
    return run;
  }

  private static @Nullable Accuracy accuracy(Peer peer, List<Run> runs, Workload workload) {
    return peer.finds() && runs.get(0).ended()
        ? Accuracy.of(runs.get(0).cost().found(), workload.truth())
        : null;
  }
}
