package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts lists of values in place of {@code %name%}; {@code \%} is a plain percent sign. */
final class PlaceholderText {

  private static final Pattern ESCAPE_OR_NAME =
      Pattern.compile("\\\\(.)|%([^%]+)%", Pattern.DOTALL);

  private final Placeholders placeholders;
  private final Consumer<RuleIssue> issues;

  PlaceholderText(Placeholders placeholders, Consumer<RuleIssue> issues) {
    this.placeholders = placeholders;
    this.issues = issues;
  }

  /** Every text that the value stands for; none, and an issue, where a name has no values. */
  List<Value> expand(Value value) {
    if (value.kind() == Value.Kind.NULL) {
      return List.of(value);
    }
    List<String> texts = new ArrayList<>(List.of(""));
    Matcher part = ESCAPE_OR_NAME.matcher(value.text());
    int end = 0;
    while (part.find()) {
      append(texts, List.of(value.text().substring(end, part.start())));
      end = part.end();
      if (part.group(2) == null) {
        append(texts, List.of(part.group(1).equals("%") ? "%" : part.group()));
        continue;
      }
      Optional<List<String>> known = placeholders.of(part.group(2));
      if (known.isEmpty()) {
        issues.accept(unresolved(value, part.group(2)));
        return List.of();
      }
      if ((long) texts.size() * known.get().size() > ValueTexts.MOST_FORMS) {
        issues.accept(ValueTexts.tooMany(value));
        return List.of();
      }
      append(texts, known.get());
    }
    append(texts, List.of(value.text().substring(end)));
    return texts.stream().map(text -> new Value(value.kind(), text, value.location())).toList();
  }

  private static void append(List<String> texts, List<String> endings) {
    List<String> longer =
        texts.stream().flatMap(text -> endings.stream().map(text::concat)).toList();
    texts.clear();
    texts.addAll(longer);
  }

  private RuleIssue unresolved(Value value, String name) {
    return RuleIssue.error(
            value.location(),
            "MW-PLACEHOLDER",
            "placeholder '%" + name + "%' has no values in a placeholders.yml beside the rules")
        .suggesting(name, placeholders.names());
  }
}
