package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.parse.FieldMapParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log sources that the engine reads, and what fields are called in them. */
final class RunningSources {

  private static final List<LogSource> ALL =
      List.of(
          new LogSource(null, "aws", "cloudtrail"),
          new LogSource(null, "azure", "activitylogs"),
          new LogSource(null, "gcp", "gcp.audit"),
          new LogSource(null, "cisco", "aaa"),
          new LogSource(null, "cisco", "ios"),
          new LogSource(null, "cisco", "bgp"),
          new LogSource(null, "cisco", "ldp"));

  private static final List<FieldMap> FIELD_MAPS = readFieldMaps();

  private RunningSources() {}

  /** The source that delivers what a rule with this log source reads. */
  static Optional<LogSource> of(LogSource rule) {
    return ALL.stream().filter(rule::covers).findFirst();
  }

  /** Why a rule with this log source lies idle. */
  static String reason(LogSource rule) {
    return "no running log source delivers " + rule;
  }

  /** The packaged maps. */
  static List<FieldMap> fieldMaps() {
    return FIELD_MAPS;
  }

  private static List<FieldMap> readFieldMaps() {
    List<RuleIssue> issues = new ArrayList<>();
    List<FieldMap> maps =
        FieldMapParser.parse(RuleFiles.packaged("fieldmaps", RuleFiles.Kind.RULES), issues::add);
    if (!issues.isEmpty()) {
      throw new IllegalStateException("packaged field maps: " + issues);
    }
    return List.copyOf(maps);
  }
}
