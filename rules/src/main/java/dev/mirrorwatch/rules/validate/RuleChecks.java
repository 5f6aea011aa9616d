package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.TestFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
          new NeverHoldsCheck(),
          new RiskCheck());

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

  /** Looks for rules without tests, in a folder of samples and in the tests beside the rules. */
  public static void requireTests(
      RuleDocuments documents,
      Optional<Path> samples,
      List<TestFile> tests,
      Consumer<RuleIssue> issues) {
    new MissingTestsCheck(samples, tests).check(documents, issues);
  }
}
