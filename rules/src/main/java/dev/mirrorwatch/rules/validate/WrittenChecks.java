package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.WrittenDocument;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The list of all checks that read documents as they are written. */
public final class WrittenChecks {

  private static final DocumentCheck REPLACED_TAGS = new ReplacedTagCheck();
  private static final DocumentCheck SCHEMA = new SchemaCheck();

  private WrittenChecks() {}

  private record Line(String file, int number) {}

  /**
   * Runs every check. On a line that has an issue already the schema stays silent: the parser and
   * the other checks know better what the mistake is.
   *
   * @param known the issues found so far
   */
  public static void run(
      RuleDocuments documents, List<RuleIssue> known, Consumer<RuleIssue> issues) {
    Set<Line> reported =
        known.stream()
            .map(issue -> new Line(issue.file(), issue.line()))
            .collect(Collectors.toUnmodifiableSet());
    Consumer<RuleIssue> news =
        issue -> {
          if (!reported.contains(new Line(issue.file(), issue.line()))) {
            issues.accept(issue);
          }
        };
    for (WrittenDocument document : documents.written()) {
      REPLACED_TAGS.check(document, issues);
      SCHEMA.check(document, news);
    }
  }
}
