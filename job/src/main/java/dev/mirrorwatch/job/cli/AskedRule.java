package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.NearestName;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.Rule;
import java.util.List;

/** The rule that somebody names. */
final class AskedRule {

  private AskedRule() {}

  /**
   * @param where where the name stands, for the message
   * @throws InvalidConfigException where no rule of that name runs
   */
  static Rule of(String name, RuleSet rules, String where) {
    return rules
        .rule(name)
        .orElseThrow(
            () -> new InvalidConfigException(List.of(where + ": " + unknown(name, rules))));
  }

  private static String unknown(String name, RuleSet rules) {
    String idle = rules.inactiveReasons().get(name);
    if (idle != null) {
      return "rule '" + name + "' is inactive: " + idle;
    }
    List<String> names = rules.all().stream().map(rule -> rule.header().name()).toList();
    return "unknown rule '%s'%s"
        .formatted(
            name,
            NearestName.of(name, names)
                .map(nearest -> ", did you mean '" + nearest + "'?")
                .orElse("; 'mirrorwatch rules check' lists the rules"));
  }
}
