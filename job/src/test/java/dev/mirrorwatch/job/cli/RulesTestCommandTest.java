package dev.mirrorwatch.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RulesTestCommandTest {

  private static final String RULES =
      """
      title: User Made
      name: user_made
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection:
          eventName: CreateUser
        failed:
          event.outcome: [failure, denied]
        condition: selection and not failed
      level: low
      mirrorwatch: {stage: true}
      ---
      title: Key Made
      name: key_made
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection:
          eventName: CreateAccessKey
        condition: selection
      level: low
      mirrorwatch: {stage: true}
      ---
      title: User And Key
      name: user_and_key
      correlation:
        type: temporal
        rules: [user_made, key_made]
        group-by: [principal.origin]
        timespan: 1h
      level: high
      """;

  private static final String PASSING =
      """
      tests:
        - name: a user is made
          rule: user_made
          event: {eventSource: iam.amazonaws.com, eventName: CreateUser}
          match: true
        - name: an attempt
          rule: user_made
          fields: {eventName: CreateUser, event.outcome: denied}
          match: false
        - name: one after the other
          rule: user_and_key
          timeline:
            - {at: 0s, principal: alice, stage: user_made}
            - {at: 5m, principal: alice, stage: key_made}
          alerts:
            - {events: 2, group: {principal.origin: alice}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void rules() throws IOException {
    Files.writeString(folder.resolve("users.yml"), RULES);
  }

  private CommandRun run(String tests, String... more) throws IOException {
    Files.writeString(folder.resolve("users.test.yml"), tests);
    String[] args = new String[more.length + 3];
    args[0] = "rules";
    args[1] = "test";
    args[2] = folder.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return CommandRun.of(args);
  }

  /** The output without what differs from run to run. */
  private String out(CommandRun run) {
    return run.out().replace(folder + "/", "").replaceAll("\\d+\\.\\d\\d s", "T");
  }

  @Test
  void shippedRulesPassTheirTestsAndNothingIsUntested() {
    CommandRun run = CommandRun.of("rules", "test", "--fail-on-untested");
    assertThat(run.out()).matches("\\d+ tests, 0 failed, 0 rules with untested parts, .* s\n");
    assertThat(run.code()).isZero();
  }

  /** What shipped rules add to a score only where something is approved. */
  @TestFactory
  Stream<DynamicTest> everyReasonOfEveryShippedRuleIsInAScoreThatATestAsksFor() throws IOException {
    Path approvals =
        Files.writeString(
            folder.resolve("approvals.yml"),
            """
            approvals:
              - name: of something else
                principal: nobody
                target: {id: nothing}
                owner: nobody@example.org
                reason: so that there is an approval
                expires: 2030-12-31
            """);
    Map<String, String> untested = new HashMap<>();
    JsonOutput.jsonLines(
            CommandRun.of("rules", "test", "--output", "json", "--approvals", approvals.toString()))
        .stream()
        .filter(line -> line.has("untested"))
        .forEach(line -> untested.put(line.path("rule").asText(), line.toString()));
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    return rules.all().stream()
        .map(rule -> rule.header().name())
        .filter(name -> rules.riskOf(name).isPresent())
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> assertThat(untested.getOrDefault(name, "")).doesNotContain("reason '")));
  }

  @Test
  void aReasonThatNoScoreShowsIsUntested() throws IOException {
    String rules =
        """
        title: Made
        name: made
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: CreateUser}, condition: selection}
        level: low
        mirrorwatch:
          risk:
            score: 40
            reasons:
              - {name: by hand, points: 10, fact: by_hand}
              - {name: elsewhere, points: 10, fact: target_in_another_account}
              - {name: not approved, points: 10, fact: target_not_approved}
        """;
    Files.writeString(folder.resolve("made.yml"), rules);
    Files.writeString(
        folder.resolve("made.test.yml"),
        """
        tests:
          - {name: yes, event: {eventSource: iam.amazonaws.com, eventName: CreateUser}, match: true}
          - {name: no, event: {eventSource: iam.amazonaws.com, eventName: DeleteUser}, match: false}
          - name: by hand
            timeline:
              - {at: 0s, principal: alice, stage: made, fields: {user_agent.original: aws-cli/2}}
            alerts: [{score: 50}]
          - name: not asked for
            timeline:
              - {at: 0s, stage: made, fields: {mirror.collector_id: 'arn:aws:x:y:1:z'}}
            alerts: [{events: 1}]
        """);
    CommandRun run = CommandRun.of("rules", "test", folder.resolve("made.yml").toString());
    assertThat(run.out())
        .contains("not tested:\n  made: reason 'elsewhere' in no score asked for\n")
        .contains(" 0 failed");
  }

  @Test
  void saysWhatNoTestTouched() throws IOException {
    CommandRun run = run(PASSING);
    assertThat(out(run))
        .isEqualTo(
            """
            not tested:
              user_made: 'selection' never failed
              key_made: no test
              user_and_key: never silent
            3 tests, 0 failed, 3 rules with untested parts, T
            """);
    assertThat(run.code()).isZero();
    assertThat(run(PASSING, "--fail-on-untested").code()).isEqualTo(1);
  }

  @Test
  void stagesThatNoTimelineMeetsAreUntested() throws IOException {
    CommandRun run =
        run(
            """
            tests:
              - name: half
                rule: user_and_key
                timeline: [{at: 0s, stage: user_made}]
                alerts: []
            """);
    assertThat(out(run)).contains("user_and_key: stage 'key_made' never met; never alerted\n");
  }

  @Test
  void failuresAreDifferences() throws IOException {
    CommandRun run =
        run(
            """
            tests:
              - name: a user is made
                rule: user_made
                event: {eventSource: iam.amazonaws.com, eventName: CreateUser, errorCode: AccessDenied}
                match: true
              - name: nobody
                rule: user_made
                event: {eventSource: login.microsoftonline.com, eventName: CreateUser}
                match: true
              - name: another number
                rule: user_and_key
                timeline:
                  - {at: 0s, principal: alice, stage: user_made}
                  - {at: 5m, principal: alice, stage: key_made}
                  - {at: 0s, principal: bob, stage: user_made}
                  - {at: 5m, principal: bob, stage: key_made}
                alerts:
                  - {events: 3, group: {principal.origin: alice}}
              - name: too far apart
                rule: user_and_key
                timeline:
                  - {at: 0s, principal: alice, stage: user_made}
                  - {at: 1h1s, principal: alice, stage: key_made}
                alerts:
                  - {stages: [key_made, user_made]}
              - name: late
                rule: user_and_key
                timeline:
                  - {at: 0s, stage: user_made, id: early, arrives: 2h}
                  - {at: 1h15m1s, stage: key_made}
                  - {at: 1h15m2s, stage: key_made}
                alerts: []
                late: []
            """);
    assertThat(out(run))
        .isEqualTo(Files.readString(Path.of("src/test/resources/tests/failing.txt")));
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void jsonHasOneObjectALine() throws IOException {
    CommandRun run = run(PASSING.replace("events: 2", "events: 3"), "--output", "json");
    List<JsonNode> lines = JsonOutput.jsonLines(run);
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0).get("test").asText()).isEqualTo("a user is made");
    assertThat(lines.get(0).get("passed").asBoolean()).isTrue();
    assertThat(lines.get(2).get("passed").asBoolean()).isFalse();
    assertThat(lines.get(2).get("rule").asText()).isEqualTo("user_and_key");
    assertThat(lines.get(2).get("line").asInt()).isEqualTo(10);
    assertThat(lines.get(2).get("difference"))
        .map(JsonNode::asText)
        .containsExactly(
            "- {rule: user_and_key, events: 3, group: {principal.origin: alice}}",
            "+ {rule: user_and_key, events: 2, group: {principal.origin: alice}}");
    assertThat(lines.get(4)).hasToString("{\"rule\":\"key_made\",\"untested\":[\"no test\"]}");
    assertThat(lines.get(6).get("tests").asInt()).isEqualTo(3);
    assertThat(lines.get(6).get("failed").asInt()).isEqualTo(1);
  }

  @Test
  void junitXmlIsReadBack() throws Exception {
    Path report = folder.resolve("reports/rules.xml");
    CommandRun run =
        run(
            PASSING.replace("events: 2", "events: 3").replace("an attempt", "\"<&> \\u0001\""),
            "--junit",
            report.toString());
    assertThat(run.code()).isEqualTo(1);
    Element suites;
    try (InputStream xml = Files.newInputStream(report)) {
      suites =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
    }
    assertThat(suites.getTagName()).isEqualTo("testsuites");
    assertThat(suites.getAttribute("tests")).isEqualTo("3");
    assertThat(suites.getAttribute("failures")).isEqualTo("1");
    Element suite = (Element) suites.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("name")).endsWith("/users.test.yml");
    NodeList cases = suite.getElementsByTagName("testcase");
    assertThat(cases.getLength()).isEqualTo(3);
    assertThat(((Element) cases.item(1)).getAttribute("name")).isEqualTo("<&> \uFFFD");
    assertThat(((Element) cases.item(1)).getElementsByTagName("failure").getLength()).isZero();
    assertThat(((Element) cases.item(1)).getAttribute("classname")).isEqualTo("user_made");
    Element failure = (Element) ((Element) cases.item(2)).getElementsByTagName("failure").item(0);
    assertThat(failure.getTextContent())
        .contains("- {rule: user_and_key, events: 3")
        .contains("+ ");
  }

  @Test
  void aFileOfRecordsIsReadRelativeToTheTest() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(
        folder.resolve("logs/users.json"),
        """
        {"Records": [
          {"eventSource": "iam.amazonaws.com", "eventName": "CreateUser", "eventTime": "2026-01-01T00:00:00Z",
           "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice"}},
          {"eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey", "eventTime": "2026-01-01T00:30:00Z",
           "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice"}}]}
        """);
    CommandRun run =
        run(
            """
            tests:
              - name: a user is made
                rule: user_made
                file: logs/users.json
                match: true
              - name: with their own times
                rule: user_and_key
                timeline: [{file: logs/users.json}]
                alerts: [{events: 2}]
            """);
    assertThat(out(run)).contains("2 tests, 0 failed");
  }

  @Test
  void rulesElsewhereAreNamed() throws IOException {
    Path stages = Files.createDirectories(folder.resolve("stages"));
    Path correlations = Files.createDirectories(folder.resolve("correlations"));
    int end = RULES.lastIndexOf("---");
    Files.delete(folder.resolve("users.yml"));
    Files.writeString(stages.resolve("stages.yml"), RULES.substring(0, end));
    Files.writeString(correlations.resolve("both.yml"), RULES.substring(end));
    Path tests = correlations.resolve("both.test.yml");
    Files.writeString(
        tests,
        """
        tests:
          - name: one after the other
            timeline: [{at: 0s, stage: user_made}, {at: 5m, stage: key_made}]
            alerts: [{events: 2}]
        """);
    assertThat(CommandRun.of("rules", "test", correlations.toString()).code()).isEqualTo(2);
    for (Path path : List.of(correlations, tests, correlations.resolve("both.yml"))) {
      CommandRun run =
          CommandRun.of("rules", "test", path.toString(), "--rules", stages.toString());
      assertThat(run.out()).as(run.err()).contains("1 tests, 0 failed, 1 rules");
      assertThat(run.code()).isZero();
    }
    assertThat(
            CommandRun.of("rules", "test", correlations.toString(), "--rules", folder.toString())
                .code())
        .isZero();
  }

  @Test
  void theExamplesOfTheReadmePass() throws IOException {
    List<String> examples =
        Pattern.compile("```yaml\\n(tests:.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../rules/README.md")))
            .results()
            .map(example -> example.group(1))
            .toList();
    assertThat(examples).hasSize(2);
    Files.createDirectories(folder.resolve("logs"));
    Files.copy(
        Path.of("../testdata/rules/aws_tm_target/match-network-interface.json"),
        folder.resolve("logs/target.json.gz"));
    try (Stream<Path> rules = Files.walk(Path.of("../rules/sigma"))) {
      for (Path rule : (Iterable<Path>) rules.filter(Files::isRegularFile)::iterator) {
        if (!rule.toString().endsWith(".test.yml")) {
          Files.copy(rule, folder.resolve(rule.getFileName()));
        }
      }
    }
    Files.writeString(folder.resolve("aws_tm_target.test.yml"), examples.get(0));
    Files.writeString(folder.resolve("aws_tm_staging.test.yml"), examples.get(1));
    CommandRun run = CommandRun.of("rules", "test", folder.toString());
    assertThat(run.out()).as(run.err()).contains("\n4 tests, 0 failed");
  }

  @Test
  void whatCannotBeTestedIsBadUsage() throws IOException {
    CommandRun none = CommandRun.of("rules", "test", folder.toString());
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("nothing to test");
    CommandRun wrong = run("tests:\n  - {name: x, rule: user_mad, event: {a: b}, match: true}\n");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .contains(
            "users.test.yml:2:21: error: no such rule: 'user_mad', did you mean 'user_made'?");
    assertThat(CommandRun.of("rules", "test", folder.resolve("nowhere").toString()).code())
        .isEqualTo(2);
  }

  @Test
  void checkCountsTestsBesideWhenAsked() throws IOException {
    Files.writeString(folder.resolve("users.test.yml"), PASSING);
    assertThat(CommandRun.of("rules", "check", folder.toString()).out())
        .doesNotContain("MW-MISSING-TESTS");
    Files.writeString(
        folder.resolve("more.test.yml"),
        "tests:\n  - {name: a key, rule: key_made, fields: {eventName: CreateAccessKey}, match: true}");
    CommandRun run = CommandRun.of("rules", "check", "--tests", folder.toString());
    assertThat(run.lines())
        .filteredOn(line -> line.contains("MW-MISSING-TESTS"))
        .map(line -> line.replaceFirst(".*warning: ", ""))
        .containsExactly(
            "rule 'key_made' is tested with no event that does not match [MW-MISSING-TESTS]",
            "rule 'user_and_key' is tested with no timeline that does not alert"
                + " [MW-MISSING-TESTS]");
  }
}
