package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.RuleSet;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The rule set that a job is started with, so that no event waits for one to be read.
 *
 * @param rules {@code null} where there is none and the one in the state must go on
 * @param overState whether it replaces the set that a checkpoint has, if that checkpoint's job was
 *     started with another one
 */
public record FirstRules(@Nullable RuleSet rules, boolean overState) implements Serializable {

  /** What was read at the start holds, as long as nothing newer is offered. */
  public static FirstRules of(RuleSet rules) {
    return new FirstRules(rules, true);
  }

  /** What the checkpoint has goes on; without one these. */
  public static FirstRules unlessKept(RuleSet rules) {
    return new FirstRules(rules, false);
  }

  /** What the checkpoint has goes on. */
  public static FirstRules asKept() {
    return new FirstRules(null, false);
  }

  /** Version of the set, or an empty text. */
  String version() {
    return rules == null ? "" : rules.version();
  }
}
