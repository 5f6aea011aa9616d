package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleFamiliesTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);

  private final RuleFamilies families = new RuleFamilies(FamilyRules.ALL, LATENESS);

  private static Alert of(CorrelationRule rule, String identity) {
    return Samples.alert(rule.header(), identity, List.of(Samples.evidence("e", 0, null)));
  }

  @Test
  void supersedesThroughTheRuleBetween() {
    Alert top = of(FamilyRules.TOP, "tmt-1");
    Alert low = of(FamilyRules.LOW, "tmt-1");
    assertThat(families.supersedes(top, of(FamilyRules.MID, "tmt-1"))).isTrue();
    assertThat(families.supersedes(top, low)).isTrue();
    assertThat(families.supersedes(low, top)).isFalse();
    assertThat(families.supersedes(top, top)).isFalse();
    assertThat(families.supersedes(top, of(FamilyRules.ALONE, "tmt-1"))).isFalse();
  }

  @Test
  void rulesThatSupersedeEachOtherAreOneFamily() {
    Alert top = of(FamilyRules.TOP, "tmt-1");
    assertThat(families.areOne(top, of(FamilyRules.MID, "tmt-1"))).isTrue();
    assertThat(families.areOne(of(FamilyRules.LOW, "tmt-1"), top)).isTrue();
    Alert alone = of(FamilyRules.ALONE, "tmt-1");
    assertThat(families.hasFamily(alone)).isFalse();
    assertThat(families.areOne(alone, top)).isFalse();
  }

  @Test
  void siblingsOfOneInferiorAreOneFamily() {
    CorrelationRule one = FamilyRules.rule("one", Duration.ofHours(1), "low");
    CorrelationRule other = FamilyRules.rule("other", Duration.ofHours(1), "low");
    RuleFamilies siblings = new RuleFamilies(List.of(one, FamilyRules.LOW, other), LATENESS);
    assertThat(siblings.areOne(of(one, "tmt-1"), of(other, "tmt-1"))).isTrue();
    assertThat(siblings.supersedes(of(one, "tmt-1"), of(other, "tmt-1"))).isFalse();
  }

  @Test
  void ruleThatSupersedesAnUnloadedOneHasNoFamily() {
    RuleFamilies topOnly = new RuleFamilies(List.of(FamilyRules.TOP), LATENESS);
    assertThat(topOnly.hasFamily(of(FamilyRules.TOP, "tmt-1"))).isFalse();
  }

  @Test
  void wholeFamilyIsRememberedAsLongAsItsLongestRuleWants() {
    long longest = Duration.ofDays(30).plus(LATENESS).toMillis();
    assertThat(families.retention(of(FamilyRules.TOP, "tmt-1"))).isEqualTo(longest);
    assertThat(families.retention(of(FamilyRules.LOW, "tmt-1"))).isEqualTo(longest);
    assertThat(families.retention(of(FamilyRules.ALONE, "tmt-1")))
        .isEqualTo(Duration.ofHours(1).plus(LATENESS).toMillis());
    CorrelationRule gone = FamilyRules.rule("gone", Duration.ofHours(1));
    assertThat(families.retention(of(gone, "tmt-1"))).isZero();
  }
}
