package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.reload.RuleSetText;
import org.apache.flink.api.connector.source.SourceSplit;

/** A rule set on its way to the reader. */
record RuleSetSplit(RuleSetText rules) implements SourceSplit {

  @Override
  public String splitId() {
    return rules.version();
  }
}
