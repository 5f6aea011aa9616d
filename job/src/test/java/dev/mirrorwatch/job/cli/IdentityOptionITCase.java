package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.testdata.Scenario;
import dev.mirrorwatch.testdata.ScenarioParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two users are one person by the identity map, in every command that reads records. */
class IdentityOptionITCase {

  private static final String ONE_PERSON =
      """
      persons:
        - name: Alice Example
          aws: ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]
      """;

  @TempDir private Path folder;
  private Path logs;
  private Path identities;

  @BeforeEach
  void write() throws IOException {
    Scenario scenario =
        ScenarioParser.shipped().stream()
            .filter(each -> each.name().equals("lineage_split_role"))
            .findFirst()
            .orElseThrow();
    logs =
        Files.write(
            folder.resolve("logs.jsonl"),
            scenario.records().stream().map(Scenario.Delivery::json).toList());
    identities = Files.writeString(folder.resolve("who.yaml"), ONE_PERSON);
  }

  @Test
  void replayGroupsByThePerson() {
    assertThat(CommandRun.of("replay", "--output", "json", logs.toString()).out())
        .contains("aws_tm_target_lineage")
        .doesNotContain("Alice Example");
    assertThat(
            CommandRun.of("replay", "--output", "json", "--identities", "" + identities, "" + logs)
                .out())
        .contains("\"name\":\"aws_tm_reused_parts\"", "\"principal.origin\":\"Alice Example\"");
  }

  @Test
  void whyAnswersForThePerson() {
    assertThat(
            CommandRun.of(
                    "replay",
                    "--why",
                    "Alice Example",
                    "--rule",
                    "aws_tm_reused_parts",
                    "--identities",
                    "" + identities,
                    "" + logs)
                .out())
        .contains("principal.origin       Alice Example", "2 of 2 stages");
  }

  @Test
  void aTestOfARuleMayCountOnTheMap() throws IOException {
    Files.writeString(
        folder.resolve("made.yml"),
        """
        title: Key Made By Alice
        name: key_made
        logsource: {product: aws, service: cloudtrail}
        detection:
          selection: {eventName: CreateAccessKey, principal.human: Alice Example}
          condition: selection
        level: low
        """);
    Files.writeString(
        folder.resolve("made.test.yml"),
        """
        tests:
          - name: her user in the lab
            rule: key_made
            event:
              eventSource: iam.amazonaws.com
              eventName: CreateAccessKey
              userIdentity: {type: IAMUser, arn: 'arn:aws:iam::111122223333:user/bob', userName: bob}
            match: true
        """);
    String rule = folder.resolve("made.yml").toString();
    assertThat(CommandRun.of("rules", "test", rule).code()).isEqualTo(1);
    assertThat(CommandRun.of("rules", "test", "--identities", "" + identities, rule).code())
        .isZero();
  }

  @Test
  void aMapThatCannotBeUsedIsTheUsersToMend() throws IOException {
    Files.writeString(identities, "persons:\n  - name: alice\n    emial: a@b.c\n");
    CommandRun run = CommandRun.of("replay", "--identities", "" + identities, "" + logs);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("who.yaml:3:5: error: unknown key 'emial'", "'email'?");

    CommandRun missing = CommandRun.of("replay", "--identities", "nowhere.yaml", "" + logs);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("nowhere.yaml: the identity map cannot be read");
  }
}
