package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.rules.model.CorrelationRule;
import java.util.HashSet;
import java.util.Set;

/** The fields whose values a correlation compares between its hits. */
final class LinkFields {

  private LinkFields() {}

  static Set<String> of(CorrelationRule rule) {
    Set<String> fields = new HashSet<>(rule.identity());
    rule.joins().forEach(join -> fields.add(join.field()));
    if (rule.condition() != null) {
      fields.addAll(rule.condition().fields());
    }
    return fields;
  }
}
