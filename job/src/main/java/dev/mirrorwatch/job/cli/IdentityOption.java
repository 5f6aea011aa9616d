package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.identity.IdentityMapLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Who is who, for a command that reads records. */
final class IdentityOption {

  @Option(
      names = "--identities",
      paramLabel = "FILE",
      description = "YAML file that says which names in the logs are which person's.")
  private Path file;

  IdentityMap identities() {
    return file == null ? IdentityMap.NOBODY : read(file);
  }

  /**
   * @throws dev.mirrorwatch.rules.InvalidRulesException with every problem of the file
   */
  static IdentityMap read(Path file) {
    try {
      return IdentityMapLoader.load(new RuleFile(file.toString(), Files.readString(file)));
    } catch (IOException e) {
      throw new InvalidConfigException(
          List.of(file + ": the identity map cannot be read: give a file that is there"));
    }
  }
}
