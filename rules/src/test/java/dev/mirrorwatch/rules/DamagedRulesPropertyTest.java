package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DamagedRulesPropertyTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();
  private static final List<RuleFile> SHIPPED = LOADER.shipped();

  /** A piece of a good file is replaced by rubbish: issues in the file, never an exception. */
  @Property(tries = 1000)
  void areReportedInTheirFile(
      @ForAll("files") RuleFile file,
      @ForAll("places") int from,
      @ForAll("lengths") int length,
      @ForAll("rubbish") String rubbish) {
    String text = file.text();
    int start = from % text.length();
    int end = Math.min(start + length, text.length());
    RuleFile damaged =
        new RuleFile(file.name(), text.substring(0, start) + rubbish + text.substring(end));
    for (RuleIssue issue : LOADER.check(List.of(damaged))) {
      assertThat(issue.line()).isPositive();
      assertThat(issue.column()).isPositive();
      assertThat(issue.render(damaged.text())).startsWith(issue.file() + ":" + issue.line());
    }
  }

  @Provide
  Arbitrary<RuleFile> files() {
    return Arbitraries.of(SHIPPED);
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, 100_000);
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.integers().between(0, 60);
  }

  @Provide
  Arbitrary<String> rubbish() {
    return Arbitraries.of(
            ":",
            " ",
            "\n",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "|",
            "&a ",
            "*a",
            "null",
            "5",
            "not ",
            "(",
            "of ",
            "them",
            "\t",
            "---\n",
            "#",
            "!x ",
            "? ",
            "\uD83D\uDE00",
            "\\")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }
}
