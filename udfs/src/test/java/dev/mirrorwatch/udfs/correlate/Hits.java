package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.InnerAlert;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Original;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stage hits for tests: {@code hits.session("s1", 5, "tmt-1", "tmf-1")}, times in minutes. */
final class Hits {

  static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private final CorrelationRule rule;
  private final String principal;

  Hits(CorrelationRule rule) {
    this(rule, "alice");
  }

  Hits(CorrelationRule rule, String principal) {
    this.rule = rule;
    this.principal = principal;
  }

  StageHit target(String eventId, double minute, String target) {
    return hit(Rules.TARGET, eventId, minute, target, null);
  }

  StageHit filter(String eventId, double minute, String filter) {
    return hit(Rules.FILTER, eventId, minute, null, filter);
  }

  StageHit filterRule(String eventId, double minute, String filter) {
    return hit(Rules.FILTER_RULE, eventId, minute, null, filter);
  }

  StageHit session(String eventId, double minute, String target, String filter) {
    return hit(Rules.SESSION, eventId, minute, target, filter);
  }

  StageHit hit(String stage, String eventId, double minute, String target, String filter) {
    Map<String, List<String>> links = new LinkedHashMap<>();
    if (target != null) {
      links.put("mirror.target_id", List.of(target));
    }
    if (filter != null) {
      links.put("mirror.filter_id", List.of(filter));
    }
    long time = T0 + (long) (minute * 60_000);
    FieldValues fields = new FieldValues(links, List.of());
    Principal who =
        new Principal(
            principal, "IAMUser", null, principal, principal, null, null, false, null, null, null,
            null);
    return new StageHit(
        rule.header().name(),
        rule.header().version(),
        stage,
        List.of(principal),
        time,
        eventId,
        fields,
        PackedEvidence.of(
            new Evidence(
                stage,
                eventId,
                time,
                "aws",
                "ec2.amazonaws.com",
                "Call",
                Outcome.SUCCESS,
                null,
                who,
                null,
                null,
                null,
                "111122223333",
                "eu-west-1",
                List.of(),
                fields,
                Origin.file("test", 1),
                Original.of("{}"),
                false)));
  }

  /** The same with other links. */
  static StageHit linked(StageHit hit, Map<String, List<String>> links) {
    return with(hit, new FieldValues(links, List.of()), hit.inner());
  }

  /** The same as an alert that began so many minutes before. */
  static StageHit reachingBack(StageHit hit, int minutes) {
    long began = hit.time() - Duration.ofMinutes(minutes).toMillis();
    return with(hit, hit.links(), new InnerAlert(1, false, began, List.of(hit.packed())));
  }

  private static StageHit with(StageHit hit, FieldValues links, InnerAlert inner) {
    return new StageHit(
        hit.rule(),
        hit.ruleVersion(),
        hit.stage(),
        hit.groupValues(),
        hit.time(),
        hit.eventId(),
        links,
        hit.packed(),
        inner);
  }

  static long at(Duration afterStart) {
    return T0 + afterStart.toMillis();
  }
}
