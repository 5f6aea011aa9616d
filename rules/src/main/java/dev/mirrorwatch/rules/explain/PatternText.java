package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
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
    parts.addAll(termsInWords(rule));
    return parts;
  }

  private static List<String> termsInWords(CorrelationRule rule) {
    CorrelationTerms<String> terms = rule.terms();
    List<String> words = new ArrayList<>();
    terms
        .stages()
        .forEach(
            (stage, demand) -> {
              if (demand.runs() > 1) {
                words.add(demand.runs() + " events of " + stage);
              }
              if (demand.optional()) {
                words.add(stage + " is evidence if it happens");
              }
              if (demand.maxGap() != null) {
                words.add(
                    stage + " at most " + timespan(demand.maxGap()) + " after the event before it");
              }
            });
    if (!terms.until().isEmpty()) {
      words.add("no " + String.join(", no ", terms.until()) + " between the first and the last");
    }
    if (terms.absence() != null) {
      words.add(
          "no "
              + String.join(", no ", terms.absence().rules())
              + " within "
              + timespan(terms.absence().within())
              + " from the last, told when that is over");
    }
    if (terms.stalled() != null) {
      words.add(
          "%d stages or more, but not all, and then none for %s: a finding of level %s"
              .formatted(
                  terms.stalled().minStages(),
                  timespan(terms.stalled().after()),
                  terms.stalled().level().text()));
    }
    switch (terms.window().kind()) {
      case SLIDING -> {}
      case TUMBLING -> words.add("all in one of the windows that follow each other since 1970");
      case SESSION -> words.add("without a pause longer than " + timespan(terms.window().gap()));
    }
    switch (terms.fire().mode()) {
      case ONCE -> {}
      case EVERY -> words.add("an alert for each event that completes it");
      case RESET -> words.add("a match uses its events up");
    }
    if (terms.fire().maxPerHour() > 0) {
      words.add("at most " + terms.fire().maxPerHour() + " alerts an hour");
    }
    if (terms.allowedLateness() != null) {
      words.add("events that are " + timespan(terms.allowedLateness()) + " late still count");
    }
    if (terms.evidenceCap() > 0) {
      words.add("at most " + terms.evidenceCap() + " events shown");
    }
    return words;
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
              isEachStage(rule)
                  ? "each of " + String.join(", ", rule.requiredStages())
                  : bounds(rule) + " of " + stages;
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
      graph.append("  s%d[\"%s\"]\n".formatted(i + 1, escaped(label(stages.get(i), rule))));
    }
    List<String> watched = rule.terms().watched();
    for (int i = 0; i < watched.size(); i++) {
      graph.append("  u%d{{\"%s\"}}\n".formatted(i + 1, escaped(watched.get(i))));
    }
    graph.append("  alert([\"%s\"])\n".formatted(escaped(rule.header().name())));
    for (Map.Entry<String, List<String>> order : rule.after().entrySet()) {
      for (String earlier : order.getValue()) {
        graph.append(
            "  %s --> %s\n".formatted(node(earlier, stages), node(order.getKey(), stages)));
      }
    }
    for (CorrelationRule.Join all : rule.joins()) {
      CorrelationRule.Join join = ofStages(all, rule);
      for (int i = 1; i < join.stages().size(); i++) {
        graph.append(
            "  %s -. \"%s\" .- %s\n"
                .formatted(
                    node(join.stages().get(i - 1), stages),
                    escaped(join.field()),
                    node(join.stages().get(i), stages)));
      }
    }
    for (int i = 0; i < watched.size(); i++) {
      boolean breaksOff = rule.terms().until().contains(watched.get(i));
      graph.append(
          "  u%d -. \"%s\" .-x alert\n"
              .formatted(
                  i + 1,
                  breaksOff
                      ? "not in between"
                      : "not within " + timespan(rule.terms().absence().within())));
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

  /** What undoes a match may be joined to it, too; it has a node of its own. */
  private static CorrelationRule.Join ofStages(CorrelationRule.Join join, CorrelationRule rule) {
    return new CorrelationRule.Join(
        join.field(), join.stages().stream().filter(rule.stages()::contains).toList());
  }

  private static String label(String stage, CorrelationRule rule) {
    CorrelationTerms.StageTerms terms = rule.terms().of(stage);
    return (terms.runs() > 1 ? terms.runs() + " × " : "")
        + stage
        + (terms.optional() ? " (optional)" : "");
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
