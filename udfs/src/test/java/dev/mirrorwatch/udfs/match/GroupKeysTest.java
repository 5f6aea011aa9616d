package dev.mirrorwatch.udfs.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.FieldValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupKeysTest {

  private static CorrelationRule rule(String correlation) {
    return RuleTexts.load(
            RuleTexts.detection("first", "A"),
            RuleTexts.detection("second", "B"),
            RuleTexts.correlation("both", correlation))
        .correlations()
        .get(0);
  }

  private static final CorrelationRule BY_TWO =
      rule(
          """
          correlation:
            type: temporal
            rules: [first, second]
            group-by: [user, region]
            timespan: 1h
          """);

  private static List<List<String>> groups(CorrelationRule rule, String stage, Object... fields) {
    Map<String, List<String>> byField = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      Object value = fields[i + 1];
      byField.put(
          (String) fields[i],
          value instanceof String[] texts ? Arrays.asList(texts) : List.of((String) value));
    }
    return GroupKeys.of(rule, stage, new FieldValues(byField, List.of()));
  }

  @Test
  void oneValueForEachEntry() {
    assertThat(groups(BY_TWO, "first", "user", "alice", "region", "r1"))
        .containsExactly(List.of("alice", "r1"));
  }

  @Test
  void d6_03_missingFieldMeansNoGroup() {
    assertThat(groups(BY_TWO, "first", "user", "alice")).isEmpty();
    assertThat(groups(BY_TWO, "first", "user", new String[] {null}, "region", "r1")).isEmpty();
  }

  @Test
  void d6_04_listJoinsAGroupForEachDifferentElement() {
    assertThat(groups(BY_TWO, "first", "user", new String[] {"a", null, "b", "a"}, "region", "r1"))
        .containsExactly(List.of("a", "r1"), List.of("b", "r1"));
  }

  @Test
  void d6_05_groupValuesAreTakenAsTheyAre() {
    assertThat(groups(BY_TWO, "first", "user", "Alice", "region", "r1"))
        .containsExactly(List.of("Alice", "r1"))
        .isNotEqualTo(groups(BY_TWO, "first", "user", "alice", "region", "r1"));
  }

  @Test
  void longListsJoinTheirFirstGroupsOnly() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add("v" + i);
    }
    String[] values = many.toArray(String[]::new);
    List<List<String>> groups = groups(BY_TWO, "first", "user", values, "region", "r1");
    assertThat(groups).hasSize(32).startsWith(List.of("v0", "r1")).endsWith(List.of("v31", "r1"));
    assertThat(groups(BY_TWO, "first", "user", values, "region", values)).hasSize(32);
  }

  @Test
  void aliasReadsAnotherFieldInEachStage() {
    CorrelationRule rule =
        rule(
            """
            correlation:
              type: temporal
              rules: [first, second]
              group-by: [who]
              timespan: 1h
              aliases:
                who:
                  first: maker
                  second: user
            """);
    assertThat(groups(rule, "first", "maker", "alice", "user", "bob"))
        .containsExactly(List.of("alice"));
    assertThat(groups(rule, "second", "maker", "alice", "user", "bob"))
        .containsExactly(List.of("bob"));
  }

  @Test
  void ruleWithoutGroupByHasOneGroup() {
    CorrelationRule rule =
        rule(
            """
            correlation:
              type: temporal
              rules: [first, second]
              timespan: 1h
            """);
    assertThat(groups(rule, "first")).containsExactly(List.of());
  }
}
