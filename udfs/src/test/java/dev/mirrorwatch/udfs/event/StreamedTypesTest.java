package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.udfs.alert.Told;
import dev.mirrorwatch.udfs.correlate.BufferedHit;
import dev.mirrorwatch.udfs.correlate.StandingAlert;
import dev.mirrorwatch.udfs.reload.RuleFileChange;
import dev.mirrorwatch.udfs.reload.RuleSetStatus;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.resolve.Settled;
import dev.mirrorwatch.udfs.risk.Scorable;
import dev.mirrorwatch.udfs.risk.ScoredBefore;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels between operators does so without Kryo, and arrives as it left. */
class StreamedTypesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        RawLog.class,
        AuditEvent.class,
        WholeEvent.class,
        DeadLetter.class,
        Principal.class,
        Origin.class,
        Part.class,
        FieldValues.class,
        ResourceId.class,
        StageHit.class,
        Evidence.class,
        Alert.class,
        Scorable.class,
        ScoredBefore.class,
        LateEvent.class,
        BufferedHit.class,
        Hop.class,
        KeyAnswer.class,
        KeyNews.class,
        UnexplainedEvent.class,
        Settled.class,
        StandingAlert.class,
        RuleSetText.class,
        RuleSetStatus.class,
        RuleFileChange.class,
        Told.class
      })
  void isAPojoWithoutKryo(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }

  static Stream<Object> values() {
    Origin origin = Origin.kafka("trail", 1, 2);
    byte[] bytes = {1, 2, 3};
    ResourceId resource = new ResourceId("mirror.target_id", "tmt-1", true);
    Map<String, List<String>> byField = new HashMap<>();
    byField.put("a", Arrays.asList("x", null));
    byField.put("b", List.of());
    FieldValues fields = new FieldValues(byField, List.of("x", ""));
    Principal full =
        new Principal("i", "t", "s", "n", "o", "h", "k", true, "a", "p", Boolean.TRUE, "v");
    Principal bare =
        new Principal("i", "t", null, null, "o", null, null, false, null, null, null, null);
    Evidence evidence =
        Samples.evidence("e", 1, "198.51.100.7", new ResourceId("mirror.target_id", "tmt", true));
    PackedEvidence packed = PackedEvidence.of(evidence);
    RuleHeader rule = Samples.rule("r", "guide", "attack.t1040");
    RuleHeader bareRule =
        new RuleHeader(
            "r", null, "t", Level.LOW, null, null, List.of(), List.of(), List.of(), List.of(), null,
            null, null, "f", 1);
    StageHit hit = new StageHit("r", "v", "s", List.of("alice", ""), -7, "e", fields, packed);
    Alert alert = Samples.alert(rule, "tmt-1", List.of(evidence, Samples.bareEvidence("f")));
    return Stream.of(
        evidence,
        Samples.bareEvidence("e"),
        hit,
        new StageHit(
            "r", "v", "s", List.of(), 7, "e", fields, PackedEvidence.of(Samples.bareEvidence("e"))),
        new StageHit(
            "r",
            "v",
            "s",
            List.of("alice"),
            7,
            "e",
            fields,
            packed,
            new InnerAlert(
                2, true, 3, PackedEvidence.of(List.of(evidence, Samples.bareEvidence("f"))))),
        alert.told(2, AlertStatus.SUPERSEDED, List.of("low"), "superior", 1, "says less"),
        Scorable.of(alert),
        Scorable.of(new Sighting("o", "f", 5)),
        new ScoredBefore(
            alert.scored(
                AlertStatus.SUPPRESSED,
                rule,
                new Risk(5, "low", 1, List.of(new Risk.Reason("n", -5, "t", List.of("e")))),
                List.of(
                    new ConsideredApproval("a", "o", "r", null, 7, List.of()),
                    new ConsideredApproval("a", "o", "r", "c", 7, List.of("x")))),
            List.of("o"),
            null,
            2),
        Samples.alert(bareRule, "tmt-1", List.of(Samples.bareEvidence("e"))),
        new LateEvent("r", evidence, Long.MAX_VALUE, "late"),
        new LateEvent("r", Samples.bareEvidence("e"), -1, "late"),
        new BufferedHit(hit, true, true),
        new StandingAlert("tmt-1", 3, List.of("a", "b"), 99, -1, true, false, 2),
        new StandingAlert("", 1, List.of(), 0, 0, false, true, 0),
        new Told(1, AlertStatus.OPEN, 4, 5, 1, List.of("low"), null, 0, 7),
        new Told(2, AlertStatus.SUPERSEDED, 4, 5, 1, List.of(), "superior", 1, -7),
        new UnexplainedEvent(
            "m",
            evidence.by(full.handedOnBy(bare, 5)).shownAs("s", fields),
            List.of(new ShownFields("s", fields, List.of("principal.human"))),
            List.of(
                new UnexplainedHit(
                    1,
                    "r",
                    "v",
                    "s",
                    List.of("principal.human", "a"),
                    List.of(List.of(), List.of("x", "y")),
                    List.of("principal.human"),
                    fields,
                    0),
                new UnexplainedHit(0, "r", "v", "s", List.of(), List.of(), List.of(), fields, 0))),
        new UnexplainedEvent(
                "m",
                Samples.bareEvidence("e"),
                List.of(
                    new ShownFields("s", fields, List.of()),
                    new ShownFields("t", fields, List.of())),
                List.of())
            .toldAt(2),
        new KeyAnswer("ASIA1", "shared", full, 5, 6),
        new KeyAnswer(null, null, bare, -5, 0),
        KeyNews.of(new KeyAnswer("ASIA1", null, null, "t", "ASIA0", bytes, 5, 3_600_005)),
        KeyNews.used("ASIA1", -5),
        new Settled(
            2,
            List.of(
                new Settled.SettledHit("r", "s", List.of(List.of("a", "b"), List.of())),
                new Settled.SettledHit("r", "t", List.of()))),
        new Hop("t", "i", "s", "k", true, 5),
        new Hop("t", "i", null, null, false, -5),
        origin,
        resource,
        fields,
        full,
        full.handedOnBy(bare, 5),
        bare,
        new RawLog("s", origin, 5, bytes, 3, DefectReason.DIGEST, "d"),
        new RawLog("s", origin, RawLog.NO_TIME, bytes, 3, null, null),
        RawLog.trace("s", origin, bytes, 40),
        RawLog.of(new KeyAnswer("ASIA1", null, full, 5, 0), "s", origin, 40),
        new DeadLetter(DefectReason.MALFORMED_JSON, "d", "s", origin, bytes, 9),
        new AuditEvent(
            "i",
            7,
            "s",
            "aws",
            "cloudtrail",
            "aws",
            "ec2.amazonaws.com",
            "RunInstances",
            "1",
            "r",
            Outcome.DENIED,
            "e",
            full,
            "::1",
            "::1",
            "u",
            List.of(resource),
            fields,
            origin,
            bytes,
            Part.last("operation", true)),
        new AuditEvent(
            "i",
            7,
            "s",
            "aws",
            "cloudtrail",
            "aws",
            "ec2.amazonaws.com",
            "RunInstances",
            null,
            null,
            Outcome.SUCCESS,
            null,
            bare,
            null,
            null,
            null,
            List.of(),
            fields,
            origin,
            bytes,
            null));
  }

  @ParameterizedTest
  @MethodSource("values")
  void arrivesAsItLeft(Object value) throws IOException {
    assertThat(sent(sent(value)))
        .usingRecursiveComparison()
        .withEqualsForType(PackedEvidence::equals, PackedEvidence.class)
        .isEqualTo(value);
  }

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException {
    TypeSerializer<T> serializer =
        TypeInformation.of((Class<T>) value.getClass())
            .createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(value, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
