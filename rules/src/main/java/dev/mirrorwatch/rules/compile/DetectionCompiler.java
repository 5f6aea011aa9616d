package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.match.AllOf;
import dev.mirrorwatch.rules.match.AnyOf;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.match.FieldComparison;
import dev.mirrorwatch.rules.match.FieldExists;
import dev.mirrorwatch.rules.match.FieldIsNull;
import dev.mirrorwatch.rules.match.FieldMatches;
import dev.mirrorwatch.rules.match.KeywordsMatch;
import dev.mirrorwatch.rules.match.Not;
import dev.mirrorwatch.rules.match.SubstringSetMatcher;
import dev.mirrorwatch.rules.match.TextMatcher;
import dev.mirrorwatch.rules.match.TextSetMatcher;
import dev.mirrorwatch.rules.match.ValueMatcher;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Detection.SearchIdentifier;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes one predicate of a detection body. */
public final class DetectionCompiler
    implements Condition.Visitor<EventPredicate>, Search.Visitor<EventPredicate> {

  /** Two texts are found as soon one after the other; see the benchmark. */
  private static final int FEWEST_IN_AN_AUTOMATON = 3;

  private final Detection detection;
  private final ExpandedValues expanded;
  private final PlaceholderText placeholders;
  private final Consumer<RuleIssue> issues;

  private DetectionCompiler(
      Detection detection, ExpandedValues expanded, Consumer<RuleIssue> issues) {
    this.detection = detection;
    this.expanded = expanded;
    this.placeholders = new PlaceholderText(expanded, issues);
    this.issues = issues;
  }

  /**
   * The predicate. Values that cannot be compiled are reported and left out; a body with issues
   * must not be run.
   */
  public static EventPredicate compile(
      Detection detection, ExpandedValues expanded, Consumer<RuleIssue> issues) {
    return detection.condition().accept(new DetectionCompiler(detection, expanded, issues));
  }

  @Override
  public EventPredicate and(Condition.And condition) {
    return AllOf.of(condition.terms().stream().map(term -> term.accept(this)).toList());
  }

  @Override
  public EventPredicate or(Condition.Or condition) {
    return AnyOf.of(condition.terms().stream().map(term -> term.accept(this)).toList());
  }

  @Override
  public EventPredicate not(Condition.Not condition) {
    return new Not(condition.term().accept(this));
  }

  @Override
  public EventPredicate named(Condition.Named condition) {
    return detection
        .search(condition.name())
        .map(search -> search.search().accept(this))
        .orElse(AnyOf.of(List.of()));
  }

  @Override
  public EventPredicate quantified(Condition.Quantified condition) {
    List<EventPredicate> meant =
        detection.searches().stream()
            .filter(search -> condition.means(search.name()))
            .map(SearchIdentifier::search)
            .map(search -> search.accept(this))
            .toList();
    return condition.all() ? AllOf.of(meant) : AnyOf.of(meant);
  }

  @Override
  public EventPredicate allOf(Search.AllOf search) {
    return AllOf.of(search.parts().stream().map(part -> part.accept(this)).toList());
  }

  @Override
  public EventPredicate anyOf(Search.AnyOf search) {
    return AnyOf.of(search.parts().stream().map(part -> part.accept(this)).toList());
  }

  @Override
  public EventPredicate fieldItem(Search.FieldItem item) {
    if (item.modifiers().contains(FieldModifier.EXISTS)) {
      EventPredicate exists = new FieldExists(item.field());
      boolean wanted =
          item.values().stream().anyMatch(value -> value.text().equalsIgnoreCase("true"));
      return wanted ? exists : new Not(exists);
    }
    if (item.modifiers().contains(FieldModifier.FIELDREF)) {
      return comparisons(item);
    }
    EventPredicate values = values(item);
    return item.modifiers().contains(FieldModifier.NEQ) ? new Not(values) : values;
  }

  private EventPredicate values(Search.FieldItem item) {
    ValueMatchers matchers = new ValueMatchers(item.modifiers(), expanded, issues);
    List<ValueMatcher> nonNull = new ArrayList<>();
    boolean nullToo = false;
    for (Value value : expanded(item)) {
      if (value.kind() == Value.Kind.NULL) {
        nullToo = true;
      } else {
        matchers.matcher(value).ifPresent(nonNull::add);
      }
    }
    List<EventPredicate> alternatives = new ArrayList<>();
    if (!nonNull.isEmpty()) {
      boolean all = item.modifiers().contains(FieldModifier.ALL);
      List<ValueMatcher> fewest = all ? nonNull : withTextsInSets(nonNull);
      alternatives.add(new FieldMatches(item.field(), fewest, all));
    }
    if (nullToo) {
      alternatives.add(new FieldIsNull(item.field()));
    }
    return AnyOf.of(alternatives);
  }

  private List<Value> expanded(Search.FieldItem item) {
    return item.modifiers().contains(FieldModifier.EXPAND)
        ? item.values().stream().flatMap(value -> placeholders.expand(value).stream()).toList()
        : item.values();
  }

  /** Long lists of plain texts are common: one look-up in place of many comparisons. */
  private static List<ValueMatcher> withTextsInSets(List<ValueMatcher> matchers) {
    List<String> whole = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    List<ValueMatcher> others = new ArrayList<>();
    for (ValueMatcher matcher : matchers) {
      if (matcher instanceof TextMatcher text && text.isWholeTextInAnyCase()) {
        whole.add(text.text());
      } else if (matcher instanceof TextMatcher text && text.isSubstringInAnyCase()) {
        parts.add(text.text());
      } else {
        others.add(matcher);
      }
    }
    if (parts.size() < FEWEST_IN_AN_AUTOMATON && whole.size() < 2) {
      return matchers;
    }
    if (parts.size() < FEWEST_IN_AN_AUTOMATON) {
      parts.forEach(text -> others.add(new TextMatcher(text, true, true, false)));
    } else {
      others.add(0, new SubstringSetMatcher(parts));
    }
    if (whole.size() == 1) {
      others.add(0, new TextMatcher(whole.get(0), false, false, false));
    } else if (!whole.isEmpty()) {
      others.add(0, new TextSetMatcher(whole));
    }
    return others;
  }

  /** With {@code neq} each comparison is negated, and with them how they are joined. */
  private EventPredicate comparisons(Search.FieldItem item) {
    boolean contains = item.modifiers().contains(FieldModifier.CONTAINS);
    boolean openStart = contains || item.modifiers().contains(FieldModifier.ENDSWITH);
    boolean openEnd = contains || item.modifiers().contains(FieldModifier.STARTSWITH);
    boolean cased = item.modifiers().contains(FieldModifier.CASED);
    boolean negated = item.modifiers().contains(FieldModifier.NEQ);
    List<EventPredicate> comparisons = new ArrayList<>();
    for (Value value : item.values()) {
      if (value.kind() == Value.Kind.TEXT && !value.text().isBlank()) {
        comparisons.add(
            new FieldComparison(item.field(), value.text(), openStart, openEnd, cased, negated));
      } else {
        issues.accept(
            RuleIssue.error(
                value.location(), "MW-VALUE-TYPE", "modifier 'fieldref' takes a field's name"));
      }
    }
    boolean all = item.modifiers().contains(FieldModifier.ALL);
    return all != negated ? AllOf.of(comparisons) : AnyOf.of(comparisons);
  }

  @Override
  public EventPredicate keywords(Search.Keywords keywords) {
    ValueMatchers matchers = new ValueMatchers(List.of(FieldModifier.CONTAINS), expanded, issues);
    List<ValueMatcher> words =
        keywords.values().stream().map(matchers::matcher).flatMap(Optional::stream).toList();
    return new KeywordsMatch(keywords.all() ? words : withTextsInSets(words), keywords.all());
  }
}
