package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.RuleStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Explanations for a person. */
public final class ExplanationText {

  private final StringBuilder text = new StringBuilder();

  private ExplanationText() {}

  /** What was compiled of a rule; every line ends with a line break. */
  public static String of(Explanation explanation) {
    ExplanationText page = new ExplanationText();
    if (explanation instanceof DetectionExplanation detection) {
      page.detection(detection);
    } else if (explanation instanceof CorrelationExplanation correlation) {
      page.correlation(correlation);
    }
    return page.text.toString();
  }

  /** What an event means to a rule; every line ends with a line break. */
  public static String of(EventExplanation explanation) {
    ExplanationText page = new ExplanationText();
    page.event(explanation);
    return page.text.toString();
  }

  private void detection(DetectionExplanation rule) {
    head("detection", rule.status(), rule.title(), rule.level());
    line("alerts", rule.alertsAlone() ? "on every match" : "only as part of a correlation");
    line("log source", rule.logSource().toString());
    lines("reads", rule.fieldsRead());
    if (rule.readsEveryText()) {
      line("", "and every text of the record, for its keywords");
    }
    line("literals", words(rule.literals()));
    line(
        "skips",
        rule.skipsOtherCalls()
            ? "records of other calls, unread"
            : "nothing: every record of its product is parsed for this rule");
    line("condition", "");
    tree(rule.condition(), 2);
  }

  private void correlation(CorrelationExplanation rule) {
    head("correlation", rule.status(), rule.title(), rule.level());
    line("type", rule.type());
    line("stages", "");
    for (CorrelationExplanation.Stage stage : rule.stages()) {
      text.append("    ").append(stage.rule()).append(": ");
      text.append(stage.literals() == null ? "a correlation" : words(stage.literals()));
      text.append('\n');
    }
    line("keys", rule.keys().isEmpty() ? "none: all events are one group" : "");
    for (CorrelationExplanation.Key key : rule.keys()) {
      text.append("    ").append(key.name()).append(aliased(key)).append('\n');
    }
    line("timespan", rule.timespan());
    lines("pattern", rule.pattern());
    for (Map.Entry<String, List<String>> order : rule.after().entrySet()) {
      line("after", order.getKey() + ": " + list(order.getValue()));
    }
    for (CorrelationExplanation.Join join : rule.joins()) {
      line("join", join.field() + ": " + list(join.stages()));
    }
    line("identity", rule.identity().isEmpty() ? "the episode" : list(rule.identity()));
    line("events", rule.distinctEvents() ? "one for each stage" : "one may stand for many stages");
    line("generate", rule.generate() ? "the stages alert, too" : "the stages stay silent");
    line("supersedes", rule.supersedes().isEmpty() ? "none" : list(rule.supersedes()));
    lines("reads", rule.fieldsRead());
    line("graph", "");
    rule.graph().lines().forEach(row -> text.append("    ").append(row).append('\n'));
  }

  private void event(EventExplanation event) {
    text.append("rule ").append(event.rule());
    text.append(event.matches() ? " matches\n" : " does not match\n");
    for (EventExplanation.SearchVerdict search : event.searches()) {
      text.append("  ").append(search.filter() ? "filter " : "").append(search.search());
      text.append(search.matches() ? ": yes\n" : ": no\n");
      for (EventExplanation.Reason reason : search.reasons()) {
        text.append("    ").append(reason.text()).append('\n');
      }
    }
    line("condition", "");
    tree(event.condition(), 2);
  }

  private static String words(SkipLiterals literals) {
    return literals.none() == null
        ? literals.field() + " " + list(literals.values())
        : "none: " + literals.none();
  }

  private static String aliased(CorrelationExplanation.Key key) {
    boolean plain = key.fieldOfStage().values().stream().allMatch(key.name()::equals);
    return plain
        ? ""
        : key.fieldOfStage().entrySet().stream()
            .map(field -> field.getValue() + " of " + field.getKey())
            .collect(Collectors.joining(", ", ": ", ""));
  }

  private void head(String kind, RuleStatus status, String title, String level) {
    text.append("rule ").append(status.rule()).append(": ").append(title).append('\n');
    String reason = status.reason() == null ? "" : ", " + status.reason();
    line("status", status.status().text() + reason);
    line("kind", kind + ", level " + level);
  }

  private void line(String key, String value) {
    text.append("  %-10s  %s".formatted(key, value).stripTrailing()).append('\n');
  }

  private void lines(String key, List<String> values) {
    line(key, values.isEmpty() ? "nothing" : values.get(0));
    values.stream().skip(1).forEach(value -> line("", value));
  }

  private void tree(ConditionTree node, int depth) {
    text.append("  ".repeat(depth));
    if (node.holds() != null) {
      text.append(node.holds() ? "[yes] " : "[no]  ");
    }
    text.append(node.text()).append('\n');
    node.children().forEach(child -> tree(child, depth + 1));
  }

  private static String list(List<String> words) {
    return String.join(", ", words);
  }
}
