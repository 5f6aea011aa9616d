package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.identity.IdentityMapLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.format.UnreadCallers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIssueTest {

  private static final String ROLE =
      """
      {"type":"AssumedRole","principalId":"AROADEPLOY:alice@example.com",
      "arn":"arn:aws:sts::111122223333:assumed-role/deploy/alice@example.com",
      "accountId":"111122223333","accessKeyId":"ASIAOLD","sessionContext":{"sessionIssuer":
      {"type":"Role","principalId":"AROADEPLOY","arn":"arn:aws:iam::111122223333:role/deploy",
      "accountId":"111122223333","userName":"deploy"},"attributes":{"mfaAuthenticated":"true"}}}""";

  private static final List<String> CALLERS =
      List.of(
          ROLE,
          ROLE.replace("\"sessionIssuer\"", "\"sourceIdentity\":\"bob\",\"sessionIssuer\""),
          ROLE.replace("\"sessionIssuer\"", "\"ec2RoleDelivery\":\"2.0\",\"sessionIssuer\""),
          ROLE.replace("accessKeyId", "accesKeyId"),
          """
          {"type":"IAMUser","principalId":"AIDA1","arn":"arn:aws:iam::111122223333:user/carol",
          "accountId":"111122223333","accessKeyId":"AKIA1","userName":"carol"}""",
          """
          {"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root",
          "accountId":"111122223333","accessKeyId":"ASIAROOT"}""",
          "{\"type\":\"WebIdentityUser\",\"principalId\":\"x:y:z\",\"userName\":\"repo:a/b\"}",
          "{\"type\":\"SAMLUser\",\"principalId\":\"x:dan\",\"userName\":\"dan@example.com\"}",
          "{\"type\":\"AWSService\",\"invokedBy\":\"lambda.amazonaws.com\"}",
          "{\"type\":\"AWSAccount\",\"principalId\":\"AIDA9\",\"accountId\":\"444455556666\"}",
          "{\"type\":\"Directory\",\"userName\":\"eve\"}",
          "{\"principalId\":\"nobody\"}",
          "{}");

  private static final IdentityMap PERSONS =
      IdentityMapLoader.load(
          new RuleFile(
              "who.yml",
              """
              persons:
                - name: Carol Example
                  aws: arn:aws:iam::111122223333:user/carol
              """));

  private final KeyIssue issue = new KeyIssue();
  private final UnreadCallers callers = new UnreadCallers(PERSONS);
  private final LogFormats formats = new LogFormats(new FieldDemand(Set.of(), false), PERSONS);

  private static String record(String caller) {
    return """
        {"eventVersion":"1.10","userIdentity":%s,"eventTime":"2026-03-02T09:00:00Z",
        "eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"eu-central-1",
        "requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/admin","policy":
        "{\\"Statement\\":[]}","tags":[{"key":"a","value":"b"}]},"responseElements":{"credentials":
        {"accessKeyId":"ASIANEW","sessionToken":"x","expiration":"Mar 2, 2026, 9:15:00 AM"},"assumedRoleUser":{"arn":"a"}},
        "additionalEventData":{"MFAUsed":"Yes"},"eventID":"e-1","readOnly":true,
        "eventType":"AwsApiCall","recipientAccountId":"111122223333"}"""
        .formatted(caller)
        .replace("\n", "");
  }

  /** The event that the whole record is; {@code null} where it is not one record, or none. */
  private @Nullable AuditEvent whole(byte[] record) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(record, "s", Origin.file("f", 1), RecordLimits.DEFAULT, logs::add);
    return logs.size() == 1 && logs.get(0).defect() == null
        ? formats.normalize(logs.get(0)).event()
        : null;
  }

  private void isAsOfTheWholeRecord(byte[] record, AuditEvent whole) {
    KeyAnswer expected = KeyAnswer.of(whole);
    KeyAnswer answer = issue.answer();
    String text = new String(record);
    assertThat(answer == null).as(text).isEqualTo(expected == null);
    if (answer != null) {
      assertThat(callers.read(answer)).as(text).isEqualTo(expected);
      assertThat(answer.namesCaller()).isEqualTo(expected.namesCaller());
      assertThat(answer.usableUntil()).isEqualTo(expected.usableUntil());
      if (expected.callerKey() != null) {
        assertThat(answer.callerKey()).isEqualTo(expected.callerKey());
      }
    }
  }

  @Test
  void whatCloudTrailWritesIsReadWithoutParsingIt() {
    byte[] record = Logs.utf8(record(ROLE.replace("\n", "")));
    assertThat(issue.read(record, 0, record.length)).isTrue();
    assertThat(issue.answer().unread()).isNotNull();
    assertThat(issue.answer().issuedKey()).isEqualTo("ASIANEW");
    assertThat(issue.answer().callerKey()).isEqualTo("ASIAOLD");
    assertThat(Instant.ofEpochMilli(issue.answer().expires())).isEqualTo("2026-03-02T09:15:00Z");
    isAsOfTheWholeRecord(record, whole(record));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "null", "{}", "\"+999999999-01-01T00:00:00Z\""})
  void aMemberWithTheNameOfTheNormalFormIsNoEnd(String value) {
    byte[] record =
        Logs.utf8(
            record(ROLE.replace("\n", ""))
                .replace("\"readOnly\":true", "\"credential.expires\":" + value));
    assertThat(issue.read(record, 0, record.length)).isFalse();
    assertThat(KeyAnswer.of(whole(record)).expires()).isZero();
  }

  @Test
  void aServiceTellsOfNobody() {
    byte[] record = Logs.utf8(record("{\"type\":\"AWSService\",\"invokedBy\":\"x\"}"));
    assertThat(issue.read(record, 0, record.length)).isTrue();
    assertThat(issue.answer()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"readOnly\":true|\"readOnly\": true",
        "\"readOnly\"|\"detail\"",
        "\"eventID\"|\"sharedEventID\"",
        "\"readOnly\":true|\"errorCode\":\"AccessDenied\"",
        "AwsApiCall|AwsCloudTrailInsight",
        "sts.amazonaws.com|ec2.amazonaws.com",
        "\"AssumeRole\"|\"RunInstances\"",
        "ASIANEW|ASIA\\u004eEW",
        "\"sessionToken\":\"x\"|\"expiration\":\"Mar 3, 2026 9:15:00 AM\"",
        "\"Mar 2, 2026, 9:15:00 AM\"|null",
        "\"credentials\":|\"credentials.accessKeyId\":\"ASIAX\",\"credentials\":",
        "2026-03-02T09:00:00Z|yesterday",
        "\"readOnly\":true|\"userIdentity\":{\"type\":\"Root\"}",
        "\"type\":\"AssumedRole\"|\"type\":\"AWSAccount\"",
      })
  void whatIsWrittenOtherwiseIsReadWhole(String change) {
    String[] parts = change.split("\\|");
    String record = record(ROLE.replace("\n", ""));
    byte[] changed = Logs.utf8(record.replace(parts[0], parts[1]));
    assertThat(changed).isNotEqualTo(Logs.utf8(record));
    assertThat(issue.read(changed, 0, changed.length)).isFalse();
  }

  @Test
  void anotherTypeOfCallerIsReadWithoutParsing() {
    for (String caller : CALLERS.subList(4, 8)) {
      byte[] record = Logs.utf8(record(caller.replace("\n", "")));
      assertThat(issue.read(record, 0, record.length)).as(caller).isTrue();
      isAsOfTheWholeRecord(record, whole(record));
    }
  }

  /** Callers of all types, members left out or twice, bytes changed. */
  @Property(tries = 5000)
  void saysWhatTheWholeRecordSays(@ForAll Random random) {
    String caller = CALLERS.get(random.nextInt(CALLERS.size())).replace("\n", "");
    byte[] record = Logs.utf8(changed(record(caller), random));
    for (int i = random.nextInt(3); i > 0; i--) {
      byte[] signs = Logs.utf8("\"\\{}[],:. aZ0");
      record[random.nextInt(record.length)] = signs[random.nextInt(signs.length)];
    }
    boolean read = issue.read(record, 0, record.length);
    AuditEvent whole = whole(record);
    if (read && whole != null) {
      isAsOfTheWholeRecord(record, whole);
    } else if (read && issue.answer() != null) {
      // Of a broken record: who asked can be read, or not.
      callers.read(issue.answer());
    }
  }

  private static String changed(String record, Random random) {
    List<String> members =
        new ArrayList<>(List.of(record.substring(1, record.length() - 1).split(",(?=\"[a-z])")));
    switch (random.nextInt(4)) {
      case 0 -> members.remove(random.nextInt(members.size()));
      case 1 -> members.add(members.get(random.nextInt(members.size())));
      case 2 -> members.add("\"requestID\":" + random.nextInt());
      default -> {
        // As it is.
      }
    }
    return "{" + String.join(",", members) + "}";
  }
}
