package dev.mirrorwatch.rules.language;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.detection;
import static dev.mirrorwatch.rules.RuleText.load;
import static dev.mirrorwatch.rules.RuleText.matches;
import static dev.mirrorwatch.rules.RuleText.stage;
import static dev.mirrorwatch.rules.TestEvent.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.TestEvent;
import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.match.FieldIsNull;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the engine does where Sigma leaves a choice: one test for each row of the table of
 * ambiguities that concerns detections and filters.
 */
class AmbiguityTest {

  private static boolean holds(String item, TestEvent event) {
    return matches("sel:\n  " + item + "\ncondition: sel", event);
  }

  private static String filter(String condition) {
    return """
    title: F
    logsource: {product: aws}
    filter:
      rules: any
      mine: {user: carol}
      condition: %s
    """
        .formatted(condition);
  }

  @Test
  void d6_01_aFilterIsJoinedWithAndWhateverItsPolarity() {
    TestEvent carol = event().with("action", "a").with("user", "carol");
    assertThat(predicate(stage("a") + filter("mine")).matches(carol)).isTrue();
    assertThat(predicate(stage("a") + filter("not mine")).matches(carol)).isFalse();
    assertThat(check(stage("a") + filter("mine")))
        .extracting(RuleIssue::id)
        .containsExactly("MW-FILTER-POLARITY");
  }

  private static EventPredicate predicate(String text) {
    return load(text).detections().get(0).predicate();
  }

  @Test
  void d6_16_conditionWordsInEitherCase() {
    String searches = "a: {f: 1}\nb: {f: 2}\nc-1: {g: 3}\n";
    TestEvent event = event().with("f", "2");
    assertThat(matches(searches + "condition: (a OR b) AND NOT c-1", event)).isTrue();
    assertThat(matches(searches + "condition: (a or b) and not c-1", event)).isTrue();
    assertThat(matches(searches + "condition: 1 OF them AND NOT ALL of THEM", event)).isTrue();
  }

  @Test
  void d6_29_idsAndNamesStandForOneRule() {
    assertThat(check(stage("a") + stage("a"))).anyMatch(RuleIssue::isError);
    assertThat(check(stage("a") + stage("b"))).isEmpty();
  }

  @Test
  void d6_39_aRegularExpressionIsFoundAnywhere() {
    assertThat(holds("f|re: b", event().with("f", "abc"))).isTrue();
    assertThat(holds("f|re: ^b", event().with("f", "abc"))).isFalse();
  }

  @Test
  void d6_40_nullEmptyAndAbsent() {
    assertThat(holds("f: null", event())).isTrue();
    assertThat(holds("f: null", event().with("f", (String) null))).isTrue();
    assertThat(holds("f: null", event().with("f", ""))).isFalse();
    assertThat(holds("f: null", event().with("f"))).isFalse();
    assertThat(holds("f|exists: true", event().with("f"))).isTrue();
    assertThat(holds("f: ''", event().with("f", ""))).isTrue();
    assertThat(holds("f: ''", event())).isFalse();
    assertThat(holds("f: ''", event().with("f", (String) null))).isFalse();
    assertThat(holds("f|neq: ''", event())).isTrue();
  }

  @Test
  void d6_40_nullOfAListThatCannotHoldNull() {
    EventFields event =
        new EventFields() {
          @Override
          public List<String> values(String field) {
            return field.equals("f") ? List.of("x") : List.of();
          }

          @Override
          public boolean has(String field) {
            return field.equals("f");
          }

          @Override
          public List<String> leaves() {
            return List.of();
          }
        };
    assertThat(new FieldIsNull("f").matches(event)).isFalse();
    assertThat(new FieldIsNull("g").matches(event)).isTrue();
  }

  @Test
  void d6_41_keywordsInEveryTextOfTheRecord() {
    String rule = "k: [Mirror]\ncondition: k";
    assertThat(matches(rule, event().with("deep.down", "the mirrors"))).isTrue();
    // a source with a raw line beside its fields offers the line as one more text
    assertThat(matches(rule, event().with("message", "%SYS-5: mirror created"))).isTrue();
    assertThat(matches(rule, event().with("mirror", "no keyword in a key"))).isFalse();
    assertThat(load(detection(rule)).readsLeaves()).isTrue();
  }

  @Test
  void d6_42_listValueWithNeqIsNotOr() {
    assertThat(holds("f|neq: [a, b]", event().with("f", "a"))).isFalse();
    assertThat(holds("f|neq: [a, b]", event().with("f", "b"))).isFalse();
    assertThat(holds("f|neq: [a, b]", event().with("f", "c"))).isTrue();
  }

  @Test
  void d6_43_filtersReachDetectionsOnly() {
    String correlation =
        """
        title: C
        name: c
        level: high
        correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: 1h}
        ---
        """;
    String text = stage("a") + stage("b") + correlation;
    assertThat(load(text + filter("not mine")).detections())
        .allMatch(compiled -> compiled.rule().filters().size() == 1);
    assertThat(check(text + filter("not mine").replace("any", "[c]"))).anyMatch(RuleIssue::isError);
  }

  @Test
  void d6_45_numbersAndBooleansByTheirPlainText() {
    for (String spelling : List.of("5", "5.0", "50e-1")) {
      assertThat(holds("f: 5", event().with("f", spelling))).isTrue();
    }
    assertThat(holds("f: '5'", event().with("f", "5"))).isTrue();
    assertThat(holds("f: '5'", event().with("f", "5.0"))).isFalse();
    assertThat(holds("f: 5", event().with("f", "05"))).isFalse();
    assertThat(holds("f: true", event().with("f", "True"))).isTrue();
    assertThat(holds("f: 'true'", event().with("f", "true"))).isTrue();
    assertThat(holds("f: true", event().with("f", "1"))).isFalse();
    assertThat(holds("f|contains: 5", event().with("f", "a5b"))).isTrue();
  }

  @Test
  void d6_46_aFieldNameWithDotsIsPassedOnWhole() {
    assertThat(holds("a.b: x", event().with("a.b", "x"))).isTrue();
    assertThat(load(detection("sel:\n  a.b: x\ncondition: sel")).fieldsRead())
        .containsExactly("a.b", "mirror.tag");
  }
}
