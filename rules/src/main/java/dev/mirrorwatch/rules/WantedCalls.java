package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.match.KnownFields;
import dev.mirrorwatch.rules.match.Possibility;
import java.io.Serializable;
import java.util.List;

/** The calls of one product that some rule may match, told by nothing but their names. */
public final class WantedCalls implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<CompiledRule> rules;

  /**
   * @param product Sigma's log source product
   */
  public WantedCalls(RuleSet rules, String product) {
    this.rules = rules.detections().stream().filter(rule -> mayBeOf(rule, product)).toList();
  }

  private static boolean mayBeOf(CompiledRule rule, String product) {
    String wanted = rule.rule().logSource().product();
    return wanted == null || wanted.equals(product);
  }

  /**
   * Whether a rule may match a call.
   *
   * @param ofName the fields that follow from the call's name
   */
  public boolean mayMatch(KnownFields ofName) {
    return rules.stream().anyMatch(rule -> rule.predicate().given(ofName) != Possibility.NEVER);
  }
}
