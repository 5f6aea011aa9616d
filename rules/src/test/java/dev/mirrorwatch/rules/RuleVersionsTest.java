package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes the version of a rule, and of those above it, and what does not. */
class RuleVersionsTest {

  private static final String RULES =
      """
      title: A
      name: a
      level: low
      logsource: {product: aws, service: cloudtrail}
      detection:
        s: {eventName: MakeA, who|expand: '%admins%'}
        condition: s
      ---
      title: B
      name: b
      logsource: {product: aws, service: cloudtrail}
      detection:
        s: {eventName: MakeB}
        condition: s
      ---
      title: Undo
      name: undo
      logsource: {product: aws, service: cloudtrail}
      detection:
        s: {eventName: Undo}
        condition: s
      ---
      title: Inner
      name: inner
      level: low
      correlation: {type: temporal, rules: [a, b], group-by: [u], timespan: 1h}
      mirrorwatch: {guide: Look., join: [{field: f, stages: [a, b]}], until: [undo]}
      ---
      title: Outer
      name: outer
      level: high
      correlation: {type: event_count, rules: [inner], group-by: [u], timespan: 2h, condition: {gte: 2}}
      ---
      title: Apart
      name: apart
      level: low
      correlation: {type: event_count, rules: [b], group-by: [u], timespan: 2h, condition: {gte: 2}}
      """;

  private static final String FILTERS =
      """
      title: Robots
      name: robots
      logsource: {product: aws, service: cloudtrail}
      filter:
        rules: [a]
        s: {who: robot}
        condition: not s
      ---
      title: Tests
      name: tests
      logsource: {product: aws, service: cloudtrail}
      filter:
        rules: [a]
        s: {who: test}
        condition: not s
      """;

  private static final String LISTS = "admins: [alice, bob]\nothers: [carol]\n";

  private static RuleSet load(String rules, String filters, String lists) {
    return new RuleSetLoader()
        .load(
            List.of(
                new RuleFile("rules.yml", rules),
                new RuleFile("filters.yml", filters),
                new RuleFile("placeholders.yml", lists)));
  }

  private static Map<String, String> versions(RuleSet rules) {
    Map<String, String> versions = new TreeMap<>();
    rules.all().forEach(rule -> versions.put(rule.header().name(), rule.header().version()));
    return versions;
  }

  private static List<String> changed(RuleSet now) {
    Map<String, String> before = versions(load(RULES, FILTERS, LISTS));
    Map<String, String> after = versions(now);
    assertThat(after).containsOnlyKeys(before.keySet());
    return before.keySet().stream()
        .filter(name -> !before.get(name).equals(after.get(name)))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "eventName: MakeA ~ eventName: MadeA ~ a inner outer",
        "eventName: MakeB ~ eventName: MadeB ~ apart b inner outer",
        "eventName: Undo ~ eventName: Undone ~ inner outer undo",
        "s: {eventName: MakeB} ~ s: {eventName|cased: MakeB} ~ apart b inner outer",
        "rules: [a, b], group-by: [u], timespan: 1h ~ rules: [a, b], group-by: [u], timespan: 3h ~ inner outer",
        "field: f ~ field: g ~ inner outer",
        "until: [undo] ~ evidence_cap: 9 ~ inner outer",
        "rules: [inner], group-by: [u] ~ rules: [inner], group-by: [v] ~ outer",
      })
  void whatARuleFindsIsPartOfItAndOfThoseAbove(String before, String after, String changed) {
    assertThat(RULES).contains(before);
    assertThat(changed(load(RULES.replace(before, after), FILTERS, LISTS)))
        .containsExactly(changed.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "guide: Look. ~ 'guide: \"Look again at {who}.\"'",
        "title: Outer ~ title: Another",
        "level: high ~ level: low",
        "name: outer ~ '# Why.\nname: outer'",
        "s: {eventName: MakeB} ~ 's: {  eventName:   \"MakeB\" }'",
        "group-by: [u], timespan: 1h ~ timespan: 1h, group-by: [u]",
      })
  void howItIsWordedIsNot(String before, String after) {
    assertThat(RULES).contains(before);
    assertThat(changed(load(RULES.replace(before, after), FILTERS, LISTS))).isEmpty();
  }

  @Test
  void filtersAndListsBehindPlaceholdersAre() {
    assertThat(changed(load(RULES, FILTERS.replace("robot", "droid"), LISTS)))
        .containsExactly("a", "inner", "outer");
    assertThat(changed(load(RULES, FILTERS, LISTS.replace("bob", "dave"))))
        .containsExactly("a", "inner", "outer");
    assertThat(changed(load(RULES, FILTERS, LISTS.replace("carol", "dave")))).isEmpty();
  }

  @Test
  void theOrderOfDocumentsAndFilesIsNot() {
    assertThat(changed(load(reversed(RULES), reversed(FILTERS), LISTS))).isEmpty();
    RuleSet other =
        new RuleSetLoader()
            .load(
                List.of(
                    new RuleFile("placeholders.yml", LISTS),
                    new RuleFile("z/filters.yml", FILTERS),
                    new RuleFile("a/renamed.yml", RULES)));
    assertThat(changed(other)).isEmpty();
    assertThat(other.version()).isEqualTo(load(RULES, FILTERS, LISTS).version());
  }

  @Test
  void theSetHasTheVersionOfItsTexts() {
    RuleSet rules = load(RULES, FILTERS, LISTS);
    assertThat(rules.version()).matches("[0-9a-f]{12}");
    assertThat(rules.all())
        .allSatisfy(
            rule -> {
              assertThat(rule.header().version()).matches("[0-9a-f]{12}");
              assertThat(rule.header().ruleSet()).isEqualTo(rules.version());
            });
    assertThat(load(RULES + "# a word\n", FILTERS, LISTS).version()).isNotEqualTo(rules.version());
  }

  private static String reversed(String documents) {
    List<String> parts = new ArrayList<>(Arrays.asList(documents.split("---\n")));
    Collections.reverse(parts);
    return String.join("---\n", parts);
  }
}
