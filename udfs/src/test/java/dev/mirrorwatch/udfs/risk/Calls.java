package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Original;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Samples;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules with a risk, and calls that alerts of them show. */
final class Calls {

  static final String ACCOUNT = "111122223333";
  static final String SENSOR_ROLE = "arn:aws:iam::111122223333:role/sensor";

  private Calls() {}

  /** Two stages, and a correlation that is scored by these reasons. */
  static RuleSet rules(String reasons) {
    String stages =
        """
        title: Target
        name: target
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: CreateTrafficMirrorTarget}, condition: selection}
        ---
        title: Session
        name: session
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: CreateTrafficMirrorSession}, condition: selection}
        ---
        title: Staging
        name: staging
        level: critical
        correlation:
          type: temporal
          rules: [target, session]
          group-by: [principal.origin]
          timespan: 2h
        mirrorwatch:
          stalled: {after: 1d, min_stages: 1, level: low}
        """;
    String risk = reasons.isEmpty() ? "" : "  risk:\n    score: 40\n" + reasons.indent(4);
    return new RuleSetLoader().load(List.of(new RuleFile("rules.yml", stages + risk)));
  }

  static Principal person() {
    return principal("arn:aws:iam::111122223333:user/alice", "IAMUser", "alice", false);
  }

  static Principal role(String session) {
    return principal(SENSOR_ROLE, "AssumedRole", session, true);
  }

  /** Somebody of another cloud, by whatever the token was issued to. */
  static Principal user(String id, String human, String application, boolean claimed) {
    return new Principal(
        id,
        "User",
        null,
        human,
        claimed ? id : human,
        human,
        application,
        claimed,
        null,
        null,
        null,
        null);
  }

  private static Principal principal(String id, String type, String human, boolean claimed) {
    return new Principal(
        id, type, null, human, id, human, null, claimed, ACCOUNT, null, null, null);
  }

  /** The same call in another cloud. */
  static Evidence in(String cloud, String account, String action, Evidence call) {
    return new Evidence(
        call.stage(),
        call.eventId(),
        call.time(),
        cloud,
        call.eventProvider(),
        action,
        call.outcome(),
        null,
        call.principal(),
        null,
        null,
        cloud.equals("aws") ? call.userAgent() : null,
        account,
        null,
        call.resources(),
        call.fields(),
        call.origin(),
        call.original(),
        false);
  }

  /** A call seconds after ten o'clock on a Sunday, with {@code field=value} for rules to see. */
  static Evidence call(String stage, String id, int second, Principal by, String... fields) {
    Map<String, List<String>> values = new HashMap<>();
    List<ResourceId> resources = new java.util.ArrayList<>();
    String agent = "aws-sdk-go-v2/1.30";
    for (String field : fields) {
      String name = field.substring(0, field.indexOf('='));
      String value = field.substring(name.length() + 1);
      if (name.equals("user_agent.original")) {
        agent = value;
      }
      if (name.endsWith("_id") || name.equals("mirror.destination")) {
        resources.add(
            new ResourceId(name, value, stage.equals("target") && name.endsWith("target_id")));
      }
      values.put(name, List.of(value));
    }
    return new Evidence(
        stage,
        id,
        Samples.T0 + second * 1000L,
        "aws",
        "ec2.amazonaws.com",
        stage.equals("target") ? "CreateTrafficMirrorTarget" : "CreateTrafficMirrorSession",
        Outcome.SUCCESS,
        null,
        by,
        null,
        null,
        agent,
        ACCOUNT,
        "eu-central-1",
        resources,
        new FieldValues(values, List.of()),
        Origin.file("trail.json", 1),
        Original.of("{}"),
        false);
  }

  static Alert alert(RuleSet rules, Evidence... evidence) {
    RuleHeader header = rules.rule("staging").orElseThrow().header();
    return Samples.alert(header, "tmt-1", List.of(evidence[0]))
        .withEvidence(PackedEvidence.of(Arrays.asList(evidence)), evidence.length, 0);
  }
}
