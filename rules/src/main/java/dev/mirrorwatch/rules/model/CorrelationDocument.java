package dev.mirrorwatch.rules.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A correlation as written: references are not resolved yet, and parts may be missing.
 *
 * @param header its level is {@code null} when the document has none
 * @param timespan {@code null} when missing, zero when unreadable
 * @param timespanLocation where it is written, or where the correlation starts
 * @param condition {@code null} when absent
 * @param risk {@code null} when absent
 */
public record CorrelationDocument(
    RuleHeader header,
    CorrelationType type,
    List<Reference> rules,
    List<String> groupBy,
    List<Alias> aliases,
    Duration timespan,
    Location timespanLocation,
    CorrelationCondition condition,
    boolean generate,
    List<Link> joins,
    Map<Reference, List<Reference>> after,
    List<String> identity,
    boolean distinctEvents,
    List<Reference> supersedes,
    CorrelationTerms<Reference> terms,
    RiskTerms risk,
    Location location) {

  /** {@code name: {rule: field}} of {@code aliases}. */
  public record Alias(String name, Map<Reference, String> fields, Location location) {
    public Alias {
      fields = new LinkedHashMap<>(fields);
    }
  }

  /** One entry of {@code mirrorwatch.join}. */
  public record Link(String field, List<Reference> stages) {
    public Link {
      stages = List.copyOf(stages);
    }
  }

  /** Every rule whose matches the correlation takes in: its rules, and what can undo a match. */
  public List<Reference> references() {
    List<Reference> references = new ArrayList<>(rules);
    references.addAll(terms.watched());
    return references;
  }

  /** The rules that a condition over rules names, each once; empty for any other condition. */
  public List<Reference> namesInCondition() {
    return condition == null || condition.stages() == null
        ? List.of()
        : new StageCondition(condition.stages()).references();
  }

  public CorrelationDocument {
    rules = List.copyOf(rules);
    groupBy = List.copyOf(groupBy);
    aliases = List.copyOf(aliases);
    joins = List.copyOf(joins);
    after = new LinkedHashMap<>(after);
    identity = List.copyOf(identity);
    supersedes = List.copyOf(supersedes);
  }
}
