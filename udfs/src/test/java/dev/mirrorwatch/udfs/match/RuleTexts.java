package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailRecords;
import java.util.List;

/** Small rules as texts, and records as the rules see them. */
final class RuleTexts {

  /** A stage that everything with that event name matches. */
  static String detection(String name, String eventName) {
    return """
    title: %1$s
    name: %1$s
    id: 00000000-0000-4000-8000-%2$012x
    logsource:
      product: aws
      service: cloudtrail
    detection:
      selection:
        eventName: '%3$s'
      condition: selection
    fields:
      - eventSource
    level: medium
    ---
    """
        .formatted(name, name.hashCode() & 0xffffff, eventName);
  }

  static String correlation(String name, String body) {
    return """
    title: %1$s
    name: %1$s
    id: 00000000-0000-4000-8000-%2$012x
    level: high
    """
            .formatted(name, name.hashCode() & 0xffffff)
        + body
        + "---\n";
  }

  static RuleSet load(String... texts) {
    String text = String.join("", texts);
    String file = text.substring(0, text.length() - "---\n".length());
    return new RuleSetLoader().load(List.of(new RuleFile("rules.yml", file)));
  }

  /** A call that went well, with more members in JSON, read as the rules want. */
  static AuditEvent event(RuleSet rules, String members) {
    Normalized result =
        new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()))
            .normalize(CloudTrailRecords.log(CloudTrailRecords.record(members)));
    if (result.event() == null) {
      throw new AssertionError(result.toString());
    }
    return result.event();
  }

  private RuleTexts() {}
}
