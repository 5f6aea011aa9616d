package dev.mirrorwatch.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.RuleText;
import dev.mirrorwatch.rules.TestEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/explain");
  private static final RuleSetLoader LOADER = new RuleSetLoader();

  private static Explanations explanations(List<RuleFile> files) {
    RuleSet rules = LOADER.load(files);
    return new Explanations(rules, LOADER.report(files));
  }

  private static Explanations ownRules() throws IOException {
    return explanations(
        List.of(new RuleFile("rules.yml", Files.readString(GOLDEN.resolve("rules.yml")))));
  }

  private static String compiled(List<Explanation> explanations) {
    StringBuilder text = new StringBuilder();
    explanations.forEach(explanation -> text.append(ExplanationText.of(explanation)).append('\n'));
    return text.toString();
  }

  private static String events(List<EventExplanation> explanations) {
    StringBuilder text = new StringBuilder();
    explanations.forEach(explanation -> text.append(ExplanationText.of(explanation)).append('\n'));
    return text.toString();
  }

  @Test
  void showsWhatWasCompiled() throws IOException {
    assertThat(compiled(ownRules().ofFile("rules.yml")))
        .isEqualTo(Files.readString(GOLDEN.resolve("rules.txt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stages/aws_tm_rule_wide", "correlations/aws_tm_staging"})
  void showsShippedRules(String rule) throws IOException {
    String golden = rule.replaceAll(".*/", "") + ".txt";
    assertThat(compiled(explanations(LOADER.shipped()).ofFile("sigma/aws/" + rule + ".yml")))
        .isEqualTo(Files.readString(GOLDEN.resolve(golden)));
  }

  @Test
  void explainsIdleRulesAndSaysWhyTheyAreIdle() {
    String text =
        """
        title: Elsewhere
        name: elsewhere
        level: low
        logsource: {product: windows}
        detection:
          selection: {EventID: 4688}
          condition: selection
        ---
        title: Often Elsewhere
        name: often
        level: low
        correlation: {type: event_count, rules: [elsewhere], timespan: 1h, condition: {gte: 5}}
        """;
    assertThat(compiled(explanations(List.of(RuleText.file(text))).ofFile("rule.yml")))
        .contains(
            "inactive, no running log source delivers product windows",
            "EventID",
            "inactive, its rule 'elsewhere' is inactive");
  }

  @Test
  void saysWhichValuesDecidedForAMatch() throws IOException {
    TestEvent event =
        TestEvent.event()
            .with("eventSource", "iam.amazonaws.com")
            .with("eventName", "updateaccesskey")
            .with("userAgent", "aws-cli/2 on linux")
            .with("principal.origin", "arn:aws:iam::111122223333:user/eve");
    assertThat(events(ownRules().ofFile("rules.yml", event)))
        .isEqualTo(Files.readString(GOLDEN.resolve("match.txt")));
  }

  @Test
  void saysWhichValuesDecidedAgainstIt() throws IOException {
    TestEvent event =
        TestEvent.event()
            .with("eventSource", "s3.amazonaws.com", "sts.amazonaws.com")
            .with("eventName", "GetObject")
            .with("userAgent", "curl")
            .with("errorCode", (String) null)
            .with("requestParameters.bucketName", "my-backups")
            .with("principal.origin", "arn:aws:iam::111122223333:role/rotation");
    assertThat(events(ownRules().ofFile("rules.yml", event)))
        .isEqualTo(Files.readString(GOLDEN.resolve("no-match.txt")));
  }

  /** The tree, the searches and the compiled rule are three ways to the same answer. */
  @Test
  void agreesWithWhatRuns() throws IOException {
    Path samples = Path.of("../testdata/rules");
    Explanations shipped = explanations(LOADER.shipped());
    for (String stage : List.of("aws_tm_rule_wide", "aws_tm_session", "aws_tm_fail")) {
      try (var files = Files.list(samples.resolve(stage))) {
        for (Path sample : files.toList()) {
          TestEvent event = TestEvent.cloudTrail(Files.readString(sample));
          EventExplanation explanation =
              shipped.ofFile("sigma/aws/stages/" + stage + ".yml", event).get(0);
          boolean expected = sample.getFileName().toString().startsWith("match-");
          assertThat(explanation.matches()).as("%s", sample).isEqualTo(expected);
          assertThat(explanation.condition().holds()).as("%s", sample).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aNegatedListIsDecidedByAllOfIt() {
    Explanations explanations =
        explanations(
            List.of(RuleText.file(RuleText.detection("a: {f|neq: [x, y]}\ncondition: a"))));
    TestEvent event = TestEvent.event().with("f", "z", "w");
    assertThat(explanations.ofFile("rule.yml", event).get(0).searches().get(0).reasons())
        .containsExactly(new EventExplanation.Reason(true, "f|neq: 'x', 'y'", "f", "'z', 'w'"));
  }

  @Test
  void aComparedFieldIsReadToo() {
    String rule = RuleText.detection("a: {f|fieldref: g}\ncondition: a");
    List<Explanation> explained = explanations(List.of(RuleText.file(rule))).ofFile("rule.yml");
    assertThat(((DetectionExplanation) explained.get(0)).fieldsRead()).containsExactly("f", "g");
  }

  @Test
  void anIdleRuleReadsWhatItsOwnSourceCallsTheFields() {
    String rule =
        RuleText.detection("a: {gcp.audit.method_name: x}\ncondition: a")
            .replace("product: aws", "product: gcp\n  service: gcp.audit");
    List<Explanation> explained = explanations(List.of(RuleText.file(rule))).ofFile("rule.yml");
    assertThat(((DetectionExplanation) explained.get(0)).fieldsRead())
        .containsExactly("protoPayload.methodName");
  }

  @Test
  void showsTheWholeLogSource() {
    String rule =
        RuleText.detection("a: {f: x}\ncondition: a")
            .replaceFirst("product: aws", "product: aws\n  env: prod");
    List<Explanation> explained = explanations(List.of(RuleText.file(rule))).ofFile("rule.yml");
    assertThat(compiled(explained)).contains("log source  product aws, env prod");
  }

  @Test
  void aCorrelationExplainsTheEventsOfItsStages() {
    assertThat(
            explanations(LOADER.shipped())
                .ofFile("sigma/aws/correlations/aws_tm_target_lineage.yml", TestEvent.event()))
        .map(EventExplanation::rule)
        .containsExactly("aws_tm_session", "aws_tm_target");
  }

  @Test
  void ofSeveralTestsOnlyThoseThatFailDecideAgainst() throws IOException {
    TestEvent event =
        TestEvent.event()
            .with("eventSource", "iam.amazonaws.com")
            .with("eventName", "DeleteAccessKey");
    EventExplanation.SearchVerdict selection =
        ownRules().ofFile("rules.yml", event).get(0).searches().get(0);
    assertThat(selection.reasons())
        .containsExactly(
            new EventExplanation.Reason(
                false,
                "eventName: 'CreateAccessKey', 'UpdateAccessKey'",
                "eventName",
                "'DeleteAccessKey'"));
  }

  private static SkipLiterals literals(String body) {
    Explanations explanations = explanations(List.of(RuleText.file(RuleText.detection(body))));
    return ((DetectionExplanation) explanations.ofFile("rule.yml").get(0)).literals();
  }

  @Test
  void literalsAreExactValuesThatEveryMatchNeeds() {
    assertThat(literals("a: {eventName: [B, 'A\\*']}\ncondition: a").values())
        .containsExactly("A*", "B");
    assertThat(literals("a: {event.action: A}\ncondition: a").values()).containsExactly("A");
    assertThat(literals("a: {eventName: [A, B]}\nb: {eventName: [b, C]}\ncondition: a and b"))
        .extracting(SkipLiterals::values)
        .isEqualTo(List.of("B"));
    assertThat(literals("a: {eventName: A}\nb: {eventName: B}\ncondition: a or b").values())
        .containsExactly("A", "B");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {eventName: ['A*', B]}\ncondition: a",
        "a: {eventName: 'A?'}\ncondition: a",
        "a: {eventName: [A, null]}\ncondition: a",
        "a: {eventName|contains: A}\ncondition: a",
        "a: {eventName: A}\ncondition: not a",
        "a: {eventName: A}\nb: {x: y}\ncondition: a or b",
        "a: {eventName: A}\nb: {x: y}\ncondition: 1 of them",
        "a:\n  - eventName: A\n  - x: y\ncondition: a"
      })
  void withoutThemEveryRecordIsParsed(String body) {
    assertThat(literals(body).values()).isEmpty();
    assertThat(literals(body).none())
        .isEqualTo("an event can match without eventName having one of a few exact values");
  }

  @Test
  void saysWhyThereAreNoLiterals() {
    assertThat(literals("a: {x: y}\ncondition: a").none())
        .isEqualTo("the rule does not ask for eventName");
    assertThat(literals("a: {eventName: A}\nb: {eventName: B}\ncondition: a and b").none())
        .isEqualTo("eventName would have to equal two values at once");
  }

  @Test
  void saysWhichRecordsAreSkippedUnread() {
    assertThat(skipsOtherCalls("aws", "a: {eventName: A}\ncondition: a")).isTrue();
    assertThat(skipsOtherCalls("aws", "a: {eventName|endswith: A}\ncondition: a")).isTrue();
    assertThat(skipsOtherCalls("aws", "a: {eventName: A}\ncondition: not a")).isFalse();
    assertThat(skipsOtherCalls("aws", "a: {userAgent: A}\ncondition: a")).isFalse();
    assertThat(skipsOtherCalls("azure", "a: {operationName: A}\ncondition: a")).isTrue();
    assertThat(skipsOtherCalls("azure", "a: {eventName: A}\ncondition: a")).isFalse();
    assertThat(skipsOtherCalls("gcp", "a: {gcp.method|contains: A}\ncondition: a")).isTrue();
    assertThat(skipsOtherCalls("gcp", "k: [A, B]\ncondition: k")).isFalse();
  }

  private static boolean skipsOtherCalls(String product, String body) {
    String rule = RuleText.detection(body).replace("product: aws", "product: " + product);
    Explanations explanations = explanations(List.of(RuleText.file(rule)));
    return ((DetectionExplanation) explanations.ofFile("rule.yml").get(0)).skipsOtherCalls();
  }
}
