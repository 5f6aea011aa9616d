package dev.mirrorwatch.rules.parse;

import static dev.mirrorwatch.rules.RuleText.matches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.TestEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {

  /** Searches a, b, c and _d hold when the letters say so. */
  private static boolean holds(String condition, String letters) {
    TestEvent event = TestEvent.event();
    letters.chars().forEach(letter -> event.with("has_" + (char) letter, "yes"));
    return matches(
        """
        sel_a: {has_a: 'yes'}
        sel_b: {has_b: 'yes'}
        other_c: {has_c: 'yes'}
        _d: {has_d: 'yes'}
        condition: %s
        """
            .formatted(condition),
        event);
  }

  @ParameterizedTest(name = "{0} with {1} -> {2}")
  @CsvSource({
    "sel_a, a, true",
    "sel_a, b, false",
    "sel_a and sel_b, ab, true",
    "sel_a and sel_b, a, false",
    "sel_a or sel_b, b, true",
    "not sel_a, a, false",
    "not sel_a, b, true",
    // and binds stronger than or
    "sel_a or sel_b and other_c, a, true",
    "sel_a and sel_b or other_c, c, true",
    "(sel_a or sel_b) and other_c, a, false",
    "(sel_a or sel_b) and other_c, ac, true",
    // not binds stronger than and
    "not sel_a and sel_b, b, true",
    "not sel_a and sel_b, ab, false",
    "not (sel_a and sel_b), a, true",
    "not sel_a or sel_b, ab, true",
    "not not sel_a, a, true",
    "not 1 of sel_*, c, true",
    "not 1 of sel_* and other_c, ac, false",
    "sel_a and not 1 of other_*, ac, false",
    "sel_a and not (sel_b or other_c), a, true",
    "((sel_a)), a, true",
    // quantifiers
    "1 of sel_*, b, true",
    "any of sel_*, b, true",
    "1 of sel_*, c, false",
    "all of sel_*, ab, true",
    "all of sel_*, a, false",
    "1 of *_c, c, true",
    "1 of s*_*b, b, true",
    "1 of s*_*b, a, false",
    "1 of sel_a, a, true",
    // "them" leaves out the names with an underscore, a pattern takes them
    "1 of them, d, false",
    "all of them, abc, true",
    "all of them, abcd, true",
    "all of *, abc, false",
    "1 of _*, d, true",
    // both cases of the words
    "sel_a AND NOT sel_b, a, true",
    "1 OF THEM, a, true",
    // a list is or
    "'[sel_a, sel_b and other_c]', bc, true",
    "'[sel_a, sel_b and other_c]', b, false"
  })
  void grammar(String condition, String letters, boolean expected) {
    assertThat(holds(condition, letters)).isEqualTo(expected);
  }

  @Test
  void aMapIsAndAListOfMapsIsOr() {
    String map = "sel: {a: 1, b: 2}\ncondition: sel";
    String list = "sel:\n  - a: 1\n  - b: 2\n    c: 3\ncondition: sel";
    assertThat(matches(map, TestEvent.event().with("a", "1"))).isFalse();
    assertThat(matches(map, TestEvent.event().with("a", "1").with("b", "2"))).isTrue();
    assertThat(matches(list, TestEvent.event().with("a", "1"))).isTrue();
    assertThat(matches(list, TestEvent.event().with("b", "2"))).isFalse();
    assertThat(matches(list, TestEvent.event().with("b", "2").with("c", "3"))).isTrue();
  }
}
