package dev.mirrorwatch.udfs.event;

import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RuleHeader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Alerts and their parts for tests. */
public final class Samples {

  public static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private Samples() {}

  public static Principal principal() {
    return new Principal(
        "arn:aws:iam::111122223333:role/netops",
        "AssumedRole",
        "alice",
        "netops",
        "arn:aws:iam::111122223333:role/netops",
        "alice",
        "ASIAEXAMPLE",
        true,
        "111122223333",
        "AROAEXAMPLE:alice",
        Boolean.TRUE,
        null);
  }

  /** A principal of which nothing is known but its id. */
  public static Principal bare(String id) {
    return new Principal(id, "Unknown", null, null, id, null, null, false, null, null, null, null);
  }

  public static RuleHeader rule(String name, String guide, String... tags) {
    return new RuleHeader(
        name,
        "id-" + name,
        "Title of " + name,
        Level.HIGH,
        "test",
        "What " + name + " finds.",
        List.of(tags),
        List.of("https://example.org/" + name),
        List.of("A planned change"),
        List.of(),
        "0123456789ab",
        "ba9876543210",
        guide,
        name + ".yml",
        1);
  }

  /** Of the principal above, a given number of seconds after {@link #T0}. */
  public static Evidence evidence(String eventId, int second, String sourceIp, ResourceId... ids) {
    return new Evidence(
        "stage-of-" + eventId,
        eventId,
        T0 + second * 1000L,
        "aws",
        "ec2.amazonaws.com",
        "Call" + eventId,
        Outcome.SUCCESS,
        null,
        principal(),
        sourceIp,
        sourceIp,
        "aws-cli/2",
        "111122223333",
        "eu-central-1",
        List.of(ids),
        new FieldValues(Map.of(), List.of()),
        Origin.file("trail.json", second + 1),
        Original.of("{\"eventID\":\"" + eventId + "\"}"),
        false);
  }

  /** With nothing that an event may lack. */
  public static Evidence bareEvidence(String eventId) {
    return new Evidence(
        "stage-of-" + eventId,
        eventId,
        T0,
        "aws",
        "ec2.amazonaws.com",
        "Call" + eventId,
        Outcome.DENIED,
        "Client.UnauthorizedOperation",
        bare("arn:aws:iam::111122223333:user/bob"),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        new FieldValues(Map.of(), List.of()),
        Origin.kafka("trail", 1, 42),
        Original.of("{}"),
        true);
  }

  public static Alert alert(RuleHeader rule, String identity, List<Evidence> evidence) {
    return new Alert(
        AlertId.of(rule.name(), List.of("alice"), identity),
        1,
        AlertStatus.OPEN,
        rule,
        identity,
        List.of("principal.origin"),
        List.of("alice"),
        PackedEvidence.of(evidence),
        evidence.size(),
        0,
        List.of(),
        null,
        0,
        List.of(),
        "the match is complete",
        evidence.get(0).time(),
        evidence.get(evidence.size() - 1).time(),
        evidence.get(evidence.size() - 1).time() + 1_500);
  }

  /** The same as it comes from the network. */
  public static Alert traveled(Alert alert) throws IOException {
    TypeSerializer<Alert> serializer =
        TypeInformation.of(Alert.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(alert, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  /** Whether reading the alert's evidence leaves nothing behind. */
  public static boolean isClosed(Alert alert) {
    return alert.evidence().get(0) != alert.evidence().get(0);
  }

  /** Whether the first event of both is kept once. */
  public static boolean shareTheFirst(Alert one, Alert other) throws IOException {
    return one.packed().get(0).bytes(null, null) == other.packed().get(0).bytes(null, null);
  }

  /** The same event with other fields and another raw record. */
  public static Evidence evidence(Evidence plain, FieldValues fields, String original) {
    return new Evidence(
        plain.stage(),
        plain.eventId(),
        plain.time(),
        plain.cloudProvider(),
        plain.eventProvider(),
        plain.action(),
        plain.outcome(),
        plain.errorCode(),
        plain.principal(),
        plain.sourceIp(),
        plain.sourceAddress(),
        plain.userAgent(),
        plain.account(),
        plain.region(),
        plain.resources(),
        fields,
        plain.origin(),
        Original.of(original),
        false);
  }
}
