package dev.mirrorwatch.rules.language;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a detection body as the Sigma text that reads back as the same body. */
final class RulePrinter implements Search.Visitor<String>, Condition.Visitor<String> {

  private RulePrinter() {}

  static String print(Detection detection) {
    RulePrinter printer = new RulePrinter();
    StringBuilder text =
        new StringBuilder("title: A rule\nlogsource: {product: aws}\ndetection:\n");
    for (Detection.SearchIdentifier search : detection.searches()) {
      String body = search.search().accept(printer);
      boolean list = body.startsWith("[");
      text.append("  %s: %s%n".formatted(search.name(), list ? body : "{" + body + "}"));
    }
    String condition = detection.condition().accept(printer);
    return text.append("  condition: %s%n".formatted(quoted(condition))).toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String value(Value value) {
    return switch (value.kind()) {
      case TEXT -> quoted(value.text());
      case NUMBER, BOOLEAN -> value.text();
      case NULL -> "null";
    };
  }

  private static String values(List<Value> values) {
    return values.stream().map(RulePrinter::value).collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public String allOf(Search.AllOf search) {
    return search.parts().stream().map(part -> part.accept(this)).collect(Collectors.joining(", "));
  }

  @Override
  public String anyOf(Search.AnyOf search) {
    return search.parts().stream()
        .map(
            part ->
                part instanceof Search.Keywords words
                    ? words.values().stream()
                        .map(RulePrinter::value)
                        .collect(Collectors.joining(", "))
                    : "{" + part.accept(this) + "}")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public String fieldItem(Search.FieldItem search) {
    String modifiers =
        search.modifiers().stream()
            .map(FieldModifier::word)
            .map(word -> "|" + word)
            .collect(Collectors.joining());
    String values =
        search.values().size() == 1 ? value(search.values().get(0)) : values(search.values());
    return quoted(search.field() + modifiers) + ": " + values;
  }

  @Override
  public String keywords(Search.Keywords search) {
    return search.all() ? "'|all': " + values(search.values()) : values(search.values());
  }

  @Override
  public String and(Condition.And condition) {
    return joined(condition.terms(), " and ");
  }

  @Override
  public String or(Condition.Or condition) {
    return joined(condition.terms(), " or ");
  }

  private String joined(List<Condition> terms, String word) {
    return terms.stream()
        .map(term -> term.accept(this))
        .collect(Collectors.joining(word, "(", ")"));
  }

  @Override
  public String not(Condition.Not condition) {
    return "not " + condition.term().accept(this);
  }

  @Override
  public String named(Condition.Named condition) {
    return condition.name();
  }

  @Override
  public String quantified(Condition.Quantified condition) {
    return (condition.all() ? "all of " : "1 of ") + condition.pattern();
  }
}
