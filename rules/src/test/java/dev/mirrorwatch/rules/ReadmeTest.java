package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.FieldModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  @Test
  void itsExampleRuleLoads() throws IOException {
    Matcher example = YAML.matcher(Files.readString(Path.of("README.md")));
    assertThat(example.find()).isTrue();
    assertThat(RuleText.check(example.group(1).stripIndent())).isEmpty();
  }

  @Test
  void itsTableNamesEveryModifier() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (FieldModifier modifier : FieldModifier.values()) {
      assertThat(readme).contains("`" + modifier.word() + "`");
    }
  }
}
