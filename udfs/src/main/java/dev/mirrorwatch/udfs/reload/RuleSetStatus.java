package dev.mirrorwatch.udfs.reload;

import java.util.List;

/**
 * What became of a rule set that was offered to the running job.
 *
 * @param version of the set that was offered
 * @param inEffect version of the set that the job works with from now on
 * @param problems why it was refused, for a person; empty where it was not
 * @param added names of rules that were not there before
 * @param changed names of rules that find something else than before
 * @param removed names of rules that are gone
 * @param time processing time in epoch milliseconds
 */
public record RuleSetStatus(
    String version,
    String inEffect,
    List<String> problems,
    List<String> added,
    List<String> changed,
    List<String> removed,
    long time) {

  public boolean refused() {
    return !problems.isEmpty();
  }
}
