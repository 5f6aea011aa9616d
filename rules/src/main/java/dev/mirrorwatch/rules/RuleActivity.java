package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which rules can match at all with the log sources that run, and why the others cannot. */
final class RuleActivity {

  private final RuleDocuments documents;
  private final Map<String, String> reasons = new HashMap<>();

  private RuleActivity(RuleDocuments documents) {
    this.documents = documents;
  }

  static RuleActivity of(RuleDocuments documents) {
    RuleActivity activity = new RuleActivity(documents);
    for (DetectionRule rule : documents.detections()) {
      if (RunningSources.of(rule.logSource()).isEmpty()) {
        activity.reasons.put(rule.header().name(), RunningSources.reason(rule.logSource()));
      }
    }
    // A correlation may use another one that stands behind it, hence until nothing changes.
    int before;
    do {
      before = activity.reasons.size();
      documents.correlations().forEach(activity::addCorrelation);
    } while (activity.reasons.size() > before);
    return activity;
  }

  private void addCorrelation(CorrelationDocument rule) {
    for (Reference reference : rule.references()) {
      documents
          .header(reference)
          .map(RuleHeader::name)
          .filter(reasons::containsKey)
          .ifPresent(
              stage ->
                  reasons.putIfAbsent(
                      rule.header().name(), "its rule '" + stage + "' is inactive"));
    }
  }

  /** Why the rule of that name is inactive; nothing if it is active. */
  Optional<String> reason(String name) {
    return Optional.ofNullable(reasons.get(name));
  }
}
