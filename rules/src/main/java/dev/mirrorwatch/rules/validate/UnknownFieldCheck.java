package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import dev.mirrorwatch.rules.model.Search;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A rule asks for a field that events of its log source do not have: a slip nobody would notice.
 */
final class UnknownFieldCheck implements RuleCheck {

  private final List<FieldMap> maps;

  /**
   * @param maps whose names are fields, too
   */
  UnknownFieldCheck(List<FieldMap> maps) {
    this.maps = maps;
  }

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    for (FieldInventory inventory : FieldInventory.ALL) {
      for (DetectionRule rule : documents.detections()) {
        check(rule.logSource(), rule.detection(), inventory, issues);
      }
      for (RuleFilter filter : documents.filters()) {
        check(filter.logSource(), filter.detection(), inventory, issues);
      }
      for (CorrelationDocument correlation : documents.correlations()) {
        if (describesAll(correlation, documents, inventory)) {
          fieldsOf(correlation)
              .forEach(field -> check(field, correlation.location(), inventory, issues));
        }
      }
    }
  }

  private void check(
      LogSource logSource, Detection body, FieldInventory inventory, Consumer<RuleIssue> issues) {
    if (inventory.describes(logSource)) {
      for (Detection.SearchIdentifier identifier : body.searches()) {
        for (Search.FieldItem item : FieldItems.of(identifier.search()).items()) {
          checkSearched(item.field(), item.location(), inventory, issues);
          if (item.modifiers().contains(FieldModifier.FIELDREF)) {
            item.values()
                .forEach(other -> checkSearched(other.text(), other.location(), inventory, issues));
          }
        }
      }
    }
  }

  /** Only searches may use the names of field maps. */
  private void checkSearched(
      String field, Location at, FieldInventory inventory, Consumer<RuleIssue> issues) {
    boolean mapped =
        maps.stream()
            .filter(map -> map.logSource().covers(inventory.logSource()))
            .anyMatch(map -> map.paths().containsKey(field));
    if (!mapped) {
      check(field, at, inventory, issues);
    }
  }

  private static void check(
      String field, Location at, FieldInventory inventory, Consumer<RuleIssue> issues) {
    if (!inventory.has(field)) {
      String source = inventory.logSource().product() + "/" + inventory.logSource().service();
      issues.accept(
          RuleIssue.warning(
                  at, "MW-UNKNOWN-FIELD", "events of " + source + " have no field '" + field + "'")
              .suggesting(field, inventory.names()));
    }
  }

  private static boolean describesAll(
      CorrelationDocument correlation, RuleDocuments documents, FieldInventory inventory) {
    return correlation.references().stream()
        .map(documents::detection)
        .allMatch(rule -> rule.isPresent() && inventory.describes(rule.get().logSource()));
  }

  /** What the correlation reads of its events; an alias is no field, but stands for some. */
  private static Set<String> fieldsOf(CorrelationDocument correlation) {
    Set<String> fields = new LinkedHashSet<>(correlation.groupBy());
    for (CorrelationDocument.Alias alias : correlation.aliases()) {
      fields.remove(alias.name());
      fields.addAll(alias.fields().values());
    }
    correlation.joins().forEach(join -> fields.add(join.field()));
    fields.addAll(correlation.identity());
    Optional.ofNullable(correlation.condition())
        .ifPresent(condition -> fields.addAll(condition.fields()));
    return fields;
  }
}
