package dev.mirrorwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Evidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped rules do not use: numbers, window ends, conditions over rules, chains. */
class CorrelationKindsITCase {

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  private static final String RULES =
      """
      title: Object Read
      name: object_read
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection: {eventSource: s3.amazonaws.com, eventName: GetObject}
        condition: selection
      ---
      title: Key Made
      name: key_made
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection: {eventName: CreateAccessKey}
        condition: selection
      ---
      title: Ticket Opened
      name: ticket_opened
      logsource: {product: aws, service: cloudtrail}
      detection:
        selection: {eventName: CreateCase}
        condition: selection
      ---
      title: Much Read
      name: much_read
      level: low
      correlation:
        type: value_sum
        rules: [object_read]
        group-by: [sourceIPAddress]
        timespan: 10m
        condition: {field: additionalEventData.bytesTransferredOut, gte: 1000}
      ---
      title: Read Few
      name: read_few
      level: low
      correlation:
        type: event_count
        rules: [object_read]
        group-by: [principal.name]
        timespan: 10m
        condition: {lte: 2}
      ---
      title: Key Without Ticket
      name: key_without_ticket
      level: high
      correlation:
        type: temporal
        group-by: [principal.name]
        timespan: 10m
        condition: key_made and not ticket_opened
      ---
      title: Much Read And A Key
      name: much_read_and_a_key
      level: critical
      correlation:
        type: temporal_ordered
        rules: [much_read, key_without_ticket]
        group-by: [principal.name]
        timespan: 1h
      """;

  private static String record(
      String id, String who, String ip, int minute, String call, int bytes) {
    String source = call.equals("GetObject") ? "s3" : call.equals("CreateCase") ? "support" : "iam";
    return """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA%2$s",\
        "arn":"arn:aws:iam::111122223333:user/%2$s","accountId":"111122223333",\
        "accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"%2$s"},\
        "eventTime":"2026-03-02T09:%4$02d:00Z","eventSource":"%6$s.amazonaws.com",\
        "eventName":"%5$s","awsRegion":"eu-west-1","sourceIPAddress":"%3$s","userAgent":"aws-cli",\
        "requestParameters":{},"responseElements":null,\
        "additionalEventData":{"bytesTransferredOut":%7$d},"requestID":"r-%1$s",\
        "eventID":"%1$s","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,\
        "recipientAccountId":"111122223333"}"""
        .formatted(id, who, ip, minute, call, source, bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void meanTheSameOnTheWholeLineInAnyOrder(long seed, @TempDir Path folder) throws Exception {
    RuleSet rules = new RuleSetLoader().load(List.of(new RuleFile("rules.yml", RULES)));
    assertThat(rules.levels()).hasSize(2);
    List<String> records =
        new ArrayList<>(
            List.of(
                // Alice reads from two addresses, then makes a key without a ticket.
                record("e1", "alice", "198.51.100.1", 0, "GetObject", 600),
                record("e2", "alice", "198.51.100.1", 5, "GetObject", 600),
                record("e3", "alice", "198.51.100.2", 6, "GetObject", 900),
                record("e4", "alice", "198.51.100.1", 20, "CreateAccessKey", 0),
                // Bob has a ticket.
                record("e5", "bob", "198.51.100.3", 1, "GetObject", 1500),
                record("e6", "bob", "198.51.100.3", 20, "CreateAccessKey", 0),
                record("e7", "bob", "198.51.100.3", 29, "CreateCase", 0),
                // Carol made the key first.
                record("e8", "carol", "198.51.100.4", 10, "CreateAccessKey", 0),
                record("e9", "carol", "198.51.100.4", 30, "GetObject", 1500)));
    Collections.shuffle(records, new Random(seed));

    PipelineRun run = PipelineRun.of(folder, rules, records);

    Map<String, List<String>> open = new TreeMap<>();
    for (Alert alert : run.open()) {
      open.put(
          alert.rule().name() + " " + String.join("/", alert.groupValues()),
          alert.evidence().stream().map(Evidence::eventId).sorted().toList());
    }
    assertThat(open)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "read_few bob", List.of("e5"),
                    "read_few carol", List.of("e9"),
                    "much_read_and_a_key alice", List.of("e1", "e2", "e4"))));
    assertThat(run.lateEvents).isEmpty();
    assertThat(run.deadLetters).isEmpty();
  }
}
