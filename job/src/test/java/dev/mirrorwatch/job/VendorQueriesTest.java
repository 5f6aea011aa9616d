package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of what the five vendors' queries and our rules see of each event. */
class VendorQueriesTest {

  private static final Path README = Path.of("../README.md");
  private static final String BEGIN = "<!-- vendor queries: computed by VendorQueriesTest -->\n";
  private static final String END = "<!-- end of vendor queries -->";

  private static final List<String> VENDORS =
      List.of(
          "compat_elastic_eql",
          "compat_logscale",
          "compat_sumo",
          "compat_qradar",
          "compat_elastic_rule_c1812764");

  private static final RuleSet RULES = new RuleSetLoader().load(allShipped());
  private static final RuleMatcher MATCHER = new RuleMatcher(RULES);
  private static final LogFormats FORMATS =
      new LogFormats(new FieldDemand(RULES.fieldsRead(), RULES.readsLeaves()));

  private static List<RuleFile> allShipped() {
    RuleSetLoader loader = new RuleSetLoader();
    List<RuleFile> files = new ArrayList<>(loader.shipped());
    files.addAll(loader.shippedCompatibility());
    return files;
  }

  /** An event by the name that its source gives it, and the record that says so. */
  private record Sample(String name, String record) {}

  @Test
  void readmeShowsWhatTheQueriesSee() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    assertThat(readme.substring(begin, readme.indexOf(END, begin))).isEqualTo(table());
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder(
            """
            | Event | Elastic EQL | LogScale | Sumo | QRadar | Elastic rule | Mirrorwatch |
            |---|---|---|---|---|---|---|
            """);
    samples().forEach(sample -> table.append(row(sample)));
    return table.toString();
  }

  private static String row(Sample sample) {
    Set<String> matched = matched(sample);
    String vendors =
        VENDORS.stream()
            .map(vendor -> sees(vendor, matched) ? "yes" : "")
            .collect(Collectors.joining(" | "));
    matched.removeIf(rule -> rule.startsWith("compat_"));
    return "| %s | %s | %s |%n"
        .formatted(
            sample.name(),
            vendors,
            matched.stream().map(rule -> "`" + rule + "`").collect(Collectors.joining(" ")));
  }

  /** A query that speaks of several sources is a rule for each. */
  private static boolean sees(String vendor, Set<String> matched) {
    return Stream.of("", "_azure", "_gcp").anyMatch(source -> matched.contains(vendor + source));
  }

  private static Set<String> matched(Sample sample) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        sample.record().getBytes(StandardCharsets.UTF_8),
        "samples",
        Origin.file(sample.name(), 1),
        RecordLimits.DEFAULT,
        logs::add);
    assertThat(logs).as(sample.name()).hasSize(1);
    AuditEvent event = FORMATS.normalize(logs.get(0)).event();
    assertThat(event).as("%s is an event", sample.name()).isNotNull();
    return MATCHER.matches(event).stream()
        .map(rule -> rule.header().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Sample> samples() {
    return Stream.of(aws(), azure(), gcp(), cisco()).flatMap(List::stream).toList();
  }

  private static List<Sample> aws() {
    return Stream.of(
            "CreateTrafficMirrorTarget",
            "CreateTrafficMirrorFilter",
            "CreateTrafficMirrorFilterRule",
            "CreateTrafficMirrorSession",
            "ModifyTrafficMirrorSession",
            "ModifyTrafficMirrorFilterRule",
            "ModifyTrafficMirrorFilterNetworkServices",
            "DeleteTrafficMirrorSession",
            "DeleteTrafficMirrorTarget",
            "DeleteTrafficMirrorFilter",
            "DeleteTrafficMirrorFilterRule",
            "DescribeTrafficMirrorSessions",
            "DescribeTrafficMirrorTargets")
        .map(call -> new Sample(call, cloudTrail(call)))
        .toList();
  }

  private static String cloudTrail(String call) {
    return """
    {"eventVersion": "1.10", "eventTime": "2026-03-02T09:00:00Z", "eventID": "e-1",
     "eventSource": "ec2.amazonaws.com", "eventName": "%1$s", "awsRegion": "eu-west-1",
     "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2.15", "recipientAccountId": "111122223333",
     "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice",
      "accountId": "111122223333", "userName": "alice"},
     "requestParameters": {"%1$sRequest": {"TrafficMirrorTargetId": "tmt-1", "TrafficMirrorFilterId": "tmf-1"}}}
    """
        .formatted(call);
  }

  private static List<Sample> azure() {
    return Stream.of(
            "Microsoft.Network/virtualNetworkTaps/write",
            "Microsoft.Network/virtualNetworkTaps/delete",
            "Microsoft.Network/networkInterfaces/tapConfigurations/write",
            "Microsoft.Network/networkInterfaces/tapConfigurations/delete",
            "Microsoft.Network/networkWatchers/packetCaptures/write")
        .map(
            operation ->
                new Sample(
                    operation.endsWith("/delete") && operation.contains("Taps/")
                        ? operation
                        : operation.toUpperCase(Locale.ROOT),
                    operation))
        .map(sample -> new Sample(sample.name(), activity(sample.name(), sample.record())))
        .toList();
  }

  private static String activity(String operation, String path) {
    String resource = path.substring(0, path.lastIndexOf('/')) + "/one";
    return """
    {"time": "2026-03-02T09:00:00.0000000Z",
     "resourceId": "/SUBSCRIPTIONS/5A2E/RESOURCEGROUPS/NET/PROVIDERS/%2$s",
     "operationName": "%1$s", "category": "Administrative", "resultType": "Success",
     "resultSignature": "Succeeded.Created", "correlationId": "c-1", "callerIpAddress": "198.51.100.7",
     "identity": {"claims": {"http://schemas.microsoft.com/identity/claims/objectidentifier": "o-1",
      "http://schemas.microsoft.com/identity/claims/tenantid": "t-1"}}}
    """
        .formatted(operation, resource.toUpperCase(Locale.ROOT));
  }

  private static List<Sample> gcp() {
    return Stream.of(
            new Sample("v1.compute.packetMirrorings.insert", "compute.googleapis.com"),
            new Sample("beta.compute.packetMirrorings.patch", "compute.googleapis.com"),
            new Sample("v1.compute.packetMirrorings.delete", "compute.googleapis.com"),
            new Sample("v1.compute.packetMirrorings.list", "compute.googleapis.com"),
            new Sample(
                "v1.compute.networkFirewallPolicies.addPacketMirroringRule",
                "compute.googleapis.com"),
            new Sample(
                "google.cloud.networksecurity.v1.Mirroring.CreateMirroringEndpointGroup",
                "networksecurity.googleapis.com"),
            new Sample("v1.compute.forwardingRules.insert", "compute.googleapis.com"))
        .map(sample -> new Sample(sample.name(), logEntry(sample.name(), sample.record())))
        .toList();
  }

  private static String logEntry(String method, String service) {
    return """
    {"logName": "projects/net/logs/cloudaudit.googleapis.com%%2Factivity", "insertId": "i-1",
     "timestamp": "2026-03-02T09:00:00Z", "resource": {"type": "gce", "labels": {"project_id": "net"}},
     "protoPayload": {"@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      "serviceName": "%2$s", "methodName": "%1$s", "resourceName": "projects/net/regions/europe-west1/things/one",
      "authenticationInfo": {"principalEmail": "alice@example.com"},
      "request": {"isMirroringCollector": true}}}
    """
        .formatted(method, service);
  }

  private static List<Sample> cisco() {
    String line =
        "<189>2360: r1: Mar  2 2026 09:00:00.000 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:alice "
            + " logged command:";
    return Stream.of(
            "monitor session 1 type erspan-source",
            "monitor session 1 source interface Gi1/0/1",
            "monitor capture tap start")
        .map(command -> new Sample(command, line + command))
        .toList();
  }
}
