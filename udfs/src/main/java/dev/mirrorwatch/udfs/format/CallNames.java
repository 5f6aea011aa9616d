package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.rules.WantedCalls;
import dev.mirrorwatch.rules.match.KnownFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether anybody wants a call of that name: a rule, or who resolves role chains. Each name is
 * worked out once, so that the number of rules does not matter.
 */
final class CallNames {

  /** Clouds have some ten thousand calls; more names than that are somebody's invention. */
  private static final int MOST_REMEMBERED = 20_000;

  private final WantedCalls rules;
  private final Meaning meaning;
  private final Map<String, Boolean> wanted = new HashMap<>();

  /** What a name says by itself. */
  interface Meaning {

    /**
     * The fields that follow from the name, or {@code null} where every call of that name is
     * wanted, whatever the rules are.
     */
    @Nullable Map<String, @Nullable String> fieldsOf(String name);
  }

  CallNames(WantedCalls rules, Meaning meaning) {
    this.rules = rules;
    this.meaning = meaning;
  }

  boolean areWanted(String name) {
    Boolean known = wanted.get(name);
    if (known != null) {
      return known;
    }
    if (wanted.size() == MOST_REMEMBERED) {
      wanted.clear();
    }
    boolean answer = isWanted(name);
    wanted.put(name, answer);
    return answer;
  }

  private boolean isWanted(String name) {
    Map<String, @Nullable String> fields = meaning.fieldsOf(name);
    if (fields == null) {
      return true;
    }
    Map<String, List<String>> known = new HashMap<>();
    fields.forEach((field, value) -> known.put(field, value == null ? List.of() : List.of(value)));
    return rules.mayMatch(new KnownFields(known));
  }
}
