package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.StageCondition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    String within =
        rule.decidedAtWindowEnd()
            ? ", in a window of "
                + timespan(rule.timespan())
                + " from its first event, told when that is over"
            : ", first to last within " + timespan(rule.timespan());
    if (rule.stageCondition().isPresent()) {
      String order =
          rule.type() == CorrelationType.TEMPORAL_ORDERED ? ", in the order of the rules" : "";
      return words(rule.condition().stages()) + order + within;
    }
    String ofField =
        rule.condition() == null ? "" : String.join(" and ", rule.condition().fields());
    return switch (rule.type()) {
          case EVENT_COUNT -> bounds(rule) + " events of " + stages;
          case VALUE_COUNT ->
              bounds(rule) + " different values of " + ofField + " in events of " + stages;
          case VALUE_SUM ->
              "a sum of " + ofField + " of " + bounds(rule) + " in events of " + stages;
          case VALUE_AVG ->
              "an average " + ofField + " of " + bounds(rule) + " in events of " + stages;
          case VALUE_MEDIAN ->
              "a median " + ofField + " of " + bounds(rule) + " in events of " + stages;
          case VALUE_PERCENTILE ->
              "a percentile "
                  + number(rule.condition().percentile())
                  + " of "
                  + ofField
                  + " of "
                  + bounds(rule)
                  + " in events of "
                  + stages;
          case TEMPORAL, TEMPORAL_ORDERED ->
              (isEachStage(rule) ? "each of " : bounds(rule) + " of ") + stages;
        }
        + within;
  }

  private static String bounds(CorrelationRule rule) {
    return rule.condition().bounds().stream()
        .map(
            bound ->
                switch (bound.operator()) {
                      case GT -> "more than ";
                      case GTE -> "at least ";
                      case LT -> "less than ";
                      case LTE -> "at most ";
                      case EQ -> "exactly ";
                      case NEQ -> "other than ";
                    }
                    + number(bound.value()))
        .collect(Collectors.joining(" and "));
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String words(Condition condition) {
    return condition.accept(
        new Condition.Visitor<String>() {
          @Override
          public String and(Condition.And and) {
            return joined(and.terms(), " and ");
          }

          @Override
          public String or(Condition.Or or) {
            return joined(or.terms(), " or ");
          }

          @Override
          public String not(Condition.Not not) {
            return "not " + bracketed(not.term());
          }

          @Override
          public String named(Condition.Named named) {
            return named.name();
          }

          @Override
          public String quantified(Condition.Quantified quantified) {
            return quantified.pattern();
          }

          private String joined(List<Condition> terms, String word) {
            return terms.stream().map(this::bracketed).collect(Collectors.joining(word));
          }

          private String bracketed(Condition term) {
            boolean simple = term instanceof Condition.Named || term instanceof Condition.Not;
            return simple ? term.accept(this) : "(" + term.accept(this) + ")";
          }
        });
  }

  private static boolean isEachStage(CorrelationRule rule) {
    CorrelationCondition condition = rule.condition();
    return condition == null
        || condition.stages() == null
            && condition.hasOnlyLowerBounds()
            && condition.atLeast() == rule.stages().size();
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
    Set<String> negated = rule.stageCondition().map(StageCondition::negatedStages).orElse(Set.of());
    boolean plain =
        rule.stageCondition().isPresent() || rule.type().isTemporal() && isEachStage(rule);
    String label = plain ? "" : bounds(rule) + " ";
    for (String stage : stages) {
      boolean last = rule.after().values().stream().noneMatch(earlier -> earlier.contains(stage));
      if (last) {
        graph.append(
            "  %s -- \"%sin %s\" --> alert\n"
                .formatted(
                    node(stage, stages),
                    negated.contains(stage) ? "not " : label,
                    timespan(rule.timespan())));
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
