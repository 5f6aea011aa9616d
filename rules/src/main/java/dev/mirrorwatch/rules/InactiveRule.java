package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.Rule;
import java.io.Serializable;

/** A rule without faults that can never match here, and why. */
public record InactiveRule(Rule rule, String reason) implements Serializable {

  /** The rule's canonical name. */
  public String name() {
    return rule.header().name();
  }
}
