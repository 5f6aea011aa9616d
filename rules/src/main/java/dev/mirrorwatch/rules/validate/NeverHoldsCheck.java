package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A condition that no event can fulfil: it asks for a search and its opposite, or for two values of
 * a field that has one. Every way to answer the searches is tried, so nothing is said of conditions
 * with very many of them.
 */
final class NeverHoldsCheck implements RuleCheck {

  private static final int MOST_SEARCHES = 12;

  @Override
  public void check(RuleDocuments documents, Consumer<RuleIssue> issues) {
    documents
        .detections()
        .forEach(rule -> check(rule.detection(), FieldInventory.of(rule.logSource()), issues));
    documents
        .filters()
        .forEach(
            filter -> check(filter.detection(), FieldInventory.of(filter.logSource()), issues));
  }

  private static void check(
      Detection body, Optional<FieldInventory> inventory, Consumer<RuleIssue> issues) {
    ConditionCalls calls = ConditionCalls.of(body);
    boolean complete =
        calls.named().stream().allMatch(call -> body.search(call.name()).isPresent())
            && calls.quantified().stream()
                .allMatch(call -> body.searches().stream().anyMatch(s -> call.means(s.name())));
    // The parser puts it in place of a condition that is broken, which has been reported.
    boolean standIn =
        body.condition() instanceof Condition.Quantified call
            && call.all()
            && call.pattern().equals("*");
    if (standIn || !complete || body.searches().size() > MOST_SEARCHES) {
      return;
    }
    for (int answers = 0; answers < 1 << body.searches().size(); answers++) {
      BitSet holding = BitSet.valueOf(new long[] {answers});
      if (body.condition().accept(new Trial(body, holding)) && possible(body, inventory, holding)) {
        return;
      }
    }
    issues.accept(
        RuleIssue.warning(firstCall(calls), "MW-NEVER-HOLDS", "no event can fulfil the condition"));
  }

  private static Location firstCall(ConditionCalls calls) {
    return Stream.concat(
            calls.named().stream().map(Condition.Named::location),
            calls.quantified().stream().map(Condition.Quantified::location))
        .min(Comparator.comparingInt(Location::line).thenComparingInt(Location::column))
        .orElseThrow();
  }

  /** Whether an event can give these answers, as far as fields with one value tell. */
  private static boolean possible(
      Detection body, Optional<FieldInventory> inventory, BitSet holding) {
    TreeSet<String> fields = new TreeSet<>();
    for (Detection.SearchIdentifier identifier : body.searches()) {
      FieldItems.of(identifier.search()).items().stream()
          .map(Search.FieldItem::field)
          .filter(field -> inventory.stream().anyMatch(source -> source.isSingleValued(field)))
          .forEach(fields::add);
    }
    return fields.stream().allMatch(field -> leavesAValue(field, body.searches(), holding));
  }

  private static boolean leavesAValue(
      String field, List<Detection.SearchIdentifier> searches, BitSet holding) {
    TreeSet<String> allowed = null;
    for (int i = holding.nextSetBit(0); i >= 0; i = holding.nextSetBit(i + 1)) {
      Optional<TreeSet<String>> wanted = SelectiveValues.of(searches.get(i).search(), field);
      if (wanted.isPresent() && allowed == null) {
        allowed = new TreeSet<>(wanted.get());
      } else if (wanted.isPresent()) {
        allowed.removeIf(value -> !wanted.get().contains(value));
      }
    }
    if (allowed == null) {
      return true;
    }
    for (int i = 0; i < searches.size(); i++) {
      // Only a search that asks nothing else excludes the values it names when it does not hold.
      boolean excludes =
          !holding.get(i)
              && searches.get(i).search() instanceof Search.FieldItem item
              && item.modifiers().isEmpty();
      if (excludes) {
        SelectiveValues.of(searches.get(i).search(), field).ifPresent(allowed::removeAll);
      }
    }
    return !allowed.isEmpty();
  }

  /** The condition, where the searches hold that are said to. */
  private record Trial(Detection body, BitSet holding) implements Condition.Visitor<Boolean> {

    @Override
    public Boolean and(Condition.And condition) {
      return condition.terms().stream().allMatch(term -> term.accept(this));
    }

    @Override
    public Boolean or(Condition.Or condition) {
      return condition.terms().stream().anyMatch(term -> term.accept(this));
    }

    @Override
    public Boolean not(Condition.Not condition) {
      return !condition.term().accept(this);
    }

    @Override
    public Boolean named(Condition.Named condition) {
      return holds(body.search(condition.name()).orElseThrow());
    }

    @Override
    public Boolean quantified(Condition.Quantified condition) {
      List<Detection.SearchIdentifier> meant =
          body.searches().stream().filter(search -> condition.means(search.name())).toList();
      return condition.all()
          ? meant.stream().allMatch(this::holds)
          : meant.stream().anyMatch(this::holds);
    }

    private boolean holds(Detection.SearchIdentifier search) {
      return holding.get(body.searches().indexOf(search));
    }
  }
}
