package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.RuleTestLoader;
import dev.mirrorwatch.rules.model.TestFile;
import java.nio.file.Files;
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

  /** The tests beside the rules in folders, or those of the shipped rules. */
  static List<RuleFile> testFiles(List<Path> folders) {
    RuleTestLoader loader = new RuleTestLoader();
    if (folders.isEmpty()) {
      return loader.shipped();
    }
    List<RuleFile> files = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.exists(folder)) {
        throw new InvalidConfigException(List.of(folder + ": no such rule file or folder"));
      }
      files.addAll(
          Files.isDirectory(folder) ? loader.readFolder(folder) : testsBeside(folder, loader));
    }
    return files;
  }

  private static List<RuleFile> testsBeside(Path file, RuleTestLoader loader) {
    if (TestFile.isNamedLikeOne(file.toString())) {
      return loader.readFolder(file);
    }
    List<RuleFile> found = new ArrayList<>();
    for (String ending : List.of(".test.yml", ".test.yaml")) {
      Path tests = Path.of(file.toString().replaceFirst("\\.ya?ml$", "") + ending);
      if (Files.exists(tests)) {
        found.addAll(loader.readFolder(tests));
      }
    }
    return found;
  }

  static List<RuleFile> files(List<Path> folders, boolean compatibility) {
    RuleSetLoader loader = new RuleSetLoader();
    List<RuleFile> files = new ArrayList<>();
    if (folders.isEmpty()) {
      files.addAll(loader.shipped());
    }
    for (Path folder : folders) {
      if (!Files.exists(folder)) {
        throw new InvalidConfigException(List.of(folder + ": no such rule file or folder"));
      }
      List<RuleFile> found = loader.readFolder(folder);
      if (found.isEmpty()) {
        // Without this a wrong folder would look like logs without an alert.
        throw new InvalidConfigException(
            List.of(folder + ": no rules in this folder (looked for .yml .yaml)"));
      }
      files.addAll(found);
    }
    if (compatibility) {
      files.addAll(loader.shippedCompatibility());
    }
    return files;
  }
}
