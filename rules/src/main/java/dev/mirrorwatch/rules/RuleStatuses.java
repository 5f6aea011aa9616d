package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts issues and inactivity together into one word for each rule. */
final class RuleStatuses {

  private final RuleDocuments documents;

  /** By file and line where a document starts, the message of its first error. */
  private final Map<String, TreeMap<Integer, String>> starts = new LinkedHashMap<>();

  /** Errors that stand in no readable document, by file. */
  private final Map<String, RuleIssue> unreadable = new LinkedHashMap<>();

  /** Why a rule is refused, by its name. */
  private final Map<String, String> refused = new HashMap<>();

  private RuleStatuses(RuleDocuments documents) {
    this.documents = documents;
  }

  static List<RuleStatus> of(
      RuleDocuments documents, RuleActivity activity, List<RuleIssue> issues) {
    RuleStatuses statuses = new RuleStatuses(documents);
    statuses.headers().forEach(header -> statuses.addStart(header.file(), header.line()));
    documents
        .filters()
        .forEach(filter -> statuses.addStart(filter.location().file(), filter.location().line()));
    issues.stream().filter(RuleIssue::isError).forEach(statuses::addError);
    statuses.refuseRulesInErrorAndTheirUsers();
    return statuses.sorted(activity);
  }

  private List<RuleHeader> headers() {
    List<RuleHeader> headers = new ArrayList<>();
    documents.detections().forEach(rule -> headers.add(rule.header()));
    documents.correlations().forEach(rule -> headers.add(rule.header()));
    return headers;
  }

  private void addStart(String file, int line) {
    starts.computeIfAbsent(file, f -> new TreeMap<>()).put(line, "");
  }

  private void addError(RuleIssue issue) {
    TreeMap<Integer, String> lines = starts.getOrDefault(issue.file(), new TreeMap<>());
    Map.Entry<Integer, String> document = lines.floorEntry(issue.line());
    if (document == null) {
      unreadable.putIfAbsent(issue.file(), issue);
    } else if (document.getValue().isEmpty()) {
      lines.put(document.getKey(), issue.message());
    }
  }

  private void refuseRulesInErrorAndTheirUsers() {
    for (RuleHeader header : headers()) {
      String error = starts.get(header.file()).get(header.line());
      if (!error.isEmpty()) {
        refused.put(header.name(), error);
      }
    }
    int before;
    do {
      before = refused.size();
      documents.correlations().forEach(this::refuseWithItsRules);
    } while (refused.size() > before);
  }

  private void refuseWithItsRules(CorrelationDocument rule) {
    for (Reference reference : rule.references()) {
      documents
          .header(reference)
          .map(RuleHeader::name)
          .filter(refused::containsKey)
          .ifPresent(
              stage ->
                  refused.putIfAbsent(rule.header().name(), "its rule '" + stage + "' is refused"));
    }
  }

  private List<RuleStatus> sorted(RuleActivity activity) {
    List<RuleStatus> statuses = new ArrayList<>();
    unreadable.forEach(
        (file, issue) ->
            statuses.add(
                new RuleStatus(
                    file, file, issue.line(), RuleStatus.Status.REFUSED, issue.message())));
    headers().forEach(header -> statuses.add(status(header, activity)));
    statuses.sort(Comparator.comparing(RuleStatus::file).thenComparingInt(RuleStatus::line));
    return List.copyOf(statuses);
  }

  private RuleStatus status(RuleHeader header, RuleActivity activity) {
    String error = refused.get(header.name());
    String idle = activity.reason(header.name()).orElse(null);
    RuleStatus.Status status =
        error != null
            ? RuleStatus.Status.REFUSED
            : idle != null ? RuleStatus.Status.INACTIVE : RuleStatus.Status.ACTIVE;
    return new RuleStatus(
        header.name(), header.file(), header.line(), status, error != null ? error : idle);
  }
}
