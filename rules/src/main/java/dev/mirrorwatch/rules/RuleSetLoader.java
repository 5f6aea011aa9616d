package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.compile.DetectionCompiler;
import dev.mirrorwatch.rules.compile.ExpandedValues;
import dev.mirrorwatch.rules.compile.FieldMapping;
import dev.mirrorwatch.rules.compile.RuleLinker;
import dev.mirrorwatch.rules.match.AllOf;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.rules.parse.PlaceholderParser;
import dev.mirrorwatch.rules.parse.RuleParser;
import dev.mirrorwatch.rules.validate.RuleChecks;
import dev.mirrorwatch.rules.validate.WrittenChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way in: rule files to a rule set, or to the list of what is wrong with them. */
public final class RuleSetLoader {

  private static final Comparator<RuleIssue> BY_PLACE =
      Comparator.comparing(RuleIssue::file)
          .thenComparingInt(RuleIssue::line)
          .thenComparingInt(RuleIssue::column);

  /**
   * The {@code .yml} and {@code .yaml} files below a folder, sorted, or the one file named. A file
   * {@code placeholders.yml} among them holds the values for {@code expand}. Files with tests are
   * left out.
   *
   * @throws java.io.UncheckedIOException when there is no such file or folder, or it is unreadable
   */
  public List<RuleFile> readFolder(Path folder) {
    return RuleFiles.below(folder, RuleFiles.Kind.RULES);
  }

  /** The rules that come with Mirrorwatch. */
  public List<RuleFile> shipped() {
    return RuleFiles.packaged("sigma", RuleFiles.Kind.RULES);
  }

  /** The vendor detections that come with Mirrorwatch for comparison; off by default. */
  public List<RuleFile> shippedCompatibility() {
    return RuleFiles.packaged("compatibility", RuleFiles.Kind.RULES);
  }

  /**
   * The compiled rules.
   *
   * @throws InvalidRulesException when any file has an error
   */
  public RuleSet load(List<RuleFile> files) {
    Draft draft = new Draft(files, Optional.empty());
    if (draft.issues.stream().anyMatch(RuleIssue::isError)) {
      throw new InvalidRulesException(draft.sortedIssues(), files);
    }
    return draft.ruleSet();
  }

  /** Every error and warning, in the order of files and lines; empty when all is well. */
  public List<RuleIssue> check(List<RuleFile> files) {
    return report(files).issues();
  }

  /** As {@link #check}, and what became of each rule. */
  public RuleReport report(List<RuleFile> files) {
    return report(files, Optional.empty());
  }

  /** As {@link #report(List)}, and a warning for each rule that is not tested. */
  public RuleReport report(List<RuleFile> files, TestDemand demand) {
    return report(files, Optional.of(demand));
  }

  private static RuleReport report(List<RuleFile> files, Optional<TestDemand> demand) {
    Draft draft = new Draft(files, demand);
    List<RuleIssue> issues = draft.sortedIssues();
    return new RuleReport(issues, RuleStatuses.of(draft.documents, draft.activity, issues));
  }

  /** Documents that went through every stage that reports, on their way to a rule set. */
  private static final class Draft {

    private final List<RuleIssue> issues = new ArrayList<>();
    private final List<RuleFile> files;
    private final Placeholders placeholders;
    private final RuleDocuments documents;
    private final RuleActivity activity;

    Draft(List<RuleFile> files, Optional<TestDemand> demand) {
      this.files = files;
      Map<Boolean, List<RuleFile>> byKind =
          files.stream().collect(Collectors.partitioningBy(PlaceholderParser::reads));
      List<RuleFile> ruleFiles = byKind.get(false);
      placeholders = PlaceholderParser.parse(byKind.get(true), issues::add);
      documents = RuleParser.parse(ruleFiles, issues::add);
      activity = RuleActivity.of(documents);
      RuleChecks.run(documents, RunningSources.fieldMaps(), issues::add);
      ExpandedValues expanded = new ExpandedValues(placeholders);
      Stream.of(
              documents.detections().stream().map(DetectionRule::detection),
              documents.filters().stream().map(RuleFilter::detection),
              documents.risks().flatMap(risk -> risk.bodies().stream()))
          .flatMap(bodies -> bodies)
          .forEach(body -> DetectionCompiler.compile(body, expanded, issues::add));
      demand.ifPresent(
          tests ->
              RuleChecks.requireTests(
                  documents, tests.samples(), tests.parsed(issues::add), issues::add));
      WrittenChecks.run(documents, List.copyOf(issues), issues::add);
    }

    List<RuleIssue> sortedIssues() {
      return issues.stream().distinct().sorted(BY_PLACE).toList();
    }

    RuleSet ruleSet() {
      RuleLinker linker = new RuleLinker(documents);
      List<FieldMap> maps = RunningSources.fieldMaps();
      Bodies bodies = new Bodies(placeholders);
      List<CompiledRule> detections = new ArrayList<>();
      List<CorrelationRule> correlations = new ArrayList<>();
      List<InactiveRule> inactive = new ArrayList<>();
      // A rule without a running source reads what its own would deliver.
      List<DetectionRule> mapped =
          linker.detections().stream()
              .map(
                  rule ->
                      FieldMapping.apply(
                          rule, RunningSources.of(rule.logSource()).orElse(rule.logSource()), maps))
              .toList();
      List<CorrelationRule> linked = linker.correlations();
      RuleVersions versions =
          new RuleVersions(
              Stream.<Rule>concat(mapped.stream(), linked.stream()).toList(), placeholders);
      String version = RuleVersions.of(files);
      UnaryOperator<RuleHeader> versioned =
          header -> header.versioned(versions.of(header.name()), version);
      for (DetectionRule unversioned : mapped) {
        DetectionRule rule = unversioned.headed(versioned.apply(unversioned.header()));
        if (RunningSources.of(rule.logSource()).isPresent()) {
          detections.add(compiled(rule, bodies));
        } else {
          inactive.add(inactive(rule));
        }
      }
      for (CorrelationRule unversioned : linked) {
        CorrelationRule rule = unversioned.headed(versioned.apply(unversioned.header()));
        if (activity.reason(rule.header().name()).isEmpty()) {
          correlations.add(rule);
        } else {
          inactive.add(inactive(rule));
        }
      }
      return new RuleSet(files, detections, correlations, inactive, placeholders);
    }

    private InactiveRule inactive(Rule rule) {
      return new InactiveRule(rule, activity.reason(rule.header().name()).orElseThrow());
    }

    private static CompiledRule compiled(DetectionRule rule, Bodies bodies) {
      List<EventPredicate> all =
          Stream.concat(Stream.of(rule.detection()), rule.filters().stream())
              .map(bodies::predicate)
              .toList();
      return new CompiledRule(rule, AllOf.of(all));
    }
  }

  /** Compiles bodies without faults; a filter that many rules share is compiled once. */
  private static final class Bodies {

    private final ExpandedValues expanded;
    private final Map<Detection, EventPredicate> predicates = new HashMap<>();

    Bodies(Placeholders placeholders) {
      expanded = new ExpandedValues(placeholders);
    }

    EventPredicate predicate(Detection body) {
      return predicates.computeIfAbsent(
          body, missing -> DetectionCompiler.compile(missing, expanded, this::mustNotHappen));
    }

    private void mustNotHappen(RuleIssue issue) {
      throw new IllegalStateException("found only after the checks: " + issue);
    }
  }
}
