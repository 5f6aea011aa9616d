package dev.mirrorwatch.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.match.EventFields;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which search identifiers keep an event from matching. */
class ObstaclesTest {

  private static Obstacles obstacles(String searches, String condition, String filter) {
    RuleSet rules =
        new RuleSetLoader()
            .load(
                List.of(
                    new RuleFile(
                        "rule.yml",
                        """
                        title: Rule
                        name: rule
                        logsource: {product: aws, service: cloudtrail}
                        detection:
                        %s
                          condition: %s
                        level: low
                        %s
                        """
                            .formatted(searches.indent(2).stripTrailing(), condition, filter))));
    return new Obstacles(rules.detections().get(0).rule(), rules.placeholders());
  }

  private static EventFields event(String... fields) {
    Map<String, List<String>> values = new java.util.HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      values.put(fields[i], List.of(fields[i + 1]));
    }
    return new EventFields() {
      @Override
      public List<String> values(String field) {
        return values.getOrDefault(field, List.of());
      }

      @Override
      public boolean has(String field) {
        return values.containsKey(field);
      }

      @Override
      public List<String> leaves() {
        return List.of();
      }
    };
  }

  private static List<String> texts(Obstacles obstacles, EventFields event) {
    return obstacles.of(event).stream().map(Obstacle::text).toList();
  }

  private static final String THREE =
      "one: {eventName: Create}\ntwo: {awsRegion: here}\nthree: {errorCode: bad}";

  @Test
  void whatFailsAndWhatExcludes() {
    Obstacles obstacles = obstacles(THREE, "one and two and not three", "");
    assertThat(texts(obstacles, event("eventName", "Create", "awsRegion", "here"))).isEmpty();
    assertThat(texts(obstacles, event("eventName", "Create", "errorCode", "bad")))
        .containsExactly(
            "'two' fails: awsRegion is absent, which does not fulfil awsRegion: 'here'",
            "excluded by 'three': errorCode 'bad' fulfils errorCode: 'bad'");
  }

  @Test
  void ofAlternativesAllThatFail() {
    assertThat(texts(obstacles(THREE, "one or two or three", ""), event("eventName", "Delete")))
        .hasSize(3);
    assertThat(
            texts(
                obstacles(THREE, "three and not (one and two)", ""),
                event("eventName", "Create", "awsRegion", "here", "errorCode", "bad")))
        .hasSize(2)
        .allMatch(text -> text.startsWith("excluded by '"));
  }

  @Test
  void quantities() {
    String two = "sel_a: {eventName: Create}\nsel_b: {awsRegion: here}\nother: {errorCode: bad}";
    assertThat(
            texts(
                obstacles(two, "all of sel_* and other", ""),
                event("errorCode", "bad", "eventName", "Create")))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("'sel_b' fails");
    assertThat(
            texts(
                obstacles(two, "other and not 1 of sel_*", ""),
                event("errorCode", "bad", "eventName", "Create")))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("excluded by 'sel_a'");
  }

  @Test
  void filtersAreNamedAsSuch() {
    String filter =
        """
        ---
        title: Known
        logsource: {product: aws, service: cloudtrail}
        filter:
          rules: [rule]
          known: {awsRegion: there}
          condition: not known
        """;
    Obstacles obstacles = obstacles(THREE, "one or two or three", filter);
    assertThat(obstacles.of(event("eventName", "Create", "awsRegion", "there")))
        .singleElement()
        .satisfies(
            obstacle -> {
              assertThat(obstacle.filter()).isTrue();
              assertThat(obstacle.excludes()).isTrue();
              assertThat(obstacle.text()).startsWith("excluded by filter 'known': ");
            });
  }

  @Test
  void nearIsTheRightCallOrNothingButAnExclusion() {
    Obstacles named = obstacles(THREE, "one and two", "");
    assertThat(named.isNear(event("eventName", "create"))).isTrue();
    assertThat(named.isNear(event("event.action", "Create"))).isTrue();
    assertThat(named.isNear(event("eventName", "Delete", "awsRegion", "here"))).isFalse();
    Obstacles any = obstacles(THREE, "two and not three", "");
    assertThat(any.isCalled(event("eventName", "Create"))).isFalse();
    assertThat(any.isNear(event("awsRegion", "here", "errorCode", "bad"))).isTrue();
    assertThat(any.isNear(event("eventName", "Create"))).isFalse();
  }
}
