package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.rules.WantedCalls;
import dev.mirrorwatch.rules.match.KnownFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What of a call of that name is wanted, by rules or by who resolves role chains. Each name is
 * worked out once, so that the number of rules does not matter.
 */
final class CallNames {

  /** Clouds have some ten thousand calls; more names than that are somebody's invention. */
  private static final int MOST_REMEMBERED = 20_000;

  private final WantedCalls rules;
  private final Meaning meaning;
  private final Predicate<String> issuesKeys;
  private final Map<String, Wanted> wanted = new HashMap<>();

  /** What is wanted of a call. */
  enum Wanted {
    NOTHING,
    /** Who got the key that it handed out. */
    KEY,
    ALL
  }

  /** What a name says by itself. */
  interface Meaning {

    /** The fields that follow from the name. */
    Map<String, @Nullable String> fieldsOf(String name);
  }

  /**
   * @param issuesKeys whether a call of that name hands out keys
   */
  CallNames(WantedCalls rules, Meaning meaning, Predicate<String> issuesKeys) {
    this.rules = rules;
    this.meaning = meaning;
    this.issuesKeys = issuesKeys;
  }

  Wanted of(String name) {
    Wanted known = wanted.get(name);
    if (known != null) {
      return known;
    }
    if (wanted.size() == MOST_REMEMBERED) {
      wanted.clear();
    }
    Wanted answer =
        mayMatch(name) ? Wanted.ALL : issuesKeys.test(name) ? Wanted.KEY : Wanted.NOTHING;
    wanted.put(name, answer);
    return answer;
  }

  private boolean mayMatch(String name) {
    Map<String, List<String>> known = new HashMap<>();
    meaning
        .fieldsOf(name)
        .forEach((field, value) -> known.put(field, value == null ? List.of() : List.of(value)));
    return rules.mayMatch(new KnownFields(known));
  }
}
