package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which rules a command works with. */
final class RuleOptions {

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Folder or file of Sigma rules, may be repeated. Default: the shipped rules.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--compatibility",
      description =
          "Add the shipped single-event detections of other vendors. They alert on every call.")
  private boolean compatibility;

  List<RuleFile> files() {
    return files(folders, compatibility);
  }

  static List<RuleFile> files(List<Path> folders, boolean compatibility) {
    RuleSetLoader loader = new RuleSetLoader();
    List<RuleFile> files = new ArrayList<>();
    if (folders.isEmpty()) {
      files.addAll(loader.shipped());
    }
    folders.forEach(folder -> files.addAll(loader.readFolder(folder)));
    if (compatibility) {
      files.addAll(loader.shippedCompatibility());
    }
    return files;
  }
}
