package dev.mirrorwatch.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WildcardPropertyTest {

  @Property(tries = 5000)
  void agreesWithTryingEveryWay(
      @ForAll("patterns") String pattern,
      @ForAll("values") String value,
      @ForAll boolean openStart,
      @ForAll boolean openEnd) {
    String whole = (openStart ? "*" : "") + pattern + (openEnd ? "*" : "");
    assertThat(WildcardText.parse(pattern).matcher(openStart, openEnd, false).matches(value))
        .isEqualTo(everyWay(whole, value.toLowerCase(Locale.ROOT)));
  }

  @Property(tries = 1000)
  void aValueWithItsSignsEscapedMatchesItself(@ForAll("values") String value) {
    String escaped = value.replaceAll("([\\\\*?])", "\\\\$1");
    assertThat(WildcardText.parse(escaped).matcher(false, false, true).matches(value)).isTrue();
    assertThat(WildcardText.parse(escaped).matcher(false, false, true).matches(value + "x"))
        .isFalse();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab*?").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withChars("abAB*?\\").ofMaxLength(10);
  }

  private static boolean everyWay(String pattern, String value) {
    if (pattern.isEmpty()) {
      return value.isEmpty();
    }
    String rest = pattern.substring(1);
    return switch (pattern.charAt(0)) {
      case '*' ->
          everyWay(rest, value) || !value.isEmpty() && everyWay(pattern, value.substring(1));
      case '?' -> !value.isEmpty() && everyWay(rest, value.substring(1));
      default ->
          !value.isEmpty()
              && value.charAt(0) == pattern.charAt(0)
              && everyWay(rest, value.substring(1));
    };
  }
}
