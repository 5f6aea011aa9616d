package dev.mirrorwatch.udfs.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Hop;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Risk;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An alert as an ECS document: {@code event.kind: alert}, {@code rule.*}, {@code threat.*} and the
 * rest of ECS where it has a word, our own object {@code mirrorwatch} where it has none.
 */
public final class AlertJson {

  private static final String ECS_VERSION = "8.17.0";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Characters of raw records in one document: brokers refuse a message of more than a megabyte,
   * and an alert that fails the job is none.
   */
  private static final int MOST_ORIGINALS = 256 << 10;

  private AlertJson() {}

  /** One line of JSON. */
  public static String of(Alert alert) {
    try {
      return JSON.writeValueAsString(document(alert));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("alert " + alert.id() + " does not serialize", e);
    }
  }

  private static ObjectNode document(Alert alert) {
    List<Evidence> evidence = alert.evidence();
    ObjectNode document = JSON.createObjectNode();
    document.put("@timestamp", time(alert.lastTime()));
    document.putObject("ecs").put("version", ECS_VERSION);
    document.put("message", AlertText.headline(alert));
    putEvent(document.putObject("event"), alert);
    putRule(document.putObject("rule"), alert);
    putThreat(document, AttackTags.of(alert.rule().tags()));
    Evidence last = evidence.get(evidence.size() - 1);
    putUser(document.putObject("user"), last.principal());
    putValues(document, "source", "ip", distinct(evidence, Evidence::sourceIp));
    putValues(document, "source", "address", distinct(evidence, Evidence::sourceAddress));
    putValues(document, "user_agent", "original", distinct(evidence, Evidence::userAgent));
    ObjectNode cloud = document.putObject("cloud");
    put(cloud, "provider", distinct(evidence, Evidence::cloudProvider));
    put(cloud.putObject("account"), "id", distinct(evidence, Evidence::account));
    put(cloud, "region", distinct(evidence, Evidence::region));
    ObjectNode related = document.putObject("related");
    putAll(related.putArray("user"), distinct(evidence, item -> item.principal().name()));
    putAll(related.putArray("ip"), distinct(evidence, Evidence::sourceIp));
    putMirrorwatch(document.putObject("mirrorwatch"), alert, last.principal());
    return document;
  }

  private static void putEvent(ObjectNode event, Alert alert) {
    event.put("kind", "alert");
    event.put("module", "mirrorwatch");
    event.put("dataset", "mirrorwatch.alerts");
    event.put("start", time(alert.firstTime()));
    event.put("end", time(alert.lastTime()));
    event.put("created", time(alert.detectedAt()));
    event.put("duration", nanos(EventTimes.distance(alert.firstTime(), alert.lastTime())));
    event.put("severity", RiskScore.of(alert));
    event.put("risk_score", RiskScore.of(alert));
  }

  private static void putRule(ObjectNode rule, Alert alert) {
    rule.put("id", alert.rule().id());
    rule.put("name", alert.rule().name());
    rule.put("version", alert.rule().version());
    rule.put("ruleset", "mirrorwatch");
    rule.put("description", alert.rule().description());
    putAll(rule.putArray("reference"), alert.rule().references());
  }

  private static void putThreat(ObjectNode document, AttackTags tags) {
    if (tags.tactics().isEmpty() && tags.techniques().isEmpty()) {
      return;
    }
    ObjectNode threat = document.putObject("threat");
    threat.put("framework", "MITRE ATT&CK");
    ObjectNode tactic = threat.putObject("tactic");
    putAll(tactic.putArray("id"), tags.tacticIds());
    putAll(tactic.putArray("name"), tags.tactics());
    ObjectNode technique = threat.putObject("technique");
    putAll(technique.putArray("id"), tags.techniques());
    putAll(technique.putObject("subtechnique").putArray("id"), tags.subtechniques());
  }

  private static void putUser(ObjectNode user, Principal principal) {
    user.put("id", principal.principalId() == null ? principal.id() : principal.principalId());
    user.put("name", principal.name());
  }

  private static void putMirrorwatch(ObjectNode own, Alert alert, Principal principal) {
    ObjectNode head = own.putObject("alert");
    head.put("id", alert.id());
    head.put("revision", alert.revision());
    head.put("status", alert.status().text());
    head.put("reason", alert.reason());
    head.put("title", alert.rule().title());
    head.put("severity", alert.rule().level().text());
    head.put("risk_score", RiskScore.of(alert));
    head.put("events_seen", alert.seen());
    head.put("detection_latency_ms", Math.max(0, alert.detectedAt() - alert.lastTime()));
    head.put("superseded_by", alert.supersededBy());
    putAll(head.putArray("also_matched"), alert.alsoMatched());
    putAll(head.putArray("false_positives"), alert.rule().falsePositives());
    putRisk(own, alert);
    own.put("rule_set", alert.rule().ruleSet());
    own.put("identity", alert.identity());
    ObjectNode group = own.putObject("group");
    for (int i = 0; i < alert.groupBy().size(); i++) {
      group.put(alert.groupBy().get(i), alert.groupValues().get(i));
    }
    putPrincipal(own.putObject("principal"), principal);
    ObjectNode resources = own.putObject("resources");
    resourceIds(alert.evidence()).forEach((field, ids) -> putAll(resources.putArray(field), ids));
    putAll(own.putArray("missing_stages"), alert.missing());
    ArrayNode stages = own.putArray("stages");
    int room = MOST_ORIGINALS;
    for (Evidence item : alert.evidence()) {
      boolean fits = item.original().size() <= room;
      putStage(stages.addObject(), item, fits);
      room -= fits ? item.original().size() : 0;
    }
    if (alert.rule().guide() != null) {
      own.put("guide", InvestigationGuide.fill(alert.rule().guide(), alert.evidence()));
    }
  }

  /** What speaks for the alert, and who allows it. */
  static void putRisk(ObjectNode own, Alert alert) {
    if (alert.risk() != null) {
      ObjectNode risk = own.putObject("risk");
      risk.put("score", alert.risk().score());
      risk.put("confidence", alert.risk().confidence());
      ArrayNode reasons = risk.putArray("reasons");
      for (Risk.Reason reason : alert.risk().reasons()) {
        ObjectNode node = reasons.addObject();
        node.put("name", reason.name());
        node.put("points", reason.points());
        node.put("text", reason.text());
        putAll(node.putArray("event_ids"), reason.events());
      }
    }
    alert.approval().ifPresent(approval -> putApproval(own.putObject("suppression"), approval));
    List<ConsideredApproval> unfit = ConsideredApproval.unfit(alert);
    if (!unfit.isEmpty()) {
      ArrayNode considered = own.putArray("approvals_considered");
      for (ConsideredApproval approval : unfit) {
        ObjectNode node = considered.addObject();
        putApproval(node, approval);
        putAll(node.putArray("misfits"), approval.misfits());
      }
    }
  }

  private static void putApproval(ObjectNode node, ConsideredApproval approval) {
    node.put("approval", approval.name());
    node.put("reason", approval.reason());
    node.put("owner", approval.owner());
    node.put("change", approval.change());
    node.put("expires", approval.expiry());
  }

  private static void putPrincipal(ObjectNode node, Principal principal) {
    node.put("id", principal.id());
    node.put("type", principal.type());
    node.put("session", principal.session());
    node.put("name", principal.name());
    node.put("origin", principal.origin());
    node.put("human", principal.human());
    node.put("claimed", principal.claimed());
    node.put("access_key_id", principal.accessKeyId());
    node.put("account", principal.account());
    node.put("mfa", principal.mfa());
    node.put("invoked_by", principal.invokedBy());
    ArrayNode lineage = node.putArray("lineage");
    for (Hop hop : principal.lineage()) {
      ObjectNode step = lineage.addObject();
      step.put("id", hop.id());
      step.put("type", hop.type());
      step.put("session", hop.session());
      step.put("access_key_id", hop.accessKeyId());
      step.put("time", time(hop.time()));
    }
  }

  private static void putStage(ObjectNode stage, Evidence item, boolean withOriginal) {
    stage.put("rule", item.stage());
    ObjectNode event = stage.putObject("event");
    event.put("id", item.eventId());
    event.put("time", time(item.time()));
    event.put("action", item.action());
    event.put("provider", item.eventProvider());
    event.put("outcome", item.outcome().text());
    if (item.errorCode() != null) {
      stage.putObject("error").put("code", item.errorCode());
    }
    ObjectNode resources = stage.putObject("resources");
    resourceIds(List.of(item)).forEach((field, ids) -> putAll(resources.putArray(field), ids));
    putPrincipal(stage.putObject("principal"), item.principal());
    putValues(stage, "source", "ip", nonNull(item.sourceIp()));
    putValues(stage, "source", "address", nonNull(item.sourceAddress()));
    putValues(stage, "user_agent", "original", nonNull(item.userAgent()));
    ObjectNode cloud = stage.putObject("cloud");
    cloud.put("provider", item.cloudProvider());
    cloud.putObject("account").put("id", item.account());
    cloud.put("region", item.region());
    stage.put("origin", item.origin().toString());
    stage.put("original", withOriginal ? item.original().text() : "");
    stage.put("original_truncated", item.originalTruncated() || !withOriginal);
  }

  /** The last part of the normal-form field to the ids, such as {@code target_id} to tmt-1. */
  static Map<String, Set<String>> resourceIds(List<Evidence> evidence) {
    Map<String, Set<String>> ids = new LinkedHashMap<>();
    for (Evidence item : evidence) {
      for (ResourceId resource : item.resources()) {
        String name = resource.field().substring(resource.field().lastIndexOf('.') + 1);
        ids.computeIfAbsent(name, unseen -> new LinkedHashSet<>()).add(resource.id());
      }
    }
    return ids;
  }

  private static Set<String> distinct(
      List<Evidence> evidence, Function<Evidence, String> attribute) {
    Set<String> values = new LinkedHashSet<>();
    evidence.stream().map(attribute).filter(Objects::nonNull).forEach(values::add);
    return values;
  }

  private static Set<String> nonNull(String value) {
    return value == null ? Set.of() : Set.of(value);
  }

  private static void putValues(
      ObjectNode parent, String object, String field, Set<String> values) {
    if (!values.isEmpty()) {
      ObjectNode node =
          parent.has(object) ? (ObjectNode) parent.get(object) : parent.putObject(object);
      put(node, field, values);
    }
  }

  /** One value as a scalar, several as an array: what ECS readers expect. */
  private static void put(ObjectNode node, String field, Set<String> values) {
    if (values.size() == 1) {
      node.put(field, values.iterator().next());
    } else if (!values.isEmpty()) {
      putAll(node.putArray(field), values);
    }
  }

  private static void putAll(ArrayNode array, Collection<String> values) {
    values.forEach(array::add);
  }

  /** At most 292 years: what a long of nanoseconds holds. */
  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
