package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An exclusion that looks at the user agent alone. The caller chooses that text, so whoever knows
 * the exclusion can walk through it: an error in a filter, a warning in a rule.
 */
final class UserAgentExclusionCheck implements RuleCheck {

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    documents.filters().stream()
        .flatMap(filter -> loose(filter.detection()))
        .map(at -> RuleIssue.error(at, "MW-USER-AGENT-EXCLUSION", message("a filter")))
        .forEach(issues);
    documents.detections().stream()
        .flatMap(rule -> loose(rule.detection()))
        .map(at -> RuleIssue.warning(at, "MW-USER-AGENT-EXCLUSION", message("a rule")))
        .forEach(issues);
  }

  private static String message(String where) {
    return where
        + " must not exclude by user agent alone, the caller chooses it:"
        + " add a principal, an account or a network";
  }

  private static Stream<Location> loose(Detection body) {
    Exclusions exclusions = new Exclusions(body);
    body.condition().accept(exclusions);
    return exclusions.byUserAgentAlone.stream();
  }

  /** Walks a condition; what stands below {@code not} excludes. */
  static final class Exclusions implements Condition.Visitor<Void> {

    private final Detection body;
    private final List<Location> byUserAgentAlone = new ArrayList<>();
    private boolean negated;

    Exclusions(Detection body) {
      this.body = body;
    }

    @Override
    public Void and(Condition.And condition) {
      // Below 'not', several terms together exclude: one of them may well be the user agent.
      if (!negated) {
        condition.terms().forEach(term -> term.accept(this));
      } else if (condition.terms().stream().allMatch(this::onUserAgent)) {
        condition.terms().get(0).accept(this);
      }
      return null;
    }

    @Override
    public Void or(Condition.Or condition) {
      condition.terms().forEach(term -> term.accept(this));
      return null;
    }

    @Override
    public Void not(Condition.Not condition) {
      negated = !negated;
      condition.term().accept(this);
      negated = !negated;
      return null;
    }

    @Override
    public Void named(Condition.Named condition) {
      body.search(condition.name())
          .ifPresent(search -> look(search.search(), condition.location()));
      return null;
    }

    @Override
    public Void quantified(Condition.Quantified condition) {
      List<Detection.SearchIdentifier> meant =
          body.searches().stream().filter(search -> condition.means(search.name())).toList();
      if (!negated || !condition.all() || meant.size() == 1) {
        meant.forEach(search -> look(search.search(), search.location()));
      } else if (meant.stream().allMatch(search -> onUserAgent(search.search()))) {
        meant.stream().findFirst().ifPresent(search -> look(search.search(), search.location()));
      }
      return null;
    }

    private void look(Search search, Location at) {
      if (negated && onSearch(search)) {
        byUserAgentAlone.add(at);
      } else if (!negated) {
        FieldItems.of(search).items().stream()
            .filter(item -> isUserAgent(item.field()) && isNegated(item))
            .map(Search.FieldItem::location)
            .forEach(byUserAgentAlone::add);
      }
    }

    private boolean onUserAgent(Condition condition) {
      ConditionCalls calls = new ConditionCalls();
      condition.accept(calls);
      return body.searches().stream()
          .filter(search -> calls.call(search.name()))
          .allMatch(search -> onUserAgent(search.search()));
    }

    private static boolean onSearch(Search search) {
      if (search instanceof Search.AnyOf alternatives) {
        return alternatives.parts().stream().anyMatch(Exclusions::onSearch);
      }
      // What asks for other user agents only, excludes none when it is negated.
      return onUserAgent(search)
          && !FieldItems.of(search).items().stream().allMatch(Exclusions::isNegated);
    }

    static boolean onUserAgent(Search search) {
      FieldItems found = FieldItems.of(search);
      return found.keywords().isEmpty()
          && !found.items().isEmpty()
          && found.items().stream().map(Search.FieldItem::field).allMatch(Exclusions::isUserAgent);
    }

    private static boolean isNegated(Search.FieldItem item) {
      return item.modifiers().contains(FieldModifier.NEQ);
    }

    /** Each source spells it another way: userAgent, user_agent.original, cs-user-agent. */
    private static boolean isUserAgent(String field) {
      return field.toLowerCase(Locale.ROOT).replaceAll("[_-]", "").contains("useragent");
    }
  }
}
