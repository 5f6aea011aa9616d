package dev.mirrorwatch.udfs.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SharingTest {

  private final Sharing sharing = new Sharing();

  private static StageHit hit(String rule, String eventId, String origin) {
    return new StageHit(
        rule,
        "v",
        "stage",
        new ArrayList<>(List.of(origin, "111122223333")),
        7,
        eventId,
        new FieldValues(
            new HashMap<>(Map.of("mirror.target_id", new ArrayList<>(List.of("tmt-1")))),
            new ArrayList<>()),
        PackedEvidence.of(Samples.bareEvidence(eventId)));
  }

  /** As it comes from the network: nothing of it is anybody else's. */
  private static StageHit arrived(StageHit hit) throws IOException {
    TypeSerializer<StageHit> serializer =
        TypeInformation.of(StageHit.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(hit, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  @Test
  void hitsOfOneEventShareAllButTheirRule() throws IOException {
    StageHit one = arrived(hit("one", "e", "alice")).sharing(sharing);
    StageHit two = arrived(hit("two", "e", "alice")).sharing(sharing);
    assertThat(two).isEqualTo(hit("two", "e", "alice"));
    assertThat(two.packed()).isSameAs(one.packed());
    assertThat(two.links()).isSameAs(one.links());
    assertThat(two.groupValues()).isSameAs(one.groupValues());
    assertThat(two.eventId()).isSameAs(one.eventId());
  }

  @Test
  void hitsOfOneRuleShareItsNamesAndWhatTheirGroupsHaveInCommon() throws IOException {
    StageHit one = arrived(hit("one", "e", "alice")).sharing(sharing);
    StageHit two = arrived(hit("one", "f", "bob")).sharing(sharing);
    assertThat(two).isEqualTo(hit("one", "f", "bob"));
    assertThat(two.rule()).isSameAs(one.rule());
    assertThat(two.stage()).isSameAs(one.stage());
    assertThat(two.groupValues().get(1)).isSameAs(one.groupValues().get(1));
    assertThat(two.packed()).isNotSameAs(one.packed());
  }

  @Test
  void alertsThatAreStagesShareTheirEvidence() throws IOException {
    StageHit one = arrived(alert("one")).sharing(sharing);
    StageHit two = arrived(alert("two")).sharing(sharing);
    assertThat(two).isEqualTo(alert("two"));
    assertThat(two.inner().evidence().get(0)).isSameAs(one.inner().evidence().get(0));
    assertThat(two.inner().evidence().get(1)).isSameAs(one.inner().evidence().get(1));
    assertThat(one.inner().evidence().get(0)).isNotSameAs(one.inner().evidence().get(1));
  }

  private static StageHit alert(String rule) {
    StageHit last = hit(rule, "f", "alice");
    PackedEvidence first = PackedEvidence.of(Samples.bareEvidence("e"));
    return new StageHit(
        last.rule(),
        last.ruleVersion(),
        last.stage(),
        last.groupValues(),
        last.time(),
        "alert",
        last.links(),
        last.packed(),
        new InnerAlert(1, false, 3, List.of(first, last.packed())));
  }

  private static KeyAnswer answer(String issuedKey, String caller) {
    byte[] unread = ("{\"userIdentity\":{\"arn\":\"" + caller + "\"}}").getBytes(UTF_8);
    return new KeyAnswer(
        issuedKey, null, null, new String("AssumedRole"), new String("ASIA0"), unread, 7, 8);
  }

  @Test
  void keysOfOneCallerShareWhoThatIs() {
    KeyAnswer one = answer("ASIA1", "alice").sharing(sharing);
    KeyAnswer two = answer("ASIA2", "alice").sharing(sharing);
    assertThat(two).usingRecursiveComparison().isEqualTo(answer("ASIA2", "alice"));
    assertThat(two.unread()).isSameAs(one.unread());
    assertThat(two.callerType()).isSameAs(one.callerType());
    assertThat(two.callerKey()).isSameAs(one.callerKey());
  }

  @Test
  void callersThatBeginAlikeAreNotTakenForEachOther() {
    String alike = "x".repeat(200);
    KeyAnswer one = answer("ASIA1", alike + "a").sharing(sharing);
    KeyAnswer two = answer("ASIA2", alike + "b").sharing(sharing);
    assertThat(one.unread()).isEqualTo(answer("ASIA1", alike + "a").unread());
    assertThat(two.unread()).isEqualTo(answer("ASIA2", alike + "b").unread());
  }

  @Test
  void whatIsReadOfTheCallerNeedsNoBytes() {
    assertThat(sharing.bytes(null)).isNull();
  }

  @Property
  void whatIsSharedIsEqual(@ForAll @Size(max = 50) List<@Size(max = 4) List<String>> values) {
    for (List<String> texts : values) {
      FieldValues fields = new FieldValues(Map.of("name", texts), Arrays.asList("x", null));
      assertThat(sharing.texts(texts)).isEqualTo(texts);
      assertThat(sharing.fields(fields)).isEqualTo(fields);
    }
    assertThat(sharing.lists(values)).isEqualTo(values);
  }
}
