package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.List;
import java.util.stream.Stream;

/** How a reference that leads nowhere is reported. */
final class KnownRules {

  private KnownRules() {}

  static RuleIssue unknownDetection(Reference reference, RuleDocuments documents) {
    return unknown(
        reference, documents.detections().stream().map(rule -> rule.header().name()).toList());
  }

  static RuleIssue unknownRule(Reference reference, RuleDocuments documents) {
    return unknown(
        reference,
        Stream.concat(
                documents.detections().stream().map(rule -> rule.header().name()),
                documents.correlations().stream().map(rule -> rule.header().name()))
            .toList());
  }

  static RuleIssue unknownCorrelation(Reference reference, RuleDocuments documents) {
    return unknown(
        reference, documents.correlations().stream().map(rule -> rule.header().name()).toList());
  }

  private static RuleIssue unknown(Reference reference, List<String> known) {
    return RuleIssue.error(
            reference.location(), "MW-UNKNOWN-RULE", "unknown rule '" + reference.text() + "'")
        .suggesting(reference.text(), known);
  }
}
