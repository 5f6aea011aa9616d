package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidRulesTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();

  static Stream<Path> cases() throws IOException {
    return foldersIn("src/test/resources/invalid");
  }

  static Stream<Path> silentCases() throws IOException {
    return foldersIn("src/test/resources/silent");
  }

  private static Stream<Path> foldersIn(String parent) throws IOException {
    try (Stream<Path> folders = Files.list(Path.of(parent))) {
      return folders.sorted().toList().stream();
    }
  }

  /** The exact text a person sees, warnings included. */
  @ParameterizedTest
  @MethodSource("cases")
  void saysExactly(Path folder) throws IOException {
    RuleFile file = new RuleFile("rule.yml", Files.readString(folder.resolve("rule.yml")));
    StringBuilder seen = new StringBuilder();
    LOADER.check(List.of(file)).forEach(issue -> seen.append(issue.render(file.text())));
    assertThat(seen.toString()).isEqualTo(Files.readString(folder.resolve("expected.txt")));
  }

  /** What is near a mistake and none: each folder is named like that of the mistake. */
  @ParameterizedTest
  @MethodSource("silentCases")
  void saysNothing(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("rule.yml"));
    assertThat(RuleText.check(text)).isEmpty();
    assertThat(Path.of("src/test/resources/invalid").resolve(folder.getFileName())).exists();
  }

  @Test
  void oneMistakeHasOneMessage() throws IOException {
    for (Path folder : (Iterable<Path>) cases()::iterator) {
      List<String> places =
          RuleText.check(Files.readString(folder.resolve("rule.yml"))).stream()
              .filter(issue -> issue.id().equals("MW-SCHEMA"))
              .map(issue -> issue.line() + ":" + issue.column())
              .toList();
      assertThat(places).as("%s", folder).doesNotHaveDuplicates();
    }
  }

  @Test
  void showsEveryProblemOfEveryFileAtOnce() {
    RuleFile good = new RuleFile("a.yml", RuleText.stage("a"));
    RuleFile bad = new RuleFile("b.yml", "title: T\ndetection: 5\n");
    RuleFile worse = new RuleFile("c.yml", "- 1\n");
    assertThatThrownBy(() -> LOADER.load(List.of(good, bad, worse)))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessageContaining("b.yml:2:12: error: 'detection' must be a map [MW-VALUE-TYPE]\n")
        .hasMessageContaining("b.yml:1:1: error: 'logsource' is missing [MW-MISSING-KEY]\n")
        .hasMessageContaining("c.yml:1:1: error: ")
        .hasMessageEndingWith("3 problems in 2 files");
  }

  @Test
  void warningsDoNotKeepRulesFromLoading() {
    String text = RuleText.detection("a: {f: 1}\nb: {f: 2}\ncondition: a");
    assertThat(RuleText.check(text)).hasSize(1).noneMatch(RuleIssue::isError);
    assertThat(RuleText.load(text).detections()).hasSize(1);
  }

  /** Whatever stands in the file, the answer is an issue with a place in the file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "---\n---\n",
        "null",
        "5",
        "[1, 2",
        "a: b: c",
        "a: 'open",
        "\t- x",
        "a: *unknown",
        "a: &x [*x]\ndetection: *x",
        "? [a]\n: b",
        "\u0000",
        "title: [x]\ndetection: {a: {b: {c: d}}, condition: {}}\nlogsource: [1]",
        "title: x\ncorrelation: []",
        "title: x\ncorrelation: {}\nmirrorwatch: 5",
        "title: x\nfilter: {rules: {a: b}, condition: 5}",
        "detection: {condition: '((((((('}",
        "detection: {a: [[1]], condition: a}",
        "%TAG ! x\n---\na: b",
        "\uFEFFtitle: x"
      })
  void neverThrowsOtherwise(String text) {
    List<RuleIssue> issues = LOADER.check(List.of(RuleText.file(text)));
    assertThat(issues).isNotEmpty().anyMatch(RuleIssue::isError);
    assertThat(issues).allMatch(issue -> issue.line() >= 1 && issue.column() >= 1);
    issues.forEach(issue -> assertThat(issue.render(text)).startsWith("rule.yml:"));
  }

  @Test
  void hugeDeepAndMultiplyingFilesAreRefused() {
    assertThat(ids("a".repeat(1_000_001))).containsExactly("MW-FILE-TOO-LARGE");
    assertThat(ids("[".repeat(100_000))).containsExactly("MW-YAML-TOO-DEEP");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    assertThat(ids(bomb.toString())).containsExactly("MW-YAML");
    String nots = "not ".repeat(100_000) + "a";
    assertThat(ids(RuleText.detection("a: {f: 1}\ncondition: " + nots)))
        .containsExactly("MW-CONDITION");
  }

  private static List<String> ids(String text) {
    return RuleText.check(text).stream().map(RuleIssue::id).toList();
  }

  @Test
  void aBrokenConditionIsNotAlsoOneThatNeverHolds() {
    String contradiction = "a: {eventName: A}\nb: {eventName: B}\ncondition: ";
    assertThat(ids(RuleText.detection(contradiction + "a and b")))
        .containsExactly("MW-NEVER-HOLDS");
    assertThat(ids(RuleText.detection(contradiction + "a and"))).containsExactly("MW-CONDITION");
  }

  @Test
  void valuesThatCannotBeReadAreNotAlsoAContradiction() {
    assertThat(ids(RuleText.detection("a: {eventName: {b: c}}\ncondition: a")))
        .containsExactly("MW-VALUE-TYPE");
  }

  @Test
  void aNameWithNothingInCommonIsNotSuggested() {
    assertThat(
            RuleText.check(
                RuleText.detection("a: {'eventName|': b, 'eventID|x': c}\ncondition: a")))
        .extracting(RuleIssue::id, RuleIssue::suggestion)
        .containsExactly(tuple("MW-UNKNOWN-MODIFIER", null), tuple("MW-UNKNOWN-MODIFIER", null));
  }

  @Test
  void documentsBeforeASyntaxErrorAreStillRead() {
    String text = RuleText.stage("a").replace("low", "lwo") + "a: [";
    assertThat(ids(text)).containsExactly("MW-LEVEL", "MW-YAML");
  }
}
