package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.util.List;

/** Rule sets as text, for tests of what replaces them. */
public final class RuleTexts {

  private RuleTexts() {}

  public static String detection(String name, String call) {
    return """
        title: Title of %1$s
        name: %1$s
        logsource: {product: aws, service: cloudtrail}
        detection:
          selection: {eventName: %2$s}
          condition: selection
        """
        .formatted(name, call);
  }

  /** All of the stages within the minutes given, in the group of one principal. */
  public static String correlation(String name, int minutes, String more, String... stages) {
    return """
        title: Title of %1$s
        name: %1$s
        level: high
        correlation: {type: temporal, rules: %2$s, group-by: [principal.origin], timespan: %3$dm}
        mirrorwatch: {%4$s}
        """
        .formatted(name, List.of(stages), minutes, more);
  }

  public static RuleSetText text(String... documents) {
    return RuleSetText.of(List.of(new RuleFile("rules.yml", String.join("---\n", documents))));
  }

  public static RuleSet rules(String... documents) {
    return new RuleSetLoader().load(text(documents).files());
  }
}
