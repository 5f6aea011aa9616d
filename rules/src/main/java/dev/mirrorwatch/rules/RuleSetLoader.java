package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.compile.DetectionCompiler;
import dev.mirrorwatch.rules.compile.RuleLinker;
import dev.mirrorwatch.rules.match.AllOf;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import dev.mirrorwatch.rules.parse.RuleParser;
import dev.mirrorwatch.rules.validate.RuleChecks;
import dev.mirrorwatch.rules.validate.RuleStatuses;
import dev.mirrorwatch.rules.validate.WrittenChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The way in: rule files to a rule set, or to the list of what is wrong with them. */
public final class RuleSetLoader {

  private static final Comparator<RuleIssue> BY_PLACE =
      Comparator.comparing(RuleIssue::file)
          .thenComparingInt(RuleIssue::line)
          .thenComparingInt(RuleIssue::column);

  /**
   * The {@code .yml} and {@code .yaml} files below a folder, sorted, or the one file named.
   *
   * @throws java.io.UncheckedIOException when there is no such file or folder, or it is unreadable
   */
  public List<RuleFile> readFolder(Path folder) {
    return RuleFiles.below(folder);
  }

  /** The rules that come with Mirrorwatch. */
  public List<RuleFile> shipped() {
    return RuleFiles.packaged("sigma");
  }

  /** The vendor detections that come with Mirrorwatch for comparison; off by default. */
  public List<RuleFile> shippedCompatibility() {
    return RuleFiles.packaged("compatibility");
  }

  /**
   * The compiled rules.
   *
   * @throws InvalidRulesException when any file has an error
   */
  public RuleSet load(List<RuleFile> files) {
    Draft draft = new Draft(files, null);
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
    return report(files, null);
  }

  /**
   * As {@link #report(List)}, and a warning for each detection without samples.
   *
   * @param samples folder with one folder of records for each rule, or {@code null} for no such
   *     demand
   */
  public RuleReport report(List<RuleFile> files, Path samples) {
    Draft draft = new Draft(files, samples);
    List<RuleIssue> issues = draft.sortedIssues();
    return new RuleReport(issues, RuleStatuses.of(draft.documents, issues));
  }

  /** Documents that went through every stage that reports, on their way to a rule set. */
  private static final class Draft {

    private final List<RuleIssue> issues = new ArrayList<>();
    private final RuleDocuments documents;
    private final Map<Detection, EventPredicate> predicates = new HashMap<>();

    Draft(List<RuleFile> files, Path samples) {
      documents = RuleParser.parse(files, issues::add);
      RuleChecks.run(documents, issues::add);
      documents.detections().stream().map(DetectionRule::detection).forEach(this::compile);
      documents.filters().stream().map(RuleFilter::detection).forEach(this::compile);
      if (samples != null) {
        RuleChecks.requireSamples(documents, samples, issues::add);
      }
      WrittenChecks.run(files, List.copyOf(issues), issues::add);
    }

    private void compile(Detection detection) {
      predicates.put(detection, DetectionCompiler.compile(detection, issues::add));
    }

    List<RuleIssue> sortedIssues() {
      return issues.stream().distinct().sorted(BY_PLACE).toList();
    }

    RuleSet ruleSet() {
      RuleLinker linker = new RuleLinker(documents);
      List<CompiledRule> compiled = linker.detections().stream().map(this::compiled).toList();
      List<CorrelationRule> correlations = linker.correlations();
      return new RuleSet(compiled, correlations);
    }

    private CompiledRule compiled(DetectionRule rule) {
      List<EventPredicate> all = new ArrayList<>(List.of(predicates.get(rule.detection())));
      rule.filters().forEach(filter -> all.add(predicates.get(filter)));
      return new CompiledRule(rule, AllOf.of(all));
    }
  }
}
