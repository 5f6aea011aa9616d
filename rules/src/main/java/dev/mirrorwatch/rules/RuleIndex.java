package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.match.CaseFold;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.validate.FieldItems;
import dev.mirrorwatch.rules.validate.SelectiveValues;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds the rules that an event may match without asking the others. Most rules want one of a few
 * values in some field, such as the name of a call: each rule waits at the values of one field, and
 * an event asks only those at its own values. A rule without such a field is asked every time.
 */
public final class RuleIndex {

  private final List<CompiledRule> rules;

  /** Field to folded value to the rules, by their place in the list, that wait there. */
  private final Map<String, Map<String, int[]>> waiting = new TreeMap<>();

  private final BitSet askedAlways = new BitSet();

  /**
   * @param rules all of one log source
   */
  public RuleIndex(List<CompiledRule> rules) {
    this.rules = List.copyOf(rules);
    List<Map<String, Set<String>>> wanted =
        rules.stream().map(rule -> wantedValues(rule.rule())).toList();
    Map<String, Map<String, Integer>> crowd = crowd(wanted);
    Map<String, Map<String, List<Integer>>> places = new TreeMap<>();
    for (int i = 0; i < rules.size(); i++) {
      Optional<String> field = loneliest(wanted.get(i), crowd);
      if (field.isEmpty()) {
        askedAlways.set(i);
      } else {
        Map<String, List<Integer>> byValue =
            places.computeIfAbsent(field.get(), unseen -> new HashMap<>());
        for (String value : wanted.get(i).get(field.get())) {
          byValue.computeIfAbsent(value, unseen -> new ArrayList<>()).add(i);
        }
      }
    }
    places.forEach(
        (field, byValue) -> {
          Map<String, int[]> arrays = new HashMap<>();
          byValue.forEach(
              (value, list) ->
                  arrays.put(value, list.stream().mapToInt(Integer::intValue).toArray()));
          waiting.put(field, arrays);
        });
  }

  /** Tells the rules that the event matches, in the order of the list. */
  public void matches(EventFields event, Consumer<CompiledRule> matched) {
    BitSet candidates = candidates(event);
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      CompiledRule rule = rules.get(i);
      if (rule.predicate().matches(event)) {
        matched.accept(rule);
      }
    }
  }

  /** How many rules have to be asked for the event. */
  int asked(EventFields event) {
    return candidates(event).cardinality();
  }

  private BitSet candidates(EventFields event) {
    BitSet candidates = (BitSet) askedAlways.clone();
    for (Map.Entry<String, Map<String, int[]>> field : waiting.entrySet()) {
      for (String value : event.values(field.getKey())) {
        int[] places = value == null ? null : field.getValue().get(CaseFold.fold(value));
        if (places != null) {
          for (int place : places) {
            candidates.set(place);
          }
        }
      }
    }
    return candidates;
  }

  /** For each field that narrows the rule down, the folded values of which it needs one. */
  private static Map<String, Set<String>> wantedValues(DetectionRule rule) {
    TreeSet<String> fields = new TreeSet<>();
    FieldItems.of(rule).items().forEach(item -> fields.add(item.field()));
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (String field : fields) {
      SelectiveValues.oneOf(rule, field)
          .ifPresent(
              values ->
                  wanted.put(
                      field, values.stream().map(CaseFold::fold).collect(Collectors.toSet())));
    }
    return wanted;
  }

  /** How many rules could wait at each value. */
  private static Map<String, Map<String, Integer>> crowd(List<Map<String, Set<String>>> wanted) {
    Map<String, Map<String, Integer>> crowd = new HashMap<>();
    for (Map<String, Set<String>> ofRule : wanted) {
      ofRule.forEach(
          (field, values) ->
              values.forEach(
                  value ->
                      crowd
                          .computeIfAbsent(field, unseen -> new HashMap<>())
                          .merge(value, 1, Integer::sum)));
    }
    return crowd;
  }

  /** The field at whose values the fewest rules wait: the name of the call, not its service. */
  private static Optional<String> loneliest(
      Map<String, Set<String>> wanted, Map<String, Map<String, Integer>> crowd) {
    String loneliest = null;
    long fewest = Long.MAX_VALUE;
    for (Map.Entry<String, Set<String>> field : wanted.entrySet()) {
      long together = field.getValue().stream().mapToLong(crowd.get(field.getKey())::get).sum();
      if (together < fewest) {
        fewest = together;
        loneliest = field.getKey();
      }
    }
    return Optional.ofNullable(loneliest);
  }
}
