package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The list of all checks. */
public final class RuleChecks {

  private static final List<RuleCheck> ALL =
      List.of(
          new UnknownSearchIdentifierCheck(),
          new EmptyPatternCheck(),
          new UnusedSearchIdentifierCheck(),
          new DuplicateRuleCheck(),
          new RuleReferenceCheck(),
          new FilterReferenceCheck(),
          new SupersedesCheck(),
          new StageReferenceCheck(),
          new UnusedStageCheck(),
          new AliasCheck(),
          new TimespanCheck(),
          new OrderCycleCheck(),
          new MissingLevelCheck(),
          new FilterWithoutNotCheck(),
          new ReferenceCycleCheck(),
          new UserAgentExclusionCheck(),
          new OverlappingStagesCheck(),
          new MatchesAllCheck(),
          new NeverHoldsCheck());

  private RuleChecks() {}

  /**
   * Runs every check.
   *
   * @param maps the names that rules may use for fields
   */
  public static void run(RuleDocuments documents, List<FieldMap> maps, Consumer<RuleIssue> issues) {
    for (RuleCheck check : ALL) {
      check.check(documents, issues);
    }
    new UnknownFieldCheck(maps).check(documents, issues);
  }

  /** Looks for detections without samples in a folder of samples. */
  public static void requireSamples(
      RuleDocuments documents, Path samples, Consumer<RuleIssue> issues) {
    new MissingSamplesCheck(samples).check(documents, issues);
  }
}
