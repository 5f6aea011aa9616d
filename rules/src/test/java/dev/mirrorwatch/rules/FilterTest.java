package dev.mirrorwatch.rules;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.load;
import static dev.mirrorwatch.rules.RuleText.stage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {

  private static final TestEvent BY_ADMIN =
      TestEvent.event().with("action", "a").with("user", "adm_carol");
  private static final TestEvent BY_OTHER =
      TestEvent.event().with("action", "a").with("user", "dave");

  private static String filter(String rules, String condition, String product) {
    return """
    title: F
    logsource:
      product: %s
    filter:
      rules: %s
      selection:
        user|startswith: adm_
      condition: %s
    """
        .formatted(product, rules, condition);
  }

  private static List<Boolean> matches(String text) {
    CompiledRule rule = load(text).detections().get(0);
    return List.of(rule.predicate().matches(BY_ADMIN), rule.predicate().matches(BY_OTHER));
  }

  @Test
  void isJoinedToTheRulesItNames() {
    assertThat(matches(stage("a"))).containsExactly(true, true);
    String text = stage("a") + stage("b") + filter("[a]", "not selection", "aws");
    assertThat(matches(text)).containsExactly(false, true);
    assertThat(load(text).detections().get(0).rule().filters()).hasSize(1);
    assertThat(load(text).detections().get(1).rule().filters()).isEmpty();
    assertThat(load(text).fieldsRead()).containsExactly("action", "mirror.tag", "user");
  }

  @Test
  void anyAndTheEmptyListMeanEveryRule() {
    assertThat(matches(stage("a") + filter("any", "not selection", "aws")))
        .containsExactly(false, true);
    assertThat(matches(stage("a") + filter("[]", "not selection", "aws")))
        .containsExactly(false, true);
  }

  @Test
  void leavesRulesOfOtherLogsAlone() {
    assertThat(matches(stage("a") + filter("any", "not selection", "azure")))
        .containsExactly(true, true);
    assertThat(check(stage("a") + filter("[a]", "not selection", "azure")))
        .extracting(RuleIssue::id)
        .containsExactly("MW-FILTER-LOGSOURCE");
  }

  @Test
  void withoutNotItKeepsWhatItDescribesAndSaysSo() {
    String text = stage("a") + filter("any", "selection", "aws");
    assertThat(matches(text)).containsExactly(true, false);
    assertThat(check(text)).extracting(RuleIssue::id).containsExactly("MW-FILTER-POLARITY");
  }

  @Test
  void alternativesThatAllExcludeExclude() {
    String either = stage("a") + filter("any", "not selection or not selection", "aws");
    assertThat(check(either)).isEmpty();
    String oneKeeps = stage("a") + filter("any", "not selection or selection", "aws");
    assertThat(check(oneKeeps)).extracting(RuleIssue::id).containsExactly("MW-FILTER-POLARITY");
    String notNot = stage("a") + filter("any", "not not selection", "aws");
    assertThat(check(notNot)).extracting(RuleIssue::id).containsExactly("MW-FILTER-POLARITY");
  }

  @Test
  void itsSearchesDoNotMixWithThoseOfTheRule() {
    String text = stage("a") + filter("any", "not 1 of them", "aws");
    assertThat(matches(text)).containsExactly(false, true);
  }
}
