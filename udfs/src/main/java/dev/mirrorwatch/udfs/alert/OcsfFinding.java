package dev.mirrorwatch.udfs.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.List;

/**
 * An alert as an OCSF Detection Finding (class 2004). {@code finding_info.uid} is the alert's id:
 * the finding of a later revision is an update of the first. What OCSF has no word for stands in
 * {@code unmapped}.
 */
public final class OcsfFinding {

  private static final String OCSF_VERSION = "1.4.0";
  private static final int FINDINGS = 2;
  private static final int DETECTION_FINDING = 2004;
  private static final int ANALYTIC_IS_A_RULE = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private OcsfFinding() {}

  /** One line of JSON. */
  public static String of(Alert alert) {
    try {
      return JSON.writeValueAsString(finding(alert));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("alert " + alert.id() + " does not serialize", e);
    }
  }

  private static ObjectNode finding(Alert alert) {
    ObjectNode finding = JSON.createObjectNode();
    int activity = activity(alert);
    finding.put("category_uid", FINDINGS);
    finding.put("class_uid", DETECTION_FINDING);
    finding.put("activity_id", activity);
    finding.put("type_uid", DETECTION_FINDING * 100 + activity);
    finding.put("severity_id", severity(alert.rule().level()));
    finding.put("severity", alert.rule().level().text());
    finding.put("status_id", status(alert.status()));
    finding.put("is_alert", alert.status().stands());
    finding.put("time", alert.detectedAt());
    finding.put("start_time", alert.firstTime());
    finding.put("end_time", alert.lastTime());
    finding.put("count", alert.seen());
    finding.put("message", AlertText.headline(alert));
    finding.put("risk_score", RiskScore.of(alert));
    if (alert.risk() != null) {
      finding.put("confidence_id", confidence(alert.risk().confidence()));
      finding.put("confidence", alert.risk().confidence());
    }
    ObjectNode metadata = finding.putObject("metadata");
    metadata.put("version", OCSF_VERSION);
    metadata.putObject("product").put("name", "Mirrorwatch").put("vendor_name", "Mirrorwatch");
    putInfo(finding.putObject("finding_info"), alert);
    putEvidence(finding.putArray("evidences"), alert.evidence());
    ArrayNode resources = finding.putArray("resources");
    AlertJson.resourceIds(alert.evidence())
        .forEach(
            (type, ids) ->
                ids.forEach(id -> resources.addObject().put("uid", id).put("type", type)));
    putUnmapped(finding.putObject("unmapped"), alert);
    return finding;
  }

  private static void putInfo(ObjectNode info, Alert alert) {
    info.put("uid", alert.id());
    info.put("title", alert.rule().title());
    info.put("desc", alert.rule().description());
    info.put("created_time", alert.detectedAt());
    info.put("first_seen_time", alert.firstTime());
    info.put("last_seen_time", alert.lastTime());
    ObjectNode analytic = info.putObject("analytic");
    analytic.put("type_id", ANALYTIC_IS_A_RULE);
    analytic.put("uid", alert.rule().id());
    analytic.put("name", alert.rule().name());
    analytic.put("version", alert.rule().version());
    AttackTags tags = AttackTags.of(alert.rule().tags());
    ArrayNode attacks = info.putArray("attacks");
    tags.techniques().forEach(id -> attacks.addObject().putObject("technique").put("uid", id));
    tags.subtechniques()
        .forEach(id -> attacks.addObject().putObject("sub_technique").put("uid", id));
  }

  private static void putEvidence(ArrayNode evidences, List<Evidence> evidence) {
    for (Evidence item : evidence) {
      ObjectNode node = evidences.addObject();
      putUser(node.putObject("actor").putObject("user"), item.principal());
      ObjectNode api = node.putObject("api");
      api.put("operation", item.action());
      api.putObject("service").put("name", item.eventProvider());
      if (item.sourceIp() != null) {
        node.putObject("src_endpoint").put("ip", item.sourceIp());
      } else if (item.sourceAddress() != null) {
        node.putObject("src_endpoint").put("name", item.sourceAddress());
      }
      ObjectNode data = node.putObject("data");
      data.put("event_uid", item.eventId());
      data.put("time", item.time());
      data.put("stage", item.stage());
      data.put("outcome", item.outcome().text());
    }
  }

  private static void putUser(ObjectNode user, Principal principal) {
    user.put("uid", principal.id());
    user.put("name", principal.name());
    user.put("type", principal.type());
    user.put("credential_uid", principal.accessKeyId());
  }

  private static void putUnmapped(ObjectNode unmapped, Alert alert) {
    unmapped.put("revision", alert.revision());
    unmapped.put("status", alert.status().text());
    unmapped.put("reason", alert.reason());
    unmapped.put("identity", alert.identity());
    AlertJson.putRisk(unmapped, alert);
  }

  /** Create, update, close. */
  private static int activity(Alert alert) {
    if (alert.status() == AlertStatus.SUPERSEDED || alert.status() == AlertStatus.RETRACTED) {
      return 3;
    }
    return alert.revision() == 1 ? 1 : 2;
  }

  /** New, suppressed, resolved. */
  private static int status(AlertStatus status) {
    return switch (status) {
      case OPEN, STALLED -> 1;
      case SUPPRESSED -> 3;
      case SUPERSEDED, RETRACTED -> 4;
    };
  }

  private static int severity(Level level) {
    return switch (level) {
      case INFORMATIONAL -> 1;
      case LOW -> 2;
      case MEDIUM -> 3;
      case HIGH -> 4;
      case CRITICAL -> 5;
    };
  }

  private static int confidence(String word) {
    return List.of("low", "medium", "high").indexOf(word) + 1;
  }
}
