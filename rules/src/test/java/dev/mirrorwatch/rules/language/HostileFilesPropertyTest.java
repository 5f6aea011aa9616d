package dev.mirrorwatch.rules.language;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.RuleText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Files made to hurt: the loader answers with issues, soon, and in little memory (the build gives
 * the tests a heap that no exploding file would fit into).
 */
class HostileFilesPropertyTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Neither an exception nor a long wait, as rules and as placeholders. */
  private static List<RuleIssue> judged(String text) {
    return assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          LOADER.report(List.of(new RuleFile("placeholders.yml", text))).rules();
          LOADER.report(List.of(RuleText.file(text))).rules();
          return LOADER.check(List.of(RuleText.file(text)));
        });
  }

  @Property(tries = 1000)
  void randomBytes(@ForAll byte[] bytes) {
    judged(new String(bytes, StandardCharsets.UTF_8));
    judged(RuleText.detection("a: " + new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  @Property(tries = 1000)
  void randomYamlSigns(@ForAll("yaml") String body) {
    judged(body);
    judged(RuleText.detection("a:\n" + body.indent(2) + "condition: a"));
  }

  @Provide
  Arbitrary<String> yaml() {
    return Arbitraries.of(
            "a",
            "f|re",
            "|all",
            ": ",
            ":",
            " ",
            "\n",
            "\n  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "|",
            ">",
            "&x ",
            "*x",
            "<<: ",
            "!t ",
            "? ",
            "%",
            "---\n",
            "...\n",
            "#",
            "null",
            "1e9",
            "\t",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "\\",
            ",",
            "condition",
            "detection",
            "logsource")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 100)
  void bombsOfAnchors(@ForAll("sizes") int width, @ForAll("sizes") int levels) {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, y]\n");
    for (int i = 1; i <= levels; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(width)));
    }
    judged(bomb.toString());
    judged(RuleText.detection(bomb + "condition: 1 of them"));
  }

  @Property(tries = 60)
  void deepNesting(
      @ForAll("depths") int depth, @ForAll("openings") String open, @ForAll boolean inRule) {
    String text = open.repeat(depth);
    List<RuleIssue> issues =
        judged(inRule ? RuleText.detection("a: " + text + "\ncondition: a") : text);
    assertThat(issues).anyMatch(RuleIssue::isError);
  }

  @Property(tries = 30)
  void deepConditions(@ForAll("depths") int depth, @ForAll("conditionParts") String part) {
    judged(RuleText.detection("a: {f: 1}\ncondition: " + part.repeat(depth) + "a"));
    judged(RuleText.detection("a: {f: 1}\ncondition: a" + (" or " + part + "a").repeat(depth)));
  }

  @Property(tries = 25)
  void hugeTexts(@ForAll("itemKeys") String key, @ForAll("units") String unit) {
    String value = unit.repeat(200_000 / unit.length());
    judged(RuleText.detection("a:\n  '" + key + "': '" + value + "'\ncondition: a"));
    judged(RuleText.detection("a:\n  '" + value + "': 1\ncondition: a"));
    judged(RuleText.detection("a: {f: 1}\ncondition: '" + value + "'"));
    judged(RuleText.detection("a:\n  f|" + value.replace('%', '|') + ": 1\ncondition: a"));
  }

  @Property(tries = 20)
  void longLists(@ForAll("itemKeys") String key, @ForAll("units") String unit) {
    String list = ("'" + unit + "', ").repeat(20_000);
    judged(RuleText.detection("a:\n  '" + key + "': [" + list + "]\ncondition: a"));
    judged(RuleText.detection("a: [" + list + "]\ncondition: a"));
  }

  /** Each value alone is small; together, times lists and dashes, they must not be built. */
  @Example
  void valuesThatMultiply() {
    String dashes = "'-a -b -c -d -e', ".repeat(20_000);
    assertThat(judged(RuleText.detection("a:\n  f|windash: [" + dashes + "]\ncondition: a")))
        .anyMatch(issue -> issue.id().equals("MW-TOO-MANY-FORMS"));
    String names =
        "x: [" + IntStream.range(0, 20_000).mapToObj(i -> "v" + i + ", ").collect(joining()) + "]";
    RuleFile lists = new RuleFile("placeholders.yml", names);
    String rule = RuleText.detection("a:\n  f|expand: ['%x%%x%%x%']\ncondition: a");
    assertThat(LOADER.check(List.of(lists, RuleText.file(rule))))
        .anyMatch(issue -> issue.id().equals("MW-TOO-MANY-FORMS"));
    String once = RuleText.detection("a:\n  f|expand: '%x%'\ncondition: a");
    assertThat(LOADER.check(List.of(lists, RuleText.file(once)))).isEmpty();
  }

  /** The YAML reader once tripped where such a sign stands on the border of its buffer. */
  @Example
  void signsOfTwoUnitsAnywhere() {
    for (int at = 1000; at < 1060; at++) {
      for (String end : List.of("", "\uD83D\uDE00", "\nlevel: low\n", "\uD83D")) {
        assertThat(judged("title: " + "a".repeat(at) + "\uD83D\uDE00" + end)).isNotEmpty();
      }
    }
  }

  @Example
  void searchesThatMultiplyWithConditions() {
    StringBuilder searches = new StringBuilder();
    IntStream.range(0, 20_000).forEach(i -> searches.append("s%d: {f: 1}\n".formatted(i)));
    String all = "condition: 1 of them" + " or 1 of them".repeat(20_000);
    assertThat(judged(RuleText.detection(searches + all)))
        .anyMatch(issue -> issue.id().equals("MW-TOO-MANY-SEARCHES"));
    assertThat(judged(RuleText.detection("a: {f: 1}\n" + all)))
        .anyMatch(issue -> issue.id().equals("MW-CONDITION"));
    String list = "condition: [" + "1 of them, ".repeat(20_000) + "]";
    assertThat(judged(RuleText.detection("a: {f: 1}\n" + list)))
        .anyMatch(issue -> issue.id().equals("MW-CONDITION"));
  }

  @Example
  void longKeysAboveManyValues() {
    String key = "k".repeat(100_000);
    String values = "[" + "1, ".repeat(20_000) + "]";
    assertThat(judged("title: a\nname: a\n\"" + key + "\": " + values)).isNotEmpty();
    assertThat(judged("? " + key + "\n: " + values)).isNotEmpty();
  }

  @Example
  void regularExpressionsThatMultiply() {
    assertThat(judged(RuleText.detection("a: {f|re: '((a{1000}){1000}){1000}'}\ncondition: a")))
        .anyMatch(issue -> issue.id().equals("MW-REGEX"));
  }

  /** Each is small enough, all together would fill the memory; as many usual ones are fine. */
  @Example
  void regularExpressionsThatAddUp() {
    String large = "'a{999}', ".repeat(20_000);
    assertThat(judged(RuleText.detection("a:\n  f|re: [" + large + "]\ncondition: a")))
        .anyMatch(issue -> issue.message().contains("steps"));
    String usual = "'^arn:aws:iam::[0-9]+:role/.*$', ".repeat(20_000);
    assertThat(judged(RuleText.detection("a:\n  f|re: [" + usual + "]\ncondition: a"))).isEmpty();
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.integers().between(1, 40);
  }

  @Provide
  Arbitrary<Integer> depths() {
    return Arbitraries.integers().between(40, 100_000);
  }

  @Provide
  Arbitrary<String> openings() {
    return Arbitraries.of("[", "{a: ", "- ", "? ", "[{a: ", "{[", "- - ");
  }

  @Provide
  Arbitrary<String> conditionParts() {
    return Arbitraries.of("not ", "(", "not (", "a and ", "a or not ", "1 of them and ");
  }

  @Provide
  Arbitrary<String> itemKeys() {
    return Arbitraries.of(
        "f",
        "f|contains",
        "f|re",
        "f|cidr",
        "f|windash",
        "f|base64",
        "f|wide|base64offset|contains",
        "f|expand",
        "f|fieldref",
        "f|gte",
        "f|hour",
        "f|neq",
        "|all");
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of("a", "*", "*a", "?", "\\", " -a", "%x%", "(a", "a{999}", "9", "1.", "|");
  }
}
