package dev.mirrorwatch.rules;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.load;
import static dev.mirrorwatch.rules.RuleText.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mirrorwatch.rules.compile.FieldMapping;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.LogSource;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.parse.RuleParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules run, why others do not, and how their fields find the event view. */
class LogSourceTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();

  private static String onSource(String name, String logSource) {
    return stage(name).replace("  product: aws", "  " + logSource);
  }

  private static String correlation(String name, String rules) {
    return """
    title: Correlation %1$s
    name: %1$s
    level: high
    correlation: {type: temporal, rules: [%2$s], group-by: [u], timespan: 1h}
    ---
    """
        .formatted(name, rules);
  }

  @ParameterizedTest
  @CsvSource({
    "'product: aws', true",
    "'service: CloudTrail', true",
    "'{product: aws, service: cloudtrail}', true",
    "'{product: aws, service: cloudtrail, definition: words}', true",
    "'{product: aws, service: s3}', false",
    "'{product: aws, category: process_creation}', false",
    "'{product: aws, tenant: acme}', false",
    "'product: okta', false"
  })
  void aRuleRunsWhenItsLogSourceIsASubsetOfOneThatRuns(String logSource, boolean active) {
    String flow = logSource.startsWith("{") ? logSource : "{" + logSource + "}";
    String text = stage("a").replace("logsource:\n  product: aws", "logsource: " + flow);
    RuleSet rules = load(text);
    assertThat(rules.detections()).hasSize(active ? 1 : 0);
    assertThat(rules.inactive()).hasSize(active ? 0 : 1);
    assertThat(check(text)).noneMatch(RuleIssue::isError);
  }

  @Test
  void inactiveRulesAreNamedWithTheReasonAndReadNothing() {
    RuleSet rules =
        load(
            stage("a")
                + onSource("b", "product: okta")
                + stage("c")
                + correlation("both", "a, b")
                + correlation("fine", "a, c"));
    assertThat(rules.inactive())
        .extracting(InactiveRule::name, InactiveRule::reason)
        .containsExactly(
            tuple("b", "no running log source delivers product okta"),
            tuple("both", "its rule 'b' is inactive"));
    assertThat(rules.correlations()).hasSize(1);
    assertThat(rules.rule("b")).isEmpty();
  }

  @Test
  void aStageOfAnInactiveCorrelationStaysSilent() {
    RuleSet rules = load(stage("a") + onSource("b", "product: okta") + correlation("both", "a, b"));
    assertThat(rules.alertsAlone(rules.detections().get(0).rule())).isFalse();
  }

  @Test
  void statusOfEachRule() {
    RuleFile good =
        new RuleFile(
            "a.yml",
            stage("a")
                + onSource("b", "product: okta")
                + correlation("both", "a, b")
                + stage("d").replace("low", "lwo")
                + correlation("broken", "a, d"));
    RuleFile unreadable = new RuleFile("z.yml", "a: [");
    assertThat(LOADER.report(List.of(good, unreadable)).rules())
        .extracting(status -> status.rule() + " " + status.status() + " " + status.reason())
        .containsExactly(
            "a ACTIVE null",
            "b INACTIVE no running log source delivers product okta",
            "both INACTIVE its rule 'b' is inactive",
            "d REFUSED unknown level 'lwo'",
            "broken REFUSED its rule 'd' is refused",
            "z.yml REFUSED " + LOADER.check(List.of(unreadable)).get(0).message());
  }

  @Test
  void fieldsAreLookedUpInTheMapOfTheSource() {
    RuleSet rules =
        load(
            RuleText.detection(
                """
                sel:
                  aws.cloudtrail.error_code: AccessDenied
                  additionalEventdata.MFAUsed|fieldref: aws.cloudtrail.event_type
                list:
                  - requestParameters.x: y
                condition: all of them
                """));
    assertThat(rules.fieldsRead())
        .containsExactly(
            "additionalEventData.MFAUsed",
            "errorCode",
            "eventType",
            "mirror.tag",
            "requestParameters.x");
    TestEvent event =
        TestEvent.event()
            .with("errorCode", "AccessDenied")
            .with("additionalEventData.MFAUsed", "No")
            .with("eventType", "no")
            .with("requestParameters.x", "y");
    assertThat(rules.detections().get(0).predicate().matches(event)).isTrue();
  }

  @Test
  void filtersAreMappedWithTheRuleTheyJoin() {
    String filter =
        """
        title: F
        logsource: {product: aws}
        filter:
          rules: any
          mine: {aws.cloudtrail.error_code: x}
          condition: not mine
        """;
    assertThat(load(stage("a") + filter).fieldsRead())
        .containsExactly("action", "errorCode", "mirror.tag");
  }

  @ParameterizedTest
  @CsvSource({
    "gcp, gcp.audit, gcp.audit.method_name, protoPayload.methodName",
    "azure, activitylogs, OperationNameValue, operationName",
    "azure, auditlogs, properties.message, operationName",
    "azure, signinlogs, properties.message, properties.message",
    "aws, cloudtrail, eventName, eventName"
  })
  void theMapsKnowTheNamesOfPublicRules(String product, String service, String field, String path) {
    LogSource source = new LogSource(null, product, service);
    RuleDocuments documents =
        RuleParser.parse(
            List.of(RuleText.file(RuleText.detection("s: {" + field + ": x}\ncondition: s"))),
            issue -> {});
    DetectionRule mapped =
        FieldMapping.apply(documents.detections().get(0), source, RunningSources.fieldMaps());
    Detection detection = mapped.detection();
    assertThat(((Search.FieldItem) detection.searches().get(0).search()).field()).isEqualTo(path);
  }

  @Test
  void aMapAppliesOnlyToItsLogSource() {
    FieldMap map = new FieldMap(new LogSource(null, "aws", "cloudtrail"), Map.of("a", "b"));
    DetectionRule rule =
        RuleParser.parse(
                List.of(RuleText.file(RuleText.detection("s: {a: x}\ncondition: s"))), issue -> {})
            .detections()
            .get(0);
    assertThat(FieldMapping.apply(rule, new LogSource(null, "gcp", null), List.of(map)))
        .isEqualTo(rule);
    assertThat(FieldMapping.apply(rule, new LogSource(null, "aws", "cloudtrail"), List.of(map)))
        .isNotEqualTo(rule);
  }
}
