package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.InactiveRule;
import dev.mirrorwatch.rules.RuleReport;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleStatus;
import dev.mirrorwatch.rules.WantedCalls;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.rules.validate.FieldItems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The way in: compiled rules to their explanations. */
public final class Explanations {

  private final RuleSet rules;
  private final Map<String, RuleStatus> statuses = new LinkedHashMap<>();

  /**
   * @param report what the check said of the same files
   */
  public Explanations(RuleSet rules, RuleReport report) {
    this.rules = rules;
    report.rules().forEach(status -> statuses.put(status.rule(), status));
  }

  /** The rules of a file, idle ones too: detections, then correlations. */
  public List<Explanation> ofFile(String file) {
    List<Explanation> explanations = new ArrayList<>();
    detections()
        .filter(rule -> rule.header().file().equals(file))
        .forEach(rule -> explanations.add(explain(rule)));
    correlationsOf(file).forEach(rule -> explanations.add(explain(rule)));
    return explanations;
  }

  /**
   * What an event means to the detections of a file, and to those that its correlations name; each
   * once.
   */
  public List<EventExplanation> ofFile(String file, EventFields event) {
    List<String> stages =
        correlationsOf(file).flatMap(correlation -> correlation.references().stream()).toList();
    return rules.detections().stream()
        .filter(
            compiled ->
                compiled.rule().header().file().equals(file)
                    || stages.contains(compiled.rule().header().name()))
        .map(compiled -> EventExplanation.of(compiled, event, rules.placeholders()))
        .toList();
  }

  /** All detections, those that lie idle too. */
  private Stream<DetectionRule> detections() {
    return Stream.concat(
        rules.detections().stream().map(CompiledRule::rule), idle(DetectionRule.class));
  }

  private Stream<CorrelationRule> correlations() {
    return Stream.concat(rules.correlations().stream(), idle(CorrelationRule.class));
  }

  private Stream<CorrelationRule> correlationsOf(String file) {
    return correlations().filter(rule -> rule.header().file().equals(file));
  }

  private <R extends Rule> Stream<R> idle(Class<R> kind) {
    return rules.inactive().stream()
        .map(InactiveRule::rule)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private DetectionExplanation explain(DetectionRule rule) {
    FieldItems searched = FieldItems.of(rule);
    return new DetectionExplanation(
        statuses.get(rule.header().name()),
        rule.header().title(),
        rule.header().level().text(),
        rules.alertsAlone(rule),
        rule.logSource(),
        List.copyOf(searched.fields()),
        !searched.keywords().isEmpty(),
        SkipLiterals.of(rule),
        rules.detections().stream()
            .anyMatch(compiled -> compiled.rule() == rule && WantedCalls.areToldByName(compiled)),
        ConditionTree.of(rule, null));
  }

  private CorrelationExplanation explain(CorrelationRule rule) {
    TreeSet<String> fields = new TreeSet<>(rule.identity());
    rule.joins().forEach(join -> fields.add(join.field()));
    if (rule.condition() != null) {
      fields.addAll(rule.condition().fields());
    }
    List<CorrelationExplanation.Key> keys = new ArrayList<>();
    for (String entry : rule.groupBy()) {
      Map<String, String> fieldOfStage = new LinkedHashMap<>();
      rule.references().forEach(stage -> fieldOfStage.put(stage, rule.groupField(entry, stage)));
      fields.addAll(fieldOfStage.values());
      keys.add(new CorrelationExplanation.Key(entry, fieldOfStage));
    }
    return new CorrelationExplanation(
        statuses.get(rule.header().name()),
        rule.header().title(),
        rule.header().level().text(),
        rule.type().sigma(),
        rule.references().stream().map(this::stage).toList(),
        keys,
        PatternText.timespan(rule.timespan()),
        rule.joins().stream()
            .map(join -> new CorrelationExplanation.Join(join.field(), join.stages()))
            .toList(),
        rule.after(),
        rule.identity(),
        rule.distinctEvents(),
        rule.generate(),
        rule.supersedes(),
        List.copyOf(fields),
        PatternText.demands(rule),
        PatternText.graph(rule));
  }

  private CorrelationExplanation.Stage stage(String name) {
    return detections()
        .filter(rule -> rule.header().name().equals(name))
        .map(
            rule ->
                new CorrelationExplanation.Stage(
                    name, rule.header().title(), SkipLiterals.of(rule)))
        .findFirst()
        .orElseGet(
            () ->
                correlations()
                    .filter(rule -> rule.header().name().equals(name))
                    .map(
                        rule -> new CorrelationExplanation.Stage(name, rule.header().title(), null))
                    .findFirst()
                    .orElseThrow());
  }
}
