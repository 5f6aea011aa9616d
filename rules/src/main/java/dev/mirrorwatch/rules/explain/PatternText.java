package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a correlation waits for, in words and as a drawing. */
final class PatternText {

  private PatternText() {}

  /** What must happen within the timespan, one demand each. */
  static List<String> demands(CorrelationRule rule) {
    List<String> parts = new ArrayList<>(List.of(core(rule)));
    rule.after()
        .forEach(
            (stage, earlier) -> parts.add(stage + " not before " + String.join(" and ", earlier)));
    for (CorrelationRule.Join join : rule.joins()) {
      parts.add("the same " + join.field() + " in " + String.join(", ", join.stages()));
    }
    if (rule.distinctEvents()) {
      parts.add("one event for each");
    }
    return parts;
  }

  private static String core(CorrelationRule rule) {
    String stages = String.join(", ", rule.stages());
    String within = ", first to last within " + timespan(rule.timespan());
    return switch (rule.type()) {
      case EVENT_COUNT -> atLeast(rule) + " events of " + stages + within;
      case VALUE_COUNT ->
          atLeast(rule)
              + " different values of "
              + String.join(" and ", rule.condition().fields())
              + " in events of "
              + stages
              + within;
      case TEMPORAL, TEMPORAL_ORDERED ->
          (isEachStage(rule) ? "each of " : atLeast(rule) + " of ") + stages + within;
    };
  }

  private static String atLeast(CorrelationRule rule) {
    return "at least " + rule.condition().atLeast();
  }

  private static boolean isEachStage(CorrelationRule rule) {
    CorrelationCondition condition = rule.condition();
    return condition == null || condition.atLeast() == rule.stages().size();
  }

  /** A Mermaid flowchart: arrows are order, dotted lines are shared values. */
  static String graph(CorrelationRule rule) {
    List<String> stages = rule.stages();
    StringBuilder graph = new StringBuilder("flowchart LR\n");
    for (int i = 0; i < stages.size(); i++) {
      graph.append("  s%d[\"%s\"]\n".formatted(i + 1, escaped(stages.get(i))));
    }
    graph.append("  alert([\"%s\"])\n".formatted(escaped(rule.header().name())));
    for (Map.Entry<String, List<String>> order : rule.after().entrySet()) {
      for (String earlier : order.getValue()) {
        graph.append(
            "  %s --> %s\n".formatted(node(earlier, stages), node(order.getKey(), stages)));
      }
    }
    for (CorrelationRule.Join join : rule.joins()) {
      for (int i = 1; i < join.stages().size(); i++) {
        graph.append(
            "  %s -. \"%s\" .- %s\n"
                .formatted(
                    node(join.stages().get(i - 1), stages),
                    escaped(join.field()),
                    node(join.stages().get(i), stages)));
      }
    }
    boolean sequence =
        rule.type() == CorrelationType.TEMPORAL || rule.type() == CorrelationType.TEMPORAL_ORDERED;
    String label = sequence && isEachStage(rule) ? "" : atLeast(rule) + " ";
    for (String stage : stages) {
      boolean last = rule.after().values().stream().noneMatch(earlier -> earlier.contains(stage));
      if (last) {
        graph.append(
            "  %s -- \"%sin %s\" --> alert\n"
                .formatted(node(stage, stages), label, timespan(rule.timespan())));
      }
    }
    return graph.toString();
  }

  private static String node(String stage, List<String> stages) {
    return "s" + (stages.indexOf(stage) + 1);
  }

  /** Mermaid reads quotes and angle brackets itself. */
  private static String escaped(String text) {
    return text.replace("#", "#35;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;");
  }

  /** The duration in the largest unit that leaves no rest, as rules write it. */
  static String timespan(Duration timespan) {
    long seconds = timespan.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
