package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A few rules, calls on a time line, and a question: {@code calls.at(5, "a", "e1", "\"id\":\"x\"")}
 * is a call of {@code a} by alice, five minutes after the start.
 */
final class Calls {

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final RuleSet rules;
  private final LogFormats format;
  private final List<AuditEvent> events = new ArrayList<>();

  Calls(String rules) {
    this(new RuleSetLoader().load(List.of(new RuleFile("rules.yml", rules))));
  }

  Calls(RuleSet rules) {
    this.rules = rules;
    Set<String> fields = new TreeSet<>(rules.fieldsRead());
    fields.addAll(Inquiry.FIELDS);
    format = new LogFormats(new FieldDemand(fields, false));
  }

  /** Detections that want a successful call of their name, and are stages. */
  static String detections(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(
          """
          title: Stage %s
          name: %s
          logsource: {product: aws, service: cloudtrail}
          detection:
            selection: {eventName: %s, event.outcome: success}
            scanner: {requestParameters.kind: scanner}
            condition: selection and not scanner
          level: low
          mirrorwatch: {stage: true}
          ---
          """
              .formatted(name, name, name));
    }
    return text.toString();
  }

  /**
   * @param correlation the body behind the colon, without group-by
   * @param own the body of the {@code mirrorwatch} key
   */
  static String correlation(String name, String correlation, String own) {
    return """
        title: Rule %s
        name: %s
        correlation: {%s, group-by: [principal.origin]}
        level: high
        %s
        ---
        """
        .formatted(name, name, correlation, own.isEmpty() ? "" : "mirrorwatch: {" + own + "}");
  }

  Calls at(double minute, String call, String id) {
    return at(minute, call, id, "");
  }

  /**
   * @param parameters of the call, as JSON members
   */
  Calls at(double minute, String call, String id, String parameters) {
    return record(minute, call, id, ",\"requestParameters\":{" + parameters + "}", "alice");
  }

  Calls by(String user, double minute, String call, String id) {
    return record(minute, call, id, "", user);
  }

  /**
   * @param more members of the record, with a comma in front
   */
  Calls record(double minute, String call, String id, String more, String user) {
    String json =
        """
        {"eventTime":"%s","eventSource":"x.amazonaws.com","eventName":"%s","eventID":"%s"%s%s}"""
            .formatted(
                START.plusMillis((long) (minute * 60_000)),
                call,
                id,
                more.contains("userIdentity") ? "" : identity(user),
                more);
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        json.getBytes(StandardCharsets.UTF_8),
        "test",
        Origin.file("log.json", events.size() + 1),
        RecordLimits.DEFAULT,
        logs::add);
    events.add(format.normalize(logs.get(0)).event());
    return this;
  }

  private static String identity(String user) {
    return ",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"%s\",\"arn\":\"arn:aws:iam::1:user/%s\"}"
        .formatted(user, user);
  }

  RuleSet rules() {
    return rules;
  }

  List<AuditEvent> events() {
    return events;
  }

  Answer why(String rule, String value) {
    return why(rule, new Question.About(value));
  }

  Answer why(String rule, Question question) {
    Inquiry inquiry =
        new Inquiries(rules).into(rules.rule(rule).orElseThrow(), question, Long.MAX_VALUE);
    events.forEach(inquiry::meet);
    do {
      inquiry.begin();
      long newest = Long.MIN_VALUE;
      for (AuditEvent event : events) {
        inquiry.see(event, newest);
        newest = Math.max(newest, event.time());
      }
    } while (inquiry.wantsMore());
    return inquiry.answer();
  }
}
