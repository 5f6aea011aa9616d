package dev.mirrorwatch.rules.explain;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Search;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition with its search identifiers expanded.
 *
 * @param text what this node says
 * @param holds whether the event fulfils it; {@code null} where no event was asked about
 */
public record ConditionTree(String text, Boolean holds, List<ConditionTree> children) {

  public ConditionTree {
    children = List.copyOf(children);
  }

  /** The tree of a rule and its filters, on an event or, where the trial is null, for none. */
  static ConditionTree of(DetectionRule rule, Trial trial) {
    ConditionTree own = of(rule.detection(), trial);
    if (rule.filters().isEmpty()) {
      return own;
    }
    List<ConditionTree> parts = new ArrayList<>(List.of(own));
    for (Detection filter : rule.filters()) {
      ConditionTree condition = of(filter, trial);
      parts.add(new ConditionTree("filter", condition.holds(), List.of(condition)));
    }
    Boolean holds = trial == null ? null : parts.stream().allMatch(ConditionTree::holds);
    return new ConditionTree("and", holds, parts);
  }

  private static ConditionTree of(Detection body, Trial trial) {
    return body.condition().accept(new Growth(body, trial));
  }

  /** Grows the tree of one body. */
  private record Growth(Detection body, Trial trial)
      implements Condition.Visitor<ConditionTree>, Search.Visitor<ConditionTree> {

    @Override
    public ConditionTree and(Condition.And condition) {
      return node("and", condition, grow(condition.terms()));
    }

    @Override
    public ConditionTree or(Condition.Or condition) {
      return node("or", condition, grow(condition.terms()));
    }

    @Override
    public ConditionTree not(Condition.Not condition) {
      return node("not", condition, List.of(condition.term().accept(this)));
    }

    @Override
    public ConditionTree named(Condition.Named condition) {
      Search search = body.search(condition.name()).orElseThrow().search();
      return node(condition.name(), condition, List.of(search.accept(this)));
    }

    @Override
    public ConditionTree quantified(Condition.Quantified condition) {
      List<ConditionTree> meant = new ArrayList<>();
      for (Detection.SearchIdentifier identifier : body.searches()) {
        if (condition.means(identifier.name())) {
          ConditionTree search = identifier.search().accept(this);
          meant.add(new ConditionTree(identifier.name(), search.holds(), List.of(search)));
        }
      }
      String quantity = condition.all() ? "all of " : "1 of ";
      return node(quantity + condition.pattern(), condition, meant);
    }

    @Override
    public ConditionTree allOf(Search.AllOf search) {
      return node("all of these", search, growSearches(search.parts()));
    }

    @Override
    public ConditionTree anyOf(Search.AnyOf search) {
      return node("one of these", search, growSearches(search.parts()));
    }

    @Override
    public ConditionTree fieldItem(Search.FieldItem search) {
      return node(SearchText.of(search), search, List.of());
    }

    @Override
    public ConditionTree keywords(Search.Keywords search) {
      return node(SearchText.of(search), search, List.of());
    }

    private List<ConditionTree> grow(List<Condition> conditions) {
      return conditions.stream().map(condition -> condition.accept(this)).toList();
    }

    private List<ConditionTree> growSearches(List<Search> searches) {
      return searches.stream().map(search -> search.accept(this)).toList();
    }

    private ConditionTree node(String text, Condition condition, List<ConditionTree> children) {
      return new ConditionTree(text, trial == null ? null : trial.holds(body, condition), children);
    }

    private ConditionTree node(String text, Search search, List<ConditionTree> children) {
      return new ConditionTree(text, trial == null ? null : trial.holds(search), children);
    }
  }
}
