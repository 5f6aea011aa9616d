package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads what every rule document has: title, name, id, level, tags and the like. */
final class HeaderParser {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern TAG = Pattern.compile("[a-z0-9_-]+\\.[a-z0-9._-]+");
  private static final int LONGEST_TITLE = 256;
  private static final List<String> STATUSES =
      List.of("stable", "test", "experimental", "deprecated", "unsupported");
  private static final List<String> KNOWN_KEYS =
      List.of(
          "title",
          "id",
          "name",
          "related",
          "taxonomy",
          "status",
          "description",
          "license",
          "author",
          "references",
          "date",
          "modified",
          "logsource",
          "detection",
          "correlation",
          "filter",
          "fields",
          "falsepositives",
          "level",
          "tags",
          "scope",
          "generate",
          "mirrorwatch");

  private final RuleFile file;
  private final YamlMap document;
  private final Consumer<RuleIssue> issues;

  HeaderParser(RuleFile file, YamlMap document, Consumer<RuleIssue> issues) {
    this.file = file;
    this.document = document;
    this.issues = issues;
  }

  /**
   * @param whenNoLevel the level of a document without one, or {@code null} to leave it open
   */
  RuleHeader header(Level whenNoLevel, String guide) {
    warnOfLikelySlips();
    String title = document.requiredText("title", "the rule").orElse("untitled");
    if (title.length() > LONGEST_TITLE) {
      document.error(
          document.valueAt("title"),
          "MW-TITLE-TOO-LONG",
          "title has more than " + LONGEST_TITLE + " characters");
    }
    // Letter case means nothing in a UUID.
    String id = document.text("id").map(text -> text.toLowerCase(Locale.ROOT)).orElse(null);
    if (id != null && !UUID.matcher(id).matches()) {
      document.error(document.valueAt("id"), "MW-ID", "id '" + id + "' is not a UUID");
    }
    Optional<String> name = document.text("name").filter(text -> !text.isBlank());
    return new RuleHeader(
        name.orElse(id == null ? title : id),
        id,
        title,
        level(whenNoLevel),
        status(),
        document.text("description").orElse(null),
        tags(),
        document.texts("references"),
        document.texts("falsepositives"),
        document.texts("fields"),
        null,
        null,
        guide,
        file.name(),
        document.location().line());
  }

  /** Sigma allows any key of one's own here, so only near misses are worth a word. */
  private void warnOfLikelySlips() {
    for (YamlMap.Entry entry : document.entries()) {
      if (!KNOWN_KEYS.contains(entry.key())) {
        RuleIssue issue =
            RuleIssue.warning(
                    entry.keyAt(),
                    "MW-UNKNOWN-KEY",
                    "key '" + entry.key() + "' has no meaning here")
                .suggesting(entry.key(), KNOWN_KEYS);
        if (issue.suggestion() != null) {
          issues.accept(issue);
        }
      }
    }
  }

  private Level level(Level whenNoLevel) {
    Optional<String> word = document.text("level");
    if (word.isEmpty()) {
      return whenNoLevel;
    }
    Optional<Level> level =
        Arrays.stream(Level.values()).filter(l -> l.text().equals(word.get())).findFirst();
    if (level.isEmpty()) {
      issues.accept(
          RuleIssue.error(
                  document.valueAt("level"), "MW-LEVEL", "unknown level '" + word.get() + "'")
              .suggesting(word.get(), Arrays.stream(Level.values()).map(Level::text).toList()));
    }
    return level.orElse(Level.MEDIUM);
  }

  private String status() {
    String status = document.text("status").orElse(null);
    if (status != null && !STATUSES.contains(status)) {
      issues.accept(
          RuleIssue.warning(
                  document.valueAt("status"), "MW-STATUS", "unknown status '" + status + "'")
              .suggesting(status, STATUSES));
    }
    return status;
  }

  private List<String> tags() {
    List<Reference> tags = document.references("tags");
    for (Reference tag : tags) {
      if (!TAG.matcher(tag.text()).matches()) {
        issues.accept(
            RuleIssue.warning(
                tag.location(),
                "MW-TAG",
                "tag '" + tag.text() + "' is not 'namespace.name' in lower case"));
      }
    }
    return tags.stream().map(Reference::text).toList();
  }
}
