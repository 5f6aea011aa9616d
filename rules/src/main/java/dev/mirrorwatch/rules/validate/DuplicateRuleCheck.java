package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Two rules with the same id, name or title: a reference or an alert could mean either. */
final class DuplicateRuleCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    List<RuleHeader> headers =
        Stream.concat(
                documents.detections().stream().map(rule -> rule.header()),
                documents.correlations().stream().map(rule -> rule.header()))
            .toList();
    Map<String, RuleHeader> byId = new HashMap<>();
    Map<String, RuleHeader> byName = new HashMap<>();
    Map<String, RuleHeader> byTitle = new HashMap<>();
    for (RuleHeader header : headers) {
      // One report for a copied rule, not three: the strongest sameness is told.
      RuleHeader first = header.id() == null ? null : byId.putIfAbsent(header.id(), header);
      String what = "id '" + header.id() + "'";
      RuleHeader sameName = byName.putIfAbsent(header.name(), header);
      RuleHeader sameTitle = byTitle.putIfAbsent(header.title(), header);
      if (first == null && sameName != null) {
        first = sameName;
        what = "name '" + header.name() + "'";
      }
      if (first == null && sameTitle != null) {
        first = sameTitle;
        what = "title '" + header.title() + "'";
      }
      if (first != null) {
        issues.accept(
            RuleIssue.error(
                new Location(header.file(), header.line(), 1),
                "MW-DUPLICATE-RULE",
                what + " is already that of the rule at " + first.file() + ":" + first.line()));
      }
    }
  }
}
