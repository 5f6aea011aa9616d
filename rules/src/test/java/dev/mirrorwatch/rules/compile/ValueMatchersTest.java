package dev.mirrorwatch.rules.compile;

import static dev.mirrorwatch.rules.RuleText.matches;
import static dev.mirrorwatch.rules.TestEvent.event;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueMatchersTest {

  /** The value stands in single quotes in YAML, so that it is read as written here. */
  private static boolean matchesValue(String key, String value, String actual) {
    String item = "sel:\n  %s: '%s'\ncondition: sel".formatted(key, value);
    return matches(item, event().with("f", actual));
  }

  @ParameterizedTest(name = "{0} : {1} on {2} -> {3}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        // whole value, without regard to case
        "f, abc, abc, true",
        "f, abc, ABC, true",
        "f, abc, abcd, false",
        "f, abc, xabc, false",
        "f, ÄÖ, äö, true",
        "f|cased, abc, abc, true",
        "f|cased, abc, Abc, false",
        // wildcards
        "f, a*, abc, true",
        "f, a*, a, true",
        "f, *c, abc, true",
        "f, *b*, abc, true",
        "f, *, anything, true",
        "f, *, \"\", true",
        "f, a*c, abbc, true",
        "f, a*c, abbcd, false",
        "f, a*b*c, a1b2b3c, true",
        "f, a?c, abc, true",
        "f, a?c, ac, false",
        "f, a?c, a\uD83D\uDE00c, true",
        "f, ?, \"\", false",
        "f, A*C?, abcd, true",
        "f|cased, A*C?, abcd, false",
        // escapes: a lone backslash and a double one are both one backslash
        "f, a\\b, a\\b, true",
        "f, a\\\\b, a\\b, true",
        "f, a\\\\b, a\\\\b, false",
        // an escaped wildcard is a plain sign
        "f, a\\*b, a*b, true",
        "f, a\\*b, axb, false",
        "f, a\\?b, a?b, true",
        "f, a\\?b, axb, false",
        // two backslashes before a wildcard: a backslash, then a live wildcard
        "f, a\\\\*, a\\anything, true",
        "f, a\\\\*, a*, false",
        // three: a backslash and a plain star
        "f, a\\\\\\*, a\\*, true",
        "f, a\\\\\\*, a\\x, false",
        // three or four without a wildcard are two
        "f, a\\\\\\b, a\\\\b, true",
        "f, a\\\\\\\\b, a\\\\b, true",
        "f, a\\, a\\, true",
        // modifiers
        "f|contains, bc, abcd, true",
        "f|contains, BC, abcd, true",
        "f|contains|cased, BC, abcd, false",
        "f|contains, b*d, abcde, true",
        "f|contains, b*e, abcd, false",
        "f|contains, a\\*, xa*y, true",
        "f|startswith, ab, abcd, true",
        "f|startswith, bc, abcd, false",
        "f|startswith, a?c, abcd, true",
        "f|endswith, cd, abcd, true",
        "f|endswith, bc, abcd, false",
        "f|endswith, b?d, abcd, true",
        "f|contains, abcd, abc, false",
        // regular expressions: found anywhere, case counts, no Sigma wildcards
        "f|re, b.d, abcde, true",
        "f|re, B.d, abcde, false",
        "f|re|i, B.d, abcde, true",
        "f|re, ^b, abc, false",
        "f|re|m, ^b$, \"a\nb\nc\", true",
        "f|re, ^b$, \"a\nb\nc\", false",
        "f|re|s, a.c, \"a\nc\", true",
        "f|re, a.c, \"a\nc\", false",
        "f|re|i|s, A.C, \"a\nc\", true",
        "f|re|startswith, b|c, ac, false",
        "f|re|startswith, b|a, ac, true",
        "f|re|endswith, a|c, ac, true",
        "f|re|contains, a|b, xbx, true",
        // networks
        "f|cidr, 10.0.0.0/8, 10.200.3.4, true",
        "f|cidr, 10.0.0.0/8, 11.0.0.1, false",
        "f|cidr, 10.1.2.3/8, 10.200.3.4, true",
        "f|cidr, 192.0.2.7, 192.0.2.7, true",
        "f|cidr, 2001:db8::/32, 2001:db8:1::5, true",
        "f|cidr, 2001:db8::/32, 10.0.0.1, false",
        "f|cidr, 0.0.0.0/0, AWS Internal, false",
        "f|cidr, 0.0.0.0/0, 7, false",
        "f|cidr, 0.0.0.0/0, \"\", false",
        "f|cidr, 10.0.0.0/8, 10.0.0.0/9, false"
      })
  void text(String key, String value, String actual, boolean expected) {
    assertThat(matchesValue(key, value, actual)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} on {1} -> {2}")
  @CsvSource({
    "5, 5, true",
    "5, 5.0, true",
    "5, 50e-1, true",
    "5, 05, false",
    "5, five, false",
    "5.50, 5.5, true",
    "120000000000, 1.2E11, true",
    "-1, -1, true",
    "1, 1E999999999, false",
    "1e99999999999, 1e99999999999, true",
    ".5, .5, true",
    "true, true, true",
    "true, TRUE, true",
    "true, false, false",
    "'''5''', 5, true",
    "'''5''', 5.0, false",
    "000123, 000123, true",
    "000123, 123, false"
  })
  void numbersAndBooleans(String value, String actual, boolean expected) {
    assertThat(matches("sel:\n  f: " + value + "\ncondition: sel", event().with("f", actual)))
        .isEqualTo(expected);
  }

  @Test
  void nullIsAbsentOrJsonNullAndTheEmptyTextIsNeither() {
    for (String word : new String[] {"null", "~", "Null", ""}) {
      String rule = "sel:\n  f: " + word + "\ncondition: sel";
      assertThat(matches(rule, event())).isTrue();
      assertThat(matches(rule, event().with("f", (String) null))).isTrue();
      assertThat(matches(rule, event().with("f", ""))).isFalse();
      assertThat(matches(rule, event().with("f", "null"))).isFalse();
    }
    String empty = "sel:\n  f: ''\ncondition: sel";
    assertThat(matches(empty, event().with("f", ""))).isTrue();
    assertThat(matches(empty, event())).isFalse();
    assertThat(matches(empty, event().with("f", (String) null))).isFalse();
  }

  @Test
  void existsAsksForTheKeyOnly() {
    String there = "sel:\n  f|exists: true\ncondition: sel";
    String notThere = "sel:\n  f|exists: false\ncondition: sel";
    assertThat(matches(there, event().with("f", (String) null))).isTrue();
    assertThat(matches(there, event())).isFalse();
    assertThat(matches(notThere, event().with("f", ""))).isFalse();
    assertThat(matches(notThere, event())).isTrue();
  }

  @Test
  void aListIsOrAndWithAllEveryValueMayBeMetByAnotherElement() {
    String any = "sel:\n  f|contains: [a, b]\ncondition: sel";
    String all = "sel:\n  f|contains|all: [a, b]\ncondition: sel";
    String allFirst = "sel:\n  f|all|contains: [a, b]\ncondition: sel";
    assertThat(matches(any, event().with("f", "xb"))).isTrue();
    assertThat(matches(all, event().with("f", "xb"))).isFalse();
    assertThat(matches(all, event().with("f", "xb", "xa"))).isTrue();
    assertThat(matches(allFirst, event().with("f", "xb"))).isFalse();
    assertThat(matches(allFirst, event().with("f", "ab"))).isTrue();
    assertThat(matches("sel:\n  f: [null, a]\ncondition: sel", event())).isTrue();
    assertThat(matches("sel:\n  f: [null, a]\ncondition: sel", event().with("f", "A"))).isTrue();
  }

  @Test
  void keywordsOccurAnywhereInAnyText() {
    String any = "keywords: [Mirror, tap*s]\ncondition: keywords";
    String all = "keywords:\n  '|all': [Mirror, tap]\ncondition: keywords";
    assertThat(matches(any, event().with("x.y", "a mirror b"))).isTrue();
    assertThat(matches(any, event().with("x", "TAPes here"))).isTrue();
    assertThat(matches(any, event().with("x", "nothing"))).isFalse();
    assertThat(matches(all, event().with("x", "mirror"))).isFalse();
    assertThat(matches(all, event().with("x", "mirror").with("y", "tap"))).isTrue();
  }
}
