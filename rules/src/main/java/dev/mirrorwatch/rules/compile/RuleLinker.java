package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.rules.model.StageCondition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves every reference between documents that passed all checks. */
public final class RuleLinker {

  private final RuleDocuments documents;

  public RuleLinker(RuleDocuments documents) {
    this.documents = documents;
  }

  /** The detection rules, each with the filters that apply to it. */
  public List<DetectionRule> detections() {
    return documents.detections().stream().map(this::withFilters).toList();
  }

  /** The correlations, with canonical names in place of references. */
  public List<CorrelationRule> correlations() {
    return documents.correlations().stream().map(this::link).toList();
  }

  private DetectionRule withFilters(DetectionRule rule) {
    DetectionRule filtered = rule;
    for (RuleFilter filter : documents.filters()) {
      boolean named =
          filter.rules().isEmpty()
              || filter.rules().stream()
                  .anyMatch(reference -> documents.detection(reference).orElseThrow() == rule);
      if (named && filter.logSource().covers(rule.logSource())) {
        filtered = filtered.withFilter(filter.detection());
      }
    }
    return filtered;
  }

  private CorrelationRule link(CorrelationDocument document) {
    List<String> stages = names(document.rules());
    Map<String, Map<String, String>> aliases = new LinkedHashMap<>();
    for (CorrelationDocument.Alias alias : document.aliases()) {
      Map<String, String> fields = new LinkedHashMap<>();
      alias.fields().forEach((stage, field) -> fields.put(name(stage), field));
      aliases.put(alias.name(), fields);
    }
    List<CorrelationRule.Join> joins =
        document.joins().stream()
            .map(join -> new CorrelationRule.Join(join.field(), names(join.stages())))
            .toList();
    return new CorrelationRule(
        header(document),
        document.type(),
        stages,
        document.groupBy(),
        aliases,
        document.timespan(),
        condition(document),
        document.generate(),
        joins,
        after(document, stages),
        identity(document),
        document.distinctEvents(),
        document.supersedes().stream()
            .map(reference -> documents.correlation(reference).orElseThrow().header().name())
            .toList(),
        document.terms().named(this::name),
        document.risk());
  }

  /** Linked stages are about the resource they share, so the first link names the alert. */
  private static List<String> identity(CorrelationDocument document) {
    return document.identity().isEmpty() && !document.joins().isEmpty()
        ? List.of(document.joins().get(0).field())
        : document.identity();
  }

  private Map<String, List<String>> after(CorrelationDocument document, List<String> stages) {
    Map<String, List<String>> after = new LinkedHashMap<>();
    if (document.type() == CorrelationType.TEMPORAL_ORDERED) {
      for (int i = 1; i < stages.size(); i++) {
        after.put(stages.get(i), List.of(stages.get(i - 1)));
      }
    }
    document.after().forEach((stage, earlier) -> after.put(name(stage), names(earlier)));
    return after;
  }

  private RuleHeader header(CorrelationDocument document) {
    RuleHeader header = document.header();
    return header.level() != null ? header : header.at(levelFrom(document.rules()));
  }

  private CorrelationCondition condition(CorrelationDocument document) {
    CorrelationCondition condition = document.condition();
    return condition == null || condition.stages() == null
        ? condition
        : CorrelationCondition.over(
            new StageCondition(condition.stages())
                .renamed(name -> name(new Reference(name, document.location())))
                .condition());
  }

  private Level levelOf(Reference rule) {
    return documents
        .detection(rule)
        .map(detection -> detection.header().level())
        .orElseGet(() -> header(documents.correlation(rule).orElseThrow()).level());
  }

  private Level levelFrom(List<Reference> rules) {
    int highest = rules.stream().mapToInt(rule -> levelOf(rule).ordinal()).max().orElseThrow();
    return Level.values()[Math.min(highest + 1, Level.HIGH.ordinal())];
  }

  private List<String> names(List<Reference> references) {
    return references.stream().map(this::name).toList();
  }

  private String name(Reference reference) {
    return documents.header(reference).orElseThrow().name();
  }
}
