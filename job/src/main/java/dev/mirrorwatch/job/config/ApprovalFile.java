package dev.mirrorwatch.job.config;

import dev.mirrorwatch.rules.ApprovalLoader;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.model.Approval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file that a job's approvals are read from, once, before it starts. */
public final class ApprovalFile {

  private ApprovalFile() {}

  /**
   * The approvals; none where no file is named.
   *
   * @param option that names the file, for messages
   * @throws InvalidConfigException where it cannot be read
   * @throws dev.mirrorwatch.rules.InvalidRulesException with everything that is wrong in it
   */
  public static List<Approval> read(String option, @Nullable String file) {
    if (file == null) {
      return List.of();
    }
    try {
      return new ApprovalLoader().load(new RuleFile(file, Files.readString(Path.of(file))));
    } catch (IOException e) {
      throw new InvalidConfigException(
          List.of(option + ": " + file + " cannot be read: give a YAML file with 'approvals'"));
    }
  }
}
