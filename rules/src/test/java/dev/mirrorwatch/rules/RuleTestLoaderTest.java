package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.rules.model.GivenEvent;
import dev.mirrorwatch.rules.model.RuleTest;
import dev.mirrorwatch.rules.model.TestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleTestLoaderTest {

  private static final Path CASES = Path.of("src/test/resources/tests");
  private static final RuleTestLoader LOADER = new RuleTestLoader();
  private static final String ELSEWHERE =
      """
      ---
      title: Elsewhere
      name: elsewhere
      logsource: {product: windows}
      detection: {selection: {a: b}, condition: selection}
      level: low
      """;

  private static RuleFile file(String name) throws IOException {
    return new RuleFile(name, Files.readString(CASES.resolve(name)));
  }

  private static RuleSet rules() throws IOException {
    RuleFile file = file("rule.yml");
    return new RuleSetLoader().load(List.of(new RuleFile("rule.yml", file.text() + ELSEWHERE)));
  }

  private static List<RuleTest> load(String text) throws IOException {
    return LOADER.load(List.of(new RuleFile("rule.test.yml", text)), rules()).get(0).tests();
  }

  @Test
  void saysEveryMistakeAtOnce() throws IOException {
    RuleFile file = file("mistakes.test.yml");
    RuleSet rules = rules();
    assertThatThrownBy(() -> LOADER.load(List.of(file), rules))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessage(Files.readString(CASES.resolve("mistakes.txt")).stripTrailing());
  }

  /** The message of each kind is held by a golden text: a new kind needs a case. */
  @Test
  void everyKindOfMistakeHasItsCase() throws IOException {
    Pattern id = Pattern.compile("MW-TEST-[A-Z-]+");
    Set<String> written = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : (Iterable<Path>) sources.filter(Files::isRegularFile)::iterator) {
        id.matcher(Files.readString(source)).results().forEach(found -> written.add(found.group()));
      }
    }
    assertThat(Files.readString(CASES.resolve("mistakes.txt"))).contains(written);
  }

  @Test
  void readsWhatATestSays() throws IOException {
    List<RuleTest> tests =
        load(
            """
            tests:
              - name: one event
                rule: key_made
                event: {eventName: CreateUser, n: 5, list: [a, null, true]}
                match: false
              - name: in time
                rule: user_and_key
                disorder: 1m
                timeline:
                  - {at: 1d2h3m4s, stage: user_made, principal: alice, times: 3, every: 10s,
                     again: [5m, 2h], fields: {a: 1, b: [x, null]}}
                alerts: []
            """);
    RuleTest.Match match = (RuleTest.Match) tests.get(0);
    assertThat(match.match()).isFalse();
    assertThat(match.event())
        .isEqualTo(
            new GivenEvent.Record(
                "{\"eventName\":\"CreateUser\",\"n\":5,\"list\":[\"a\",null,true]}"));
    RuleTest.Timeline timeline = (RuleTest.Timeline) tests.get(1);
    assertThat(timeline.disorder()).isEqualTo(Duration.ofMinutes(1));
    assertThat(timeline.allowedLateness()).isEqualTo(Duration.ofHours(1));
    assertThat(timeline.late()).isNull();
    assertThat(timeline.events()).hasSize(1);
    assertThat(timeline.events().get(0).at()).isEqualTo(Duration.ofSeconds(93_784));
    assertThat(timeline.events().get(0).times()).isEqualTo(3);
    assertThat(timeline.events().get(0).every()).isEqualTo(Duration.ofSeconds(10));
    assertThat(timeline.events().get(0).again())
        .containsExactly(Duration.ofMinutes(5), Duration.ofHours(2));
    GivenEvent.OfStage stage = (GivenEvent.OfStage) timeline.events().get(0).event();
    assertThat(stage.fields())
        .containsEntry("a", List.of("1"))
        .containsEntry("b", Arrays.asList("x", null));
  }

  @Test
  void theOnlyRuleBesideIsTheOneUnderTest() throws IOException {
    RuleSet rules =
        new RuleSetLoader().load(List.of(new RuleFile("a/only.yml", RuleText.stage("only"))));
    String text = "tests:\n  - {name: t, event: {eventName: x}, match: false}\n";
    TestFile file = LOADER.load(List.of(new RuleFile("a/only.test.yml", text)), rules).get(0);
    assertThat(file.tests().get(0).rule().text()).isEqualTo("only");
    assertThatThrownBy(() -> LOADER.load(List.of(new RuleFile("b/only.test.yml", text)), rules))
        .hasMessageContaining("b/only.test.yml:2:5: error: there is no rule file")
        .hasMessageContaining("[MW-TEST-NO-RULE]");
  }

  @Test
  void testsAreNoRulesAndRulesNoTests(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.yml"), RuleText.stage("a"));
    Files.writeString(folder.resolve("a.test.yml"), "tests: []");
    Files.writeString(folder.resolve("b.test.yaml"), "tests: []");
    assertThat(names(new RuleSetLoader().readFolder(folder))).containsExactly("a.yml");
    assertThat(names(LOADER.readFolder(folder))).containsExactly("a.test.yml", "b.test.yaml");
  }

  @Test
  void everyShippedRuleHasItsTestsBeside() {
    List<String> rules = names(new RuleSetLoader().shipped());
    assertThat(names(LOADER.shipped()))
        .containsExactlyElementsOf(
            rules.stream().map(name -> name.replace(".yml", ".test.yml")).sorted().toList());
  }

  private static List<String> names(List<RuleFile> files) {
    return files.stream()
        .map(file -> file.name().substring(file.name().lastIndexOf('/') + 1))
        .sorted()
        .collect(Collectors.toList());
  }
}
