package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import java.util.ArrayList;
import java.util.List;
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
  private static final class Exclusions implements Condition.Visitor<Void> {

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
      if (!condition.all() || meant.size() == 1) {
        meant.forEach(search -> look(search.search(), search.location()));
      }
      return null;
    }

    private void look(Search search, Location at) {
      if (negated && onSearch(search)) {
        byUserAgentAlone.add(at);
      }
    }

    private static boolean onSearch(Search search) {
      if (search instanceof Search.AnyOf alternatives) {
        return alternatives.parts().stream().anyMatch(Exclusions::onSearch);
      }
      FieldItems found = FieldItems.of(search);
      return found.keywords().isEmpty()
          && !found.items().isEmpty()
          && found.items().stream()
              .map(Search.FieldItem::field)
              .allMatch(field -> field.equals("userAgent") || field.startsWith("user_agent."));
    }
  }
}
