package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.rules.model.Search;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A short hash of what each rule finds: its own body, that of the filters that apply to it, the
 * lists behind its placeholders, and the same of every rule that it refers to. Where something is
 * written and what is said about it (header, guide, risk, comments) is no part of it, and neither
 * is the order of files. What has the same version goes on from the events that were found so far.
 */
final class RuleVersions {

  private static final int BYTES = 6;

  private final Map<String, Rule> rules;
  private final Placeholders placeholders;
  private final Map<String, String> versions = new HashMap<>();

  /**
   * @param rules all of a set, with their filters and with references resolved
   */
  RuleVersions(Collection<? extends Rule> rules, Placeholders placeholders) {
    this.rules = rules.stream().collect(Collectors.toMap(rule -> rule.header().name(), r -> r));
    this.placeholders = placeholders;
  }

  /** 12 hex digits. */
  String of(String rule) {
    String known = versions.get(rule);
    if (known == null) {
      known = hash(meaning(rules.get(rule)));
      versions.put(rule, known);
    }
    return known;
  }

  /** The version of a set: that of its texts, whatever the files are called. */
  static String of(List<RuleFile> files) {
    return hash(
        files.stream().map(file -> hash(file.text())).sorted().collect(Collectors.joining()));
  }

  private String meaning(Rule rule) {
    StringBuilder text = new StringBuilder();
    if (rule instanceof DetectionRule detection) {
      write(detection.withoutFilters(), text);
      // Filters come in the order of their files, which means nothing.
      detection.filters().stream().map(this::written).sorted().forEach(text::append);
    } else {
      CorrelationRule correlation = (CorrelationRule) rule;
      write(correlation, text);
      correlation.references().forEach(reference -> text.append(of(reference)));
    }
    return text.toString();
  }

  private String written(Object part) {
    StringBuilder text = new StringBuilder();
    write(part, text);
    return text.toString();
  }

  /** By way of the record's components, so that a new one is never forgotten. */
  private void write(Object part, StringBuilder text) {
    if (part instanceof RuleHeader || part instanceof Location) {
      return;
    }
    if (part instanceof Record whole) {
      text.append(whole.getClass().getSimpleName()).append('(');
      for (RecordComponent component : whole.getClass().getRecordComponents()) {
        // How an alert is scored has no part in what is found.
        if (component.getType() != RiskTerms.class) {
          write(valueOf(component, whole), text);
        }
      }
      text.append(')');
      if (part instanceof Search.FieldItem item
          && item.modifiers().contains(FieldModifier.EXPAND)) {
        write(listsOf(item), text);
      }
    } else if (part instanceof List<?> list) {
      text.append('[');
      list.forEach(element -> write(element, text));
      text.append(']');
    } else if (part instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((key, value) -> sorted.put(written(key), written(value)));
      text.append('{');
      sorted.forEach((key, value) -> text.append(key).append(value));
      text.append('}');
    } else if (part == null) {
      text.append('~');
    } else if (part instanceof Enum<?> constant) {
      text.append(constant.name()).append(';');
    } else if (part instanceof String
        || part instanceof Number
        || part instanceof Boolean
        || part instanceof Duration) {
      String plain = part.toString();
      text.append(plain.length()).append(':').append(plain);
    } else {
      throw new IllegalStateException("a rule has a part of the unknown type " + part.getClass());
    }
  }

  private Map<String, List<String>> listsOf(Search.FieldItem item) {
    return placeholders.values().entrySet().stream()
        .filter(
            list ->
                item.values().stream()
                    .anyMatch(value -> value.text().contains("%" + list.getKey() + "%")))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Object valueOf(RecordComponent component, Record whole) {
    try {
      return component.getAccessor().invoke(whole);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the parts of a rule are public: " + component, e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
