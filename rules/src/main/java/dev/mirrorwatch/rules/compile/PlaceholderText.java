package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts lists of values in place of {@code %name%}; {@code \%} is a plain percent sign. */
final class PlaceholderText {

  private static final Pattern ESCAPE_OR_NAME =
      Pattern.compile("\\\\(.)|%([^%]+)%", Pattern.DOTALL);

  private final ExpandedValues expanded;
  private final Consumer<RuleIssue> issues;

  PlaceholderText(ExpandedValues expanded, Consumer<RuleIssue> issues) {
    this.expanded = expanded;
    this.issues = issues;
  }

  /** Every text that the value stands for; none, and an issue, where a name has no values. */
  List<Value> expand(Value value) {
    if (value.kind() == Value.Kind.NULL) {
      return List.of(value);
    }
    List<String> texts = List.of("");
    StringBuilder plain = new StringBuilder();
    Matcher part = ESCAPE_OR_NAME.matcher(value.text());
    while (part.find()) {
      // Sigma's other escapes are left for later.
      part.appendReplacement(plain, "");
      if (part.group(2) == null) {
        plain.append(part.group(1).equals("%") ? "%" : part.group());
        continue;
      }
      Optional<List<String>> known = expanded.placeholders().of(part.group(2));
      if (known.isEmpty()) {
        issues.accept(unresolved(value, part.group(2)));
        return List.of();
      }
      if (!expanded.take((long) texts.size() * known.get().size())) {
        issues.accept(ExpandedValues.exhausted(value));
        return List.of();
      }
      texts = joined(joined(texts, List.of(plain.toString())), known.get());
      plain.setLength(0);
    }
    part.appendTail(plain);
    return joined(texts, List.of(plain.toString())).stream()
        .map(text -> new Value(value.kind(), text, value.location()))
        .toList();
  }

  private static List<String> joined(List<String> texts, List<String> endings) {
    return texts.stream().flatMap(text -> endings.stream().map(text::concat)).toList();
  }

  private RuleIssue unresolved(Value value, String name) {
    return RuleIssue.error(
            value.location(),
            "MW-PLACEHOLDER",
            "placeholder '%" + name + "%' has no values in a placeholders.yml beside the rules")
        .suggesting(name, expanded.placeholders().names());
  }
}
