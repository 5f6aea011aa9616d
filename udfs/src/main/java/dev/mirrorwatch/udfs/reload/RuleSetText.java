package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import java.io.Serializable;
import java.util.List;

/**
 * A rule set as it travels and as it is kept: each operator compiles it for itself.
 *
 * @param version of its texts; see {@link RuleSet#version()}
 */
public record RuleSetText(String version, List<RuleFile> files) implements Serializable {

  public RuleSetText {
    files = List.copyOf(files);
  }

  public static RuleSetText of(List<RuleFile> files) {
    return new RuleSetText(RuleSet.versionOf(files), files);
  }
}
