package dev.mirrorwatch.rules;

import static dev.mirrorwatch.rules.TestEvent.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleIndexTest {

  private static String rule(String name, String search) {
    return """
        title: %1$s
        name: %1$s
        logsource: {product: aws}
        detection:
          selection: %2$s
          condition: selection
        ---
        """
        .formatted(name, search);
  }

  private static RuleIndex index(String... rules) {
    return new RuleIndex(RuleText.load(String.join("", rules)).detections());
  }

  private static List<String> matches(RuleIndex index, TestEvent event) {
    List<String> names = new ArrayList<>();
    index.matches(event, rule -> names.add(rule.rule().header().name()));
    return names;
  }

  @Test
  void rulesThatDoNotConcernAnEventAreNotAsked() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append(rule("r" + i, "{eventSource: ec2.amazonaws.com, eventName: Call" + i + "}"));
    }
    RuleIndex index = index(text.toString());
    TestEvent call7 = event().with("eventSource", "ec2.amazonaws.com").with("eventName", "CALL7");
    assertThat(index.asked(call7)).isEqualTo(1);
    assertThat(matches(index, call7)).containsExactly("r7");
    assertThat(index.asked(event().with("eventSource", "ec2.amazonaws.com"))).isZero();
  }

  @Test
  void aRuleWithoutSuchAValueIsAlwaysAsked() {
    RuleIndex index =
        index(
            rule("named", "{eventName: A}"),
            rule("part", "{eventName|contains: A}"),
            rule("wild", "{eventName: 'A*'}"),
            rule("absent", "{eventName: null}"),
            rule("either", "[{eventName: A}, {user: root}]"));
    assertThat(index.asked(event().with("eventName", "B"))).isEqualTo(4);
    assertThat(matches(index, event().with("eventName", "a")))
        .containsExactly("named", "part", "wild", "either");
    assertThat(matches(index, event())).containsExactly("absent");
  }

  /** No part of an "and" narrows down another where the field is a list. */
  @Test
  void aListMayHaveAValueForEachPart() {
    RuleIndex index =
        index(
            """
            title: both
            name: both
            logsource: {product: aws}
            detection:
              one: {f: [a, b]}
              other: {f: [b, c]}
              condition: one and other
            ---
            """);
    assertThat(matches(index, event().with("f", "a", "c"))).containsExactly("both");
    assertThat(matches(index, event().with("f", "B"))).containsExactly("both");
    assertThat(matches(index, event().with("f", "a"))).isEmpty();
  }

  @Test
  void theOrderOfTheRulesIsKept() {
    RuleIndex index =
        index(
            rule("z", "{f: 'x*'}"),
            rule("y", "{f: xa}"),
            rule("x", "{g: b}"),
            rule("w", "{f: xa}"));
    assertThat(matches(index, event().with("f", "xa").with("g", "b")))
        .containsExactly("z", "y", "x", "w");
  }

  @Test
  void manySubstringsAreFoundInAnyCase() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      parts.add("Part" + i + "ß");
    }
    RuleIndex index = index(rule("many", "{f|contains: [" + String.join(", ", parts) + "]}"));
    assertThat(matches(index, event().with("f", "..pART299ß.."))).containsExactly("many");
    assertThat(matches(index, event().with("f", "..part29..", "ß"))).isEmpty();
  }

  @Test
  void rulesTravelToWhereTheyRun() throws Exception {
    RuleSet rules =
        RuleText.load(rule("parts", "{f|contains: [ab, cd, ef]}") + rule("names", "{f: [x, y]}"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(rules);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      RuleIndex arrived = new RuleIndex(((RuleSet) in.readObject()).detections());
      assertThat(matches(arrived, event().with("f", "xCDx"))).containsExactly("parts");
      assertThat(matches(arrived, event().with("f", "Y"))).containsExactly("names");
    }
  }
}
