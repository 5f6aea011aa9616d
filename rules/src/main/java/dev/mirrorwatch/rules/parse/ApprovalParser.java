package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.Reference;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads a file of approvals: a list below {@code approvals}. */
public final class ApprovalParser {

  private static final String ID = "MW-APPROVAL";
  private static final List<String> KEYS =
      List.of(
          "name",
          "principal",
          "target",
          "user_agent",
          "tag",
          "change",
          "window",
          "owner",
          "reason",
          "expires");

  private final Consumer<RuleIssue> issues;

  private ApprovalParser(Consumer<RuleIssue> issues) {
    this.issues = issues;
  }

  /** Every approval of the file. What cannot be read is reported and left out. */
  public static List<Approval> parse(RuleFile file, Consumer<RuleIssue> issues) {
    ApprovalParser parser = new ApprovalParser(issues);
    List<Approval> approvals = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (MappingNode document : YamlDocuments.read(file, issues)) {
      YamlMap map = new YamlMap(file.name(), document, issues);
      map.onlyKeys("a file of approvals", List.of("approvals"));
      if (!map.has("approvals")) {
        map.error(map.location(), "MW-MISSING-KEY", "'approvals' is missing in the file");
      }
      for (YamlMap entry : map.maps("approvals")) {
        Optional<Approval> approval = parser.approval(entry);
        if (approval.isPresent() && !names.add(approval.get().name())) {
          entry.error(
              entry.valueAt("name"),
              ID,
              "another approval is called '" + approval.get().name() + "', too");
        }
        approval.ifPresent(approvals::add);
      }
    }
    return approvals;
  }

  private Optional<Approval> approval(YamlMap entry) {
    entry.onlyKeys("an approval", KEYS);
    if (entry.has("user_agent") && !(entry.has("principal") && entry.has("target"))) {
      entry.error(
          entry.entry("user_agent").orElseThrow().keyAt(),
          "MW-USER-AGENT-EXCLUSION",
          "an approval must not rest on the user agent, the caller chooses it:"
              + " it needs a principal and a target beside it");
      return Optional.empty();
    }
    Optional<String> name = entry.requiredText("name", "the approval");
    List<String> principals = patterns(entry, "principal", "the approval");
    Approval.Target target = target(entry);
    Optional<String> owner = entry.requiredText("owner", "the approval");
    Optional<String> reason = entry.requiredText("reason", "the approval");
    Optional<Instant> expires = time(entry, "expires", "the approval", true);
    List<String> tags = tags(entry);
    Optional<YamlMap> written = entry.map("window");
    Optional<Approval.Window> window = written.flatMap(this::window);
    boolean whole =
        name.isPresent()
            && !principals.isEmpty()
            && target != null
            && owner.isPresent()
            && reason.isPresent()
            && expires.isPresent()
            && written.isPresent() == window.isPresent();
    if (!whole) {
      return Optional.empty();
    }
    return Optional.of(
        new Approval(
            name.get(),
            principals,
            target,
            entry.texts("user_agent"),
            tags,
            entry.text("change").orElse(null),
            window.orElse(null),
            owner.get(),
            reason.get(),
            expires.get()));
  }

  private Approval.Target target(YamlMap entry) {
    if (!entry.has("target")) {
      missing(entry, "target", "the approval");
      return null;
    }
    Optional<YamlMap> found = entry.map("target");
    if (found.isEmpty()) {
      return null;
    }
    YamlMap target = found.get();
    List<String> kinds = List.of("id", "arn", "account");
    target.onlyKeys("'target'", kinds);
    if (kinds.stream().noneMatch(target::has)) {
      target.error(target.location(), ID, "'target' needs one of id, arn, account");
      return null;
    }
    return new Approval.Target(given(target, "id"), given(target, "arn"), given(target, "account"));
  }

  private List<String> given(YamlMap map, String key) {
    return map.has(key) ? patterns(map, key, "'target'") : List.of();
  }

  /** What everybody and everything matches is no approval of somebody for something. */
  private List<String> patterns(YamlMap map, String key, String where) {
    if (!map.has(key)) {
      missing(map, key, where);
    }
    List<String> patterns = new ArrayList<>();
    for (Reference pattern : map.references(key)) {
      if (pattern.text().replaceAll("[*?]", "").isBlank()) {
        map.error(
            pattern.location(),
            ID,
            "'" + key + "' is '" + pattern.text() + "', which anything matches");
      } else {
        patterns.add(pattern.text());
      }
    }
    return patterns;
  }

  private List<String> tags(YamlMap entry) {
    List<String> tags = new ArrayList<>();
    for (Reference tag : entry.references("tag")) {
      if (tag.text().indexOf('=') < 1) {
        entry.error(tag.location(), ID, "'" + tag.text() + "' is no tag such as creator=sensors");
      } else {
        tags.add(tag.text());
      }
    }
    return tags;
  }

  private Optional<Approval.Window> window(YamlMap window) {
    window.onlyKeys("'window'", List.of("from", "to"));
    Optional<Instant> from = time(window, "from", "'window'", false);
    Optional<Instant> to = time(window, "to", "'window'", true);
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      window.error(window.valueAt("to"), ID, "the window ends before it begins");
      return Optional.empty();
    }
    return from.isEmpty() || to.isEmpty()
        ? Optional.empty()
        : Optional.of(new Approval.Window(from.get(), to.get()));
  }

  /**
   * @param end whether a date without a time means the end of that day
   */
  private Optional<Instant> time(YamlMap map, String key, String where, boolean end) {
    Optional<String> text = map.requiredText(key, where);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.get().length() > 10
              ? Instant.parse(text.get())
              : LocalDate.parse(text.get())
                  .plusDays(end ? 1 : 0)
                  .atStartOfDay()
                  .toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      issues.accept(
          RuleIssue.error(
              map.valueAt(key),
              ID,
              "'"
                  + text.get()
                  + "' is no date such as 2026-12-31 and no time such as 2026-12-31T18:00:00Z"));
      return Optional.empty();
    }
  }

  private static void missing(YamlMap map, String key, String where) {
    map.error(map.location(), "MW-MISSING-KEY", "'" + key + "' is missing in " + where);
  }
}
