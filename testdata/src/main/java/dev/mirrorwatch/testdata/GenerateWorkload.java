package dev.mirrorwatch.testdata;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/**
 * The generator's command line: settings in; the records, and if asked for the truth and a list of
 * the files, out.
 */
@Command(
    name = "generate-workload",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Writes CloudTrail records with planted traffic mirror stagings, and what must be found.")
public final class GenerateWorkload implements Callable<Integer> {
  private static final WorkloadSettings DEFAULTS = WorkloadSettings.defaults();

  @Option(names = "--seed", description = "Equal seeds give equal bytes.")
  private long seed = DEFAULTS.seed();

  @Option(names = "--events", description = "Records in all.")
  private int events = DEFAULTS.events();

  @Option(names = "--relevant-share", description = "Share of harmless mirror calls.")
  private double relevantShare = DEFAULTS.relevantShare();

  @Option(names = "--duplicate-share", description = "Share of records delivered twice.")
  private double duplicateShare = DEFAULTS.duplicateShare();

  @Option(names = "--principals", description = "People and roles.")
  private int principals = DEFAULTS.principals();

  @Option(names = "--accounts", split = ",", description = "Accounts, two or more.")
  private List<String> accounts = DEFAULTS.accounts();

  @Option(names = "--regions", split = ",", description = "Regions, two or more.")
  private List<String> regions = DEFAULTS.regions();

  @Option(names = "--start", description = "Time of the first record.")
  private Instant start = DEFAULTS.start();

  @Option(names = "--duration", description = "Time from the first record to the last.")
  private Duration duration = DEFAULTS.duration();

  @Option(names = "--planted", description = "Number of planted shapes.")
  private int planted = DEFAULTS.planted();

  @Option(
      names = "--shapes",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Of these in turn: ${COMPLETION-CANDIDATES}")
  private List<Shape> shapes = DEFAULTS.shapes();

  @Option(names = "--decoys", description = "Number of planted decoys.")
  private int decoys = DEFAULTS.decoys();

  @Option(
      names = "--decoy-kinds",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Of these in turn: ${COMPLETION-CANDIDATES}")
  private List<Decoy> decoyKinds = DEFAULTS.decoyKinds();

  @Option(
      names = "--other-share",
      description = "Share of the background of Azure, Google Cloud and Cisco devices.")
  private double otherShare = DEFAULTS.others().share();

  @Option(names = "--other-planted", description = "Number of shapes planted in those.")
  private int otherPlanted = DEFAULTS.others().planted();

  @Option(
      names = "--flood-share",
      description = "Share of harmless mirror calls by one and the same user, at one place.")
  private double floodShare = DEFAULTS.floodShare();

  @Option(names = "--format", description = "ndjson, ndjson.gz or s3.")
  private String format = "ndjson";

  @Option(names = "--output", required = true, description = "File, or for s3 a folder.")
  private Path output;

  @Option(names = "--truth", description = "File for the expected alerts and the decoys.")
  private Path truth;

  @Option(names = "--index", description = "With s3: file that lists the files of the folder.")
  private Path index;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private GenerateWorkload() {}

  /** Runs the command and leaves with its exit code: 0 done, 1 failed, 2 bad usage. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new GenerateWorkload())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Override
  public Integer call() throws IOException {
    WorkloadWriter.Format form = form();
    if (index != null && form != WorkloadWriter.Format.S3) {
      throw usage("--index needs --format s3");
    }
    if (form == WorkloadWriter.Format.S3 && Files.exists(output.resolve("AWSLogs"))) {
      throw usage(output.resolve("AWSLogs") + " is there already; old and new would mix");
    }
    Workload workload = plan();
    try (WorkloadWriter writer = WorkloadWriter.open(form, output)) {
      for (WorkloadRecord record : workload) {
        writer.write(record);
      }
    }
    if (truth != null) {
      writeTruth(workload);
    }
    if (index != null) {
      Files.writeString(index, String.join("\n", files()) + "\n");
    }
    return 0;
  }

  private Workload plan() {
    try {
      return Workload.of(
          new WorkloadSettings(
              seed,
              events,
              relevantShare,
              duplicateShare,
              principals,
              accounts,
              regions,
              start,
              duration,
              planted,
              decoys,
              shapes,
              decoyKinds,
              new WorkloadSettings.Others(otherShare, otherPlanted),
              floodShare));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private WorkloadWriter.Format form() {
    return switch (format) {
      case "ndjson" -> WorkloadWriter.Format.NDJSON;
      case "ndjson.gz" -> WorkloadWriter.Format.NDJSON_GZ;
      case "s3" -> WorkloadWriter.Format.S3;
      default -> throw usage("--format must be ndjson, ndjson.gz or s3, not " + format);
    };
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private void writeTruth(Workload workload) throws IOException {
    try (BufferedWriter lines = Files.newBufferedWriter(truth)) {
      for (ExpectedAlert alert : workload.truth()) {
        lines.write(alert.json() + "\n");
      }
      for (PlantedDecoy decoy : workload.decoys()) {
        lines.write(decoy.json() + "\n");
      }
    }
  }

  private List<String> files() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> found = Files.walk(output.resolve("AWSLogs"))) {
      found
          .filter(Files::isRegularFile)
          .map(file -> output.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .forEach(names::add);
    }
    return names;
  }
}
