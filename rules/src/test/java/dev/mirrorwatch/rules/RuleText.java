package dev.mirrorwatch.rules;

import java.util.List;

/** Short rule documents for tests. */
public final class RuleText {

  private RuleText() {}

  /** A detection named {@code r} with that body below {@code detection}. */
  public static String detection(String body) {
    return """
        title: A rule
        name: r
        logsource:
          product: aws
        detection:
        """
        + body.indent(2);
  }

  /** A detection on {@code action: name}. */
  public static String stage(String name) {
    return """
        title: Stage %1$s
        name: %1$s
        id: 00000000-0000-4000-8000-%2$012x
        logsource:
          product: aws
        detection:
          selection:
            action: %1$s
          condition: selection
        level: low
        ---
        """
        .formatted(name, name.hashCode() & 0xffffff);
  }

  public static RuleFile file(String text) {
    return new RuleFile("rule.yml", text);
  }

  public static RuleSet load(String text) {
    return new RuleSetLoader().load(List.of(file(text)));
  }

  public static List<RuleIssue> check(String text) {
    return new RuleSetLoader().check(List.of(file(text)));
  }

  /** Whether the only detection of the text matches. */
  public static boolean matches(String detectionBody, TestEvent event) {
    return load(detection(detectionBody)).detections().get(0).predicate().matches(event);
  }
}
