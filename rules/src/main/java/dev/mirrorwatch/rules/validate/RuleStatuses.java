package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleStatus;
import dev.mirrorwatch.rules.RuleStatus.Status;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of each rule whether it runs, and if not, why. */
public final class RuleStatuses {

  private final RuleDocuments documents;
  private final List<RuleIssue> issues;

  private RuleStatuses(RuleDocuments documents, List<RuleIssue> issues) {
    this.documents = documents;
    this.issues = issues;
  }

  /**
   * The statuses, in the order of files and lines.
   *
   * @param issues everything that was found, in the order of files and lines
   */
  public static List<RuleStatus> of(RuleDocuments documents, List<RuleIssue> issues) {
    RuleStatuses statuses = new RuleStatuses(documents, issues);
    List<RuleStatus> all = new ArrayList<>();
    documents.detections().forEach(rule -> all.add(statuses.of(rule)));
    documents.correlations().forEach(rule -> all.add(statuses.of(rule)));
    all.sort(Comparator.comparing(RuleStatus::file).thenComparingInt(RuleStatus::line));
    return List.copyOf(all);
  }

  private RuleStatus of(DetectionRule rule) {
    Optional<RuleStatus> refused = refused(rule.header());
    if (refused.isPresent()) {
      return refused.get();
    }
    boolean read =
        FieldInventory.ALL.stream()
            .anyMatch(inventory -> rule.logSource().covers(inventory.logSource()));
    return read
        ? status(rule.header(), Status.ACTIVE, null)
        : status(
            rule.header(),
            Status.INACTIVE,
            "no source brings events of " + words(rule.logSource()));
  }

  private RuleStatus of(CorrelationDocument rule) {
    Optional<RuleStatus> refused = refused(rule.header());
    if (refused.isPresent()) {
      return refused.get();
    }
    List<RuleStatus> asleep = new ArrayList<>();
    for (Reference reference : rule.rules()) {
      documents
          .detection(reference)
          .map(this::of)
          .filter(status -> status.status() != Status.ACTIVE)
          .ifPresent(asleep::add);
    }
    Optional<RuleStatus> faulty =
        asleep.stream().filter(status -> status.status() == Status.REFUSED).findFirst();
    if (faulty.isPresent()) {
      return status(
          rule.header(), Status.REFUSED, "its rule '" + faulty.get().rule() + "' is refused");
    }
    // A sequence misses any of its rules; a count goes on with those that run.
    boolean sequence =
        rule.type() == CorrelationType.TEMPORAL || rule.type() == CorrelationType.TEMPORAL_ORDERED;
    boolean runs = asleep.isEmpty() || !sequence && asleep.size() < rule.rules().size();
    if (runs) {
      return status(rule.header(), Status.ACTIVE, null);
    }
    return status(
        rule.header(), Status.INACTIVE, "its rule '" + asleep.get(0).rule() + "' is inactive");
  }

  /** A rule with an error between its first line and that of the next rule of the file. */
  private Optional<RuleStatus> refused(RuleHeader header) {
    int end =
        headers()
            .filter(other -> other.file().equals(header.file()) && other.line() > header.line())
            .mapToInt(RuleHeader::line)
            .min()
            .orElse(Integer.MAX_VALUE);
    return issues.stream()
        .filter(RuleIssue::isError)
        .filter(issue -> issue.file().equals(header.file()))
        .filter(issue -> issue.line() >= header.line() && issue.line() < end)
        .findFirst()
        .map(issue -> status(header, Status.REFUSED, issue.message()));
  }

  private Stream<RuleHeader> headers() {
    return Stream.concat(
        documents.detections().stream().map(DetectionRule::header),
        documents.correlations().stream().map(CorrelationDocument::header));
  }

  private static RuleStatus status(RuleHeader header, Status status, String reason) {
    return new RuleStatus(header.name(), header.file(), header.line(), status, reason);
  }

  private static String words(LogSource logSource) {
    return Stream.of(logSource.product(), logSource.service(), logSource.category())
        .filter(Objects::nonNull)
        .collect(Collectors.joining("/"));
  }
}
