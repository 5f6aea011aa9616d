package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;

/**
 * A Sigma filter document: a further condition on the detection rules it names.
 *
 * @param rules the rules meant; empty = all
 * @param logSource applies only to rules whose log source it covers
 * @param location of the document
 */
public record RuleFilter(
    String title,
    LogSource logSource,
    List<Reference> rules,
    Detection detection,
    Location conditionLocation,
    Location location)
    implements Serializable {

  public RuleFilter {
    rules = List.copyOf(rules);
  }
}
