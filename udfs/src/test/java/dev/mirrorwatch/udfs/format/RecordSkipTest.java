package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.WantedCalls;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.azure.AzureFormat;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import dev.mirrorwatch.udfs.format.gcp.GcpAuditFormat;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import dev.mirrorwatch.udfs.reload.RuleTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSkipTest {

  private static final RuleSet RULES =
      RuleTexts.rules(
          RuleTexts.detection("session", "CreateTrafficMirrorSession"),
          rule("tap", "azure", "activitylogs", "operationName|endswith: virtualNetworkTaps/write"),
          rule("mirroring", "gcp", "gcp.audit", "gcp.method: compute.packetmirrorings.insert"));

  private static String rule(String name, String product, String service, String item) {
    return """
        title: Title of %1$s
        name: %1$s
        logsource: {product: %2$s, service: %3$s}
        detection:
          selection: {%4$s}
          condition: selection
        """
        .formatted(name, product, service, item);
  }

  private final RecordSkip skip = new RecordSkip(RULES);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'eventName':'RunInstances','eventTime':'2026-01-01T00:00:00Z'}",
        "{ 'eventName' :  'RunInstances' }",
        "{'eventName':'RunInstances','a':{'eventName':'StopInstances'}}",
        "{'eventName':'RunInstances','text':'a\\u003db'}",
        "{'eventName':'RunInstances','text':'\\'eventName\\':\\'StopInstances\\''}",
        "{'eventName':'RunInstances','userName':'CreateTrafficMirrorSession'}",
        "{'eventName':'RunInstances','a':['eventName','CreateTrafficMirrorSession']}",
        "{'operationName':'Microsoft.Compute/virtualMachines/write'}",
        "{'eventVersion':'1.10','eventName':'RunInstances','Records':[],"
            + "'operation_name':'Microsoft.Network/virtualNetworkTaps/write'}",
        "{'operationName':'MICROSOFT.COMPUTE/A','OperationNameValue':'Microsoft.Compute/a'}",
        "{'operation_name':'Microsoft.Compute/virtualMachines/write'}",
        "{'protoPayload':{'methodName':'v1.compute.instances.insert'}}",
        "{'@timestamp':'2026-01-01T00:00:00Z','event':{'action':'RunInstances',"
            + "'dataset':'aws.cloudtrail'}}",
        "{'@timestamp':'2026-01-01T00:00:00Z','event.action':'RunInstances',"
            + "'event.dataset':'aws.cloudtrail'}",
        "{'@timestamp':'2026-01-01T00:00:00Z','event':{'action':'RunInstances',"
            + "'dataset':'aws.cloudtrail','original':'{\\'eventName\\':\\'RunInstances\\'}'}}",
      })
  void skipsWhatNoRuleCanMatch(String record) {
    assertThat(skip.skips(bytes(record))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'eventName':'CreateTrafficMirrorSession'}",
        "{'eventName'\t:\r'createtrafficmirrorsession'}",
        "{'eventName':'RunInstances','detail':{'eventName':'CreateTrafficMirrorSession'}}",
        "{'eventName':'RunInstances','eventName':'CreateTrafficMirrorSession'}",
        "{'\\u0065ventName':'CreateTrafficMirrorSession','eventName':'RunInstances'}",
        "{'eventName':'RunInstances','text':'{\\u0022eventName\\u0022:1}'}",
        "{'eventName':'Create\\u0054rafficMirrorSession'}",
        "{'eventName':'Create\\/Session'}",
        "{'eventName':['RunInstances']}",
        "{'eventName':'RunInstances','eventName'\t: \n'CreateTrafficMirrorSession'}",
        "{'@timestamp':'2026-01-01T00:00:00Z','eventName':'RunInstances',"
            + "'event':{'action':'CreateTrafficMirrorSession'},'aws':{'cloudtrail':{}}}",
        "{'eventName':''}",
        "{'eventName':null}",
        "{'eventName':'RunInst",
        "{'eventName'",
        "{'eventName':'AssumeRole'}",
        "{'eventSource':'ec2.amazonaws.com'}",
        "{'text':'\\'eventName\\':\\'RunInstances\\''}",
        "{'eventName':'RunInstances','text':'\\'eventName\\':\\'CreateTrafficMirrorSession\\''}",
        "{'operationName':'MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE'}",
        "{'operationName':{'value':'Microsoft.Compute/a'}}",
        "{'OperationName':'Create','OperationNameValue':'Microsoft.Compute/a'}",
        "{'eventName':'RunInstances','operation_name':'Microsoft.Network/virtualNetworkTaps/write'}",
        "{'protoPayload':{'methodName':'beta.compute.packetMirrorings.insert'}}",
        "{'@timestamp':'2026-01-01T00:00:00Z','event':{'action':'CreateTrafficMirrorSession',"
            + "'dataset':'aws.cloudtrail'}}",
        "{'@timestamp':'2026-01-01T00:00:00Z','eventName':'RunInstances',"
            + "'event':{'action':'CreateTrafficMirrorSession','dataset':'aws.cloudtrail'}}",
        "{'@timestamp':'2026-01-01T00:00:00Z','event':{'action':'session',"
            + "'dataset':'cisco_ios.log'},'message':'%SYS-5-CONFIG_I: Configured'}",
        "[{'eventName':'RunInstances'}]",
        "%SYS-5-CONFIG_I: 'eventName':'RunInstances'",
      })
  void readsWhatARuleMayMatch(String record) {
    assertThat(skip.skips(bytes(record))).isFalse();
  }

  @Test
  void ofACallThatNoRuleWantsItIsReadWhoGotTheKey() {
    String record =
        "{'eventVersion':'1','userIdentity':{'type':'IAMUser'},'eventTime':'2026-01-01T00:00:00Z',"
            + "'eventSource':'sts.amazonaws.com','eventName':'AssumeRole',"
            + "'responseElements':{'credentials':{'accessKeyId':'ASIA1'}}}";
    assertThat(skip.skips(bytes(record))).isFalse();
    assertThat(skip.answer().issuedKey()).isEqualTo("ASIA1");
    assertThat(skip.skips(bytes(record.replace("IAMUser", "AWSService")))).isTrue();
    assertThat(skip.answer()).isNull();
    String service =
        record.replace(
            "{'type':'IAMUser'}", "{'type':'AWSService','invokedBy':'ec2.amazonaws.com'}");
    assertThat(skip.skips(bytes(service))).isTrue();
    assertThat(skip.skips(bytes(service.replace("'eventTime'", "'userIdentity':{},'eventTime'"))))
        .isFalse();
    assertThat(skip.skips(bytes(service.replace("com'}", "com','type':'IAMUser'}")))).isFalse();
    // Something else in it is wanted.
    assertThat(
            skip.skips(
                bytes(record.replace("ASIA1'", "A','eventName':'Createtrafficmirrorsession'"))))
        .isFalse();
    assertThat(skip.answer()).isNull();
    assertThat(skip.skips(bytes("{'eventName':'CreateTrafficMirrorSession'}"))).isFalse();
    assertThat(skip.answer()).isNull();
  }

  private static byte[] bytes(String record) {
    return Logs.utf8(record.replace('\'', '"'));
  }

  @Test
  void readsEveryCallOfAProductWhoseRulesNameNone() {
    RecordSkip some =
        new RecordSkip(
            RuleTexts.rules(
                RuleTexts.detection("session", "CreateTrafficMirrorSession"),
                rule("any", "azure", "activitylogs", "caller: somebody")));

    assertThat(some.skips(bytes("{'operationName':'Microsoft.Compute/a'}"))).isFalse();
    assertThat(some.skips(bytes("{'eventName':'RunInstances'}"))).isTrue();
  }

  @Test
  void theFieldsOfANameAreThoseThatRulesAreToldBy() {
    assertThat(CloudTrailFormat.fieldsOfName("A").keySet())
        .containsExactlyInAnyOrderElementsOf(WantedCalls.nameFields("aws"));
    assertThat(AzureFormat.fieldsOfName("A").keySet())
        .containsExactlyInAnyOrderElementsOf(WantedCalls.nameFields("azure"));
    assertThat(GcpAuditFormat.fieldsOfName("A").keySet())
        .containsExactlyInAnyOrderElementsOf(WantedCalls.nameFields("gcp"));
  }

  /** Whatever the samples are, and however they are written. */
  @Test
  void skipsNoSampleThatARuleMatches() throws IOException {
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    RecordSkip shipped = new RecordSkip(rules);
    RuleMatcher matcher = new RuleMatcher(rules);
    LogFormats formats = new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()));
    int skipped = 0;
    int matched = 0;
    for (byte[] sample : samples()) {
      List<RawLog> logs = new ArrayList<>();
      LogDecoder.decode(sample, "s", Origin.file("f", 1), RecordLimits.DEFAULT, logs::add);
      for (RawLog log : logs) {
        AuditEvent event = log.defect() == null ? formats.normalize(log).event() : null;
        boolean isWanted =
            event != null && (!matcher.matches(event).isEmpty() || KeyAnswer.of(event) != null);
        if (shipped.skips(log.payload())) {
          skipped++;
          assertThat(isWanted).as(new String(log.payload())).isFalse();
        }
        matched += isWanted ? 1 : 0;
      }
    }
    assertThat(skipped).isGreaterThan(30);
    assertThat(matched).isGreaterThan(30);
  }

  /** All of them, and of each JSON one more with other calls, which are nobody's. */
  private static List<byte[]> samples() throws IOException {
    List<byte[]> samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("..", "testdata", "events"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(".log")) {
          Files.readAllLines(file).forEach(line -> samples.add(Logs.utf8(line)));
        } else {
          samples.add(Files.readAllBytes(file));
          String text = Files.readString(file);
          samples.add(Logs.utf8(text.replaceAll("(Name\"\\s*:\\s*\"[^\"]*)\"", "$1Nobody\"")));
        }
      }
    }
    return samples;
  }
}
