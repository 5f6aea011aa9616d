package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCheckCommandTest {

  private static final String WARNED =
      """
      title: Elsewhere
      name: elsewhere
      tags: [attack.t1089]
      logsource: {product: windows}
      detection:
        selection: {a: '*'}
        condition: selection
      """;
  private static final String REFUSED =
      """
      title: Broken
      name: broken
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection: {eventName|contian: x}
        condition: selection
      """;

  @TempDir private Path folder;
  private Path warned;
  private Path refused;

  @BeforeEach
  void write() throws IOException {
    warned = Files.writeString(folder.resolve("a b.yml"), WARNED);
    refused = Files.writeString(folder.resolve("refused.yml"), REFUSED);
  }

  @Test
  void theShippedRulesPassStrictly() {
    CommandRun run = CommandRun.of("rules", "check", "--strict", "--samples", "../testdata/rules");
    assertThat(run.out()).isEqualTo("128 files: 0 errors, 0 warnings\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void textShowsLinesAndWhatDoesNotRun() {
    CommandRun run = CommandRun.of("rules", "check", folder.toString());
    assertThat(run.out())
        .isEqualTo(
            """
            %1$s:3:8: info: ATT&CK no longer has 'attack.t1089', did you mean 'attack.t1685'? [MW-REPLACED-TAG]
              tags: [attack.t1089]
                     ^
            %1$s:6:18: warning: '*' matches every value of the field: write 'a|exists: true' if that is meant [MW-MATCHES-ALL]
                selection: {a: '*'}
                               ^
            %2$s:5:25: error: unknown modifier 'contian', did you mean 'contains'? [MW-UNKNOWN-MODIFIER]
                selection: {eventName|contian: x}
                                      ^
            rule 'elsewhere' is inactive: no running log source delivers product windows
            rule 'broken' is refused: unknown modifier 'contian'
            2 files: 1 errors, 1 warnings
            """
                .formatted(warned, refused));
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void warningsFailOnlyWhenStrict() {
    assertThat(CommandRun.of("rules", "check", warned.toString()).code()).isZero();
    assertThat(CommandRun.of("rules", "check", "--strict", warned.toString()).code()).isEqualTo(1);
  }

  @Test
  void informationNeverFails() throws IOException {
    Files.writeString(warned, WARNED.replace("'*'", "b"));
    CommandRun run = CommandRun.of("rules", "check", "--strict", warned.toString());
    assertThat(run.out()).contains("info: ");
    assertThat(run.code()).isZero();
  }

  @Test
  void badUsageIsToldApart() {
    assertThat(CommandRun.of("rules", "check", folder + "/nowhere").code()).isEqualTo(2);
    assertThat(CommandRun.of("rules", "check", "--output", "xml").code()).isEqualTo(2);
    assertThat(CommandRun.of("rules").code()).isEqualTo(2);
  }

  @Test
  void jsonHasALineForEachProblemAndEachRule() throws IOException {
    CommandRun run = CommandRun.of("rules", "check", "--output", "json", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(JsonOutput.jsonLines(run)).hasSize(5);
    JsonNode error = JsonOutput.jsonLines(run).get(2);
    assertThat(error.fieldNames())
        .toIterable()
        .containsExactly("id", "severity", "file", "line", "column", "message", "suggestion");
    assertThat(error.get("id").asText()).isEqualTo("MW-UNKNOWN-MODIFIER");
    assertThat(error.get("severity").asText()).isEqualTo("error");
    assertThat(error.get("file").asText()).isEqualTo(refused.toString());
    assertThat(error.get("line").asInt()).isEqualTo(5);
    assertThat(error.get("column").asInt()).isEqualTo(25);
    assertThat(error.get("message").asText()).isEqualTo("unknown modifier 'contian'");
    assertThat(error.get("suggestion").asText()).isEqualTo("contains");
    assertThat(JsonOutput.jsonLines(run).get(1).get("suggestion").isNull()).isTrue();
    assertThat(JsonOutput.jsonLines(run).get(3))
        .hasToString(
            "{\"rule\":\"elsewhere\",\"status\":\"inactive\","
                + "\"reason\":\"no running log source delivers product windows\"}");
    assertThat(JsonOutput.jsonLines(run).get(4).get("status").asText()).isEqualTo("refused");
    CommandRun shipped = CommandRun.of("rules", "check", "--output", "json");
    assertThat(JsonOutput.jsonLines(shipped))
        .hasSize(128)
        .allMatch(line -> line.get("status").asText().equals("active"))
        .allMatch(line -> line.get("reason").isNull());
  }

  /** Every property that the specification requires of the objects we write, and its type. */
  @Test
  void sarifIsALogOfOneRun() throws IOException {
    CommandRun run = CommandRun.of("rules", "check", "--output", "sarif", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    JsonNode log = JsonOutput.json(run);
    assertThat(log.get("version").asText()).isEqualTo("2.1.0");
    assertThat(log.get("$schema").asText()).contains("sarif-2.1.0");
    assertThat(log.get("runs")).hasSize(1);
    JsonNode driver = log.at("/runs/0/tool/driver");
    assertThat(driver.get("name").asText()).isEqualTo("mirrorwatch");
    assertThat(driver.get("version").asText()).isNotBlank();
    JsonNode kinds = driver.get("rules");
    assertThat(kinds).map(kind -> kind.get("id").asText()).doesNotHaveDuplicates().hasSize(3);
    JsonNode results = log.at("/runs/0/results");
    assertThat(results).hasSize(3);
    for (JsonNode result : results) {
      assertThat(kinds.get(result.get("ruleIndex").asInt()).get("id"))
          .isEqualTo(result.get("ruleId"));
      assertThat(result.at("/message/text").asText()).isNotBlank();
      assertThat(result.get("locations")).hasSize(1);
      JsonNode place = result.at("/locations/0/physicalLocation");
      assertThat(
              Path.of(java.net.URI.create("file://" + place.at("/artifactLocation/uri").asText())))
          .exists();
      assertThat(place.at("/region/startLine").asInt()).isPositive();
      assertThat(place.at("/region/startColumn").asInt()).isPositive();
    }
    assertThat(results)
        .map(result -> result.get("level").asText())
        .containsExactly("note", "warning", "error");
    assertThat(results.at("/2/message/text").asText())
        .isEqualTo("unknown modifier 'contian', did you mean 'contains'?");
    assertThat(results.at("/0/locations/0/physicalLocation/artifactLocation/uri").asText())
        .endsWith("/a%20b.yml");
  }

  @Test
  void sarifOfGoodRulesHasNoResultsButTheList() throws IOException {
    JsonNode run =
        JsonOutput.json(CommandRun.of("rules", "check", "--output", "sarif")).at("/runs/0");
    assertThat(run.get("results").isArray()).isTrue();
    assertThat(run.get("results")).isEmpty();
  }
}
