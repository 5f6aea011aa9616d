package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleStatus;
import dev.mirrorwatch.rules.explain.EventExplanation;
import dev.mirrorwatch.rules.explain.Explanation;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.format.Normalized;

/** Explanations as JSON objects; what there is nothing to say of is left out. */
final class ExplanationJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL).build();

  private ExplanationJson() {}

  /** The status is spelled as {@code rules check} does. */
  static ObjectNode of(Explanation explanation) {
    RuleStatus status = explanation.status();
    ObjectNode json =
        MAPPER.createObjectNode().put("rule", status.rule()).put("status", status.status().text());
    if (status.reason() != null) {
      json.put("reason", status.reason());
    }
    ObjectNode body = MAPPER.valueToTree(explanation);
    body.remove("status");
    return json.setAll(body);
  }

  static ObjectNode of(AuditEvent event, EventExplanation explanation) {
    ObjectNode body = MAPPER.valueToTree(explanation);
    return MAPPER.createObjectNode().put("event", event.id()).setAll(body);
  }

  static ObjectNode of(int record, Normalized result) {
    return MAPPER
        .createObjectNode()
        .put("record", record)
        .put("defect", result.defect().text())
        .put("detail", result.detail());
  }
}
