package dev.mirrorwatch.job.cli;

import java.time.ZoneId;
import picocli.CommandLine.Option;

/** The clocks of network devices, for a command that reads records. */
final class ZoneOption {

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description =
          "That network devices are set to, for lines that name none: Europe/Vienna, +02:00. Default: UTC.")
  private ZoneId zone;

  ZoneId zone() {
    return zone;
  }
}
