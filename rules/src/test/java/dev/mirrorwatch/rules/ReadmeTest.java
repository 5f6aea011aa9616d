package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.FieldModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  private static final Pattern OWN_KEY =
      Pattern.compile(
          "^\\| `((?:stages|until|absence|stalled|fire|window|allowed_lateness|evidence_cap|risk))` "
              + "\\|.*\\| `([^`|]+)` \\|[^|]*\\|$",
          Pattern.MULTILINE);

  private static final String WITH_OWN_KEY =
      Stream.of("denied", "recon", "session", "other", "aws_tm_teardown")
              .map(
                  name ->
                      """
                      title: Stage %s
                      name: %s
                      logsource: {product: aws}
                      detection:
                        selection: {eventName: %s}
                        condition: selection
                      level: low
                      ---
                      """
                          .formatted(name, name, name))
              .collect(Collectors.joining())
          + """
            title: Correlated
            name: correlated
            level: high
            correlation:
              type: temporal
              rules: [denied, recon, session, other]
              group-by: [principal.origin]
              timespan: 2h
            mirrorwatch:
            """;

  @Test
  void itsExampleRuleLoads() throws IOException {
    assertThat(RuleText.check(example("title:"))).isEmpty();
  }

  @Test
  void itsExampleOfARiskLoads() throws IOException {
    assertThat(RuleText.check(WITH_OWN_KEY.replace("mirrorwatch:\n", "") + example("mirrorwatch:")))
        .isEmpty();
  }

  private static String example(String start) throws IOException {
    return YAML.matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(example -> example.group(1).stripIndent())
        .filter(text -> text.startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itsTableNamesEveryModifier() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (FieldModifier modifier : FieldModifier.values()) {
      assertThat(readme).contains("`" + modifier.word() + "`");
    }
  }

  /** Each example of a key of {@code mirrorwatch}, in a rule that it has a meaning in. */
  @Test
  void itsExamplesOfTheOwnKeyLoad() throws IOException {
    Set<String> shown = new TreeSet<>();
    Matcher row = OWN_KEY.matcher(Files.readString(Path.of("README.md")));
    while (row.find()) {
      shown.add(row.group(1));
      assertThat(RuleText.check(WITH_OWN_KEY + "  " + row.group(2) + "\n"))
          .as(row.group(2))
          .isEmpty();
    }
    assertThat(shown)
        .containsExactlyInAnyOrder(
            "stages",
            "until",
            "absence",
            "stalled",
            "fire",
            "window",
            "allowed_lateness",
            "evidence_cap",
            "risk");
  }
}
