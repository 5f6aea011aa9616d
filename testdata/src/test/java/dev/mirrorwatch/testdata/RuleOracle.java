package dev.mirrorwatch.testdata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The three staging rules written out by trying every combination: records in, open alerts out.
 * Slow and plain on purpose; what the generator and the scenarios claim is checked against it.
 */
final class RuleOracle {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> RULE_CALLS =
      Set.of(
          "CreateTrafficMirrorFilterRule",
          "ModifyTrafficMirrorFilterRule",
          "ModifyTrafficMirrorFilterNetworkServices");

  /** An open alert: the winning rule, and the evidence of all its matches. */
  record Found(String rule, String targetId, Set<String> eventIds) {}

  private record Call(
      String id, Instant time, String account, String group, String target, String filter) {

    boolean notBefore(Call other) {
      return !time.isBefore(other.time);
    }
  }

  private final List<Call> targets = new ArrayList<>();
  private final List<Call> filters = new ArrayList<>();
  private final List<Call> rules = new ArrayList<>();
  private final List<Call> sessions = new ArrayList<>();

  /** The alerts open after all of {@code records}, in the order of their target ids. */
  static Collection<Found> openAlerts(Iterable<String> records) {
    RuleOracle oracle = new RuleOracle();
    Set<String> seen = new HashSet<>();
    for (String record : records) {
      if (record.contains("TrafficMirror")) {
        oracle.add(read(record), seen);
      }
    }
    Map<String, Found> open = new TreeMap<>();
    oracle.lineages(open);
    oracle.reuses(open);
    oracle.stagings(open);
    return open.values();
  }

  private static JsonNode read(String record) {
    try {
      return JSON.readTree(record);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + record, e);
    }
  }

  private void add(JsonNode record, Set<String> seen) {
    String id = record.path("eventID").asText();
    if (record.has("errorCode")
        || !record.path("eventSource").asText().equals("ec2.amazonaws.com")
        || !seen.add(id)) {
      return;
    }
    String name = record.path("eventName").asText();
    String account = record.path("recipientAccountId").asText();
    String group =
        account
            + record.path("awsRegion").asText()
            + record.path("userIdentity").path("arn").asText();
    Instant time = Instant.parse(record.path("eventTime").asText());
    Call call =
        new Call(
            id,
            time,
            account,
            group,
            resource(record, "rafficMirrorTargetId"),
            resource(record, "rafficMirrorFilterId"));
    if (name.equals("CreateTrafficMirrorTarget")) {
      targets.add(call);
    } else if (name.equals("CreateTrafficMirrorFilter")) {
      filters.add(call);
    } else if (RULE_CALLS.contains(name)) {
      rules.add(call);
    } else if (name.equals("CreateTrafficMirrorSession")) {
      sessions.add(call);
    }
  }

  /** The answer is asked first: it holds the ids that a call makes. */
  private static String resource(JsonNode record, String key) {
    for (String part : List.of("responseElements", "requestParameters")) {
      for (String letter : List.of("t", "T")) {
        JsonNode value = record.path(part).findValue(letter + key);
        if (value != null) {
          return value.asText();
        }
      }
    }
    return "";
  }

  private void stagings(Map<String, Found> open) {
    Map<String, Set<String>> evidence = new TreeMap<>();
    for (Call session : sessions) {
      for (Call target : having(targets, Call::target, session.target())) {
        for (Call filter : having(filters, Call::filter, session.filter())) {
          for (Call rule : having(rules, Call::filter, session.filter())) {
            if (isStaging(target, filter, rule, session)) {
              evidence
                  .computeIfAbsent(session.target(), key -> new TreeSet<>())
                  .addAll(List.of(target.id(), filter.id(), rule.id(), session.id()));
            }
          }
        }
      }
    }
    evidence.forEach((id, events) -> open.put(id, new Found(Script.STAGING, id, events)));
  }

  private static boolean isStaging(Call target, Call filter, Call rule, Call session) {
    return session.group().equals(target.group())
        && session.group().equals(filter.group())
        && session.group().equals(rule.group())
        && session.notBefore(target)
        && session.notBefore(filter)
        && rule.notBefore(filter)
        && within(Duration.ofHours(2), target, filter, rule, session);
  }

  private void reuses(Map<String, Found> open) {
    Map<String, Set<String>> evidence = new TreeMap<>();
    for (Call session : sessions) {
      List<Call> parts = new ArrayList<>(having(targets, Call::target, session.target()));
      parts.addAll(having(filters, Call::filter, session.filter()));
      parts.addAll(having(rules, Call::filter, session.filter()));
      for (Call part : parts) {
        if (part.group().equals(session.group()) && within(Duration.ofHours(24), part, session)) {
          evidence
              .computeIfAbsent(session.target(), key -> new TreeSet<>())
              .addAll(List.of(part.id(), session.id()));
        }
      }
    }
    evidence.forEach((id, events) -> open.put(id, new Found(Script.REUSED_PARTS, id, events)));
  }

  private void lineages(Map<String, Found> open) {
    Map<String, Set<String>> evidence = new TreeMap<>();
    for (Call session : sessions) {
      for (Call target : targets) {
        if (session.target().equals(target.target())
            && session.account().equals(target.account())
            && session.notBefore(target)
            && within(Duration.ofDays(30), target, session)) {
          evidence
              .computeIfAbsent(session.target(), key -> new TreeSet<>())
              .addAll(List.of(target.id(), session.id()));
        }
      }
    }
    evidence.forEach((id, events) -> open.put(id, new Found(Script.TARGET_LINEAGE, id, events)));
  }

  private static List<Call> having(List<Call> calls, Function<Call, String> id, String wanted) {
    return calls.stream().filter(call -> id.apply(call).equals(wanted)).toList();
  }

  private static boolean within(Duration timespan, Call... calls) {
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (Call call : calls) {
      first = call.time().isBefore(first) ? call.time() : first;
      last = call.time().isAfter(last) ? call.time() : last;
    }
    return Duration.between(first, last).compareTo(timespan) <= 0;
  }
}
