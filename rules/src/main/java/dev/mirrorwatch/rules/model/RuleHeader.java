package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every rule document has, detection or correlation.
 *
 * @param name canonical reference: the document's {@code name}, else its {@code id}, else its title
 * @param id the UUID, or {@code null}
 * @param version short hash of what the rule finds, its stages and filters included; the same
 *     however the rule is worded, commented or filed
 * @param ruleSet version of the rule set that the rule was loaded with; both {@code null} until it
 *     is compiled
 * @param guide Markdown of the {@code mirrorwatch.guide} key with {@code {field}} placeholders, or
 *     {@code null}
 * @param file name of the rule file
 * @param line 1-based line of the document's first key
 */
public record RuleHeader(
    String name,
    String id,
    String title,
    Level level,
    String status,
    String description,
    List<String> tags,
    List<String> references,
    List<String> falsePositives,
    List<String> fields,
    String version,
    String ruleSet,
    String guide,
    String file,
    int line)
    implements Serializable {

  public RuleHeader {
    tags = List.copyOf(tags);
    references = List.copyOf(references);
    falsePositives = List.copyOf(falsePositives);
    fields = List.copyOf(fields);
  }

  /** The same with another level. */
  public RuleHeader at(Level other) {
    return with(title, other, version, ruleSet);
  }

  /** The same with another title. */
  public RuleHeader titled(String other) {
    return with(other, level, version, ruleSet);
  }

  /** The same with other versions. */
  public RuleHeader versioned(String rule, String set) {
    return with(title, level, rule, set);
  }

  private RuleHeader with(String title, Level level, String version, String ruleSet) {
    return new RuleHeader(
        name,
        id,
        title,
        level,
        status,
        description,
        tags,
        references,
        falsePositives,
        fields,
        version,
        ruleSet,
        guide,
        file,
        line);
  }

  /** A field's place in a guide: {@code {mirror.target_id}}. */
  public static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_@][\\w.@-]*)}");

  /**
   * The event fields that an alert of this rule shows: {@code fields} and those its guide names.
   */
  public Set<String> shownFields() {
    Set<String> shown = new LinkedHashSet<>(fields);
    if (guide != null) {
      shown.addAll(fieldsNamedIn(guide));
    }
    return shown;
  }

  /** The fields whose places are in a guide, in its order. */
  public static Set<String> fieldsNamedIn(String guide) {
    Set<String> fields = new LinkedHashSet<>();
    PLACEHOLDER.matcher(guide).results().forEach(found -> fields.add(found.group(1)));
    return fields;
  }
}
