package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Searches and values the way a rule writes them. */
final class SearchText {

  private SearchText() {}

  static String of(Search.FieldItem item) {
    StringBuilder text = new StringBuilder(item.field());
    item.modifiers().forEach(modifier -> text.append('|').append(modifier.word()));
    return text.append(": ").append(of(item.values())).toString();
  }

  static String of(Search.Keywords keywords) {
    return (keywords.all() ? "every keyword: " : "keywords: ") + of(keywords.values());
  }

  static String quoted(String text) {
    return "'" + text + "'";
  }

  private static String of(List<Value> values) {
    return values.stream().map(SearchText::of).collect(Collectors.joining(", "));
  }

  private static String of(Value value) {
    return switch (value.kind()) {
      case TEXT -> quoted(value.text());
      case NUMBER, BOOLEAN -> value.text();
      case NULL -> "null";
    };
  }
}
