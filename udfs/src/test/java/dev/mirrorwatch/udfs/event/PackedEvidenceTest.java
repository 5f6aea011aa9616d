package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class PackedEvidenceTest {

  private final TypeSerializer<PackedEvidence> serializer =
      TypeInformation.of(PackedEvidence.class).createSerializer(new SerializerConfigImpl());

  private byte[] written(PackedEvidence packed, TypeSerializer<PackedEvidence> by)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    by.serialize(packed, out);
    return out.getCopyOfBuffer();
  }

  private static PackedEvidence read(byte[] bytes, TypeSerializer<PackedEvidence> by)
      throws IOException {
    return by.deserialize(new DataInputDeserializer(bytes));
  }

  @Test
  void theBytesThatCameGoOnAsTheyAre() throws IOException {
    Evidence evidence = Samples.bareEvidence("e");
    byte[] bytes = written(PackedEvidence.of(evidence), serializer);
    PackedEvidence packed = read(bytes, serializer);
    assertThat(written(packed, serializer.duplicate())).isEqualTo(bytes);
    assertThat(packed.evidence()).isEqualTo(evidence);
    assertThat(written(packed, serializer)).isEqualTo(bytes);

    DataOutputSerializer copied = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(bytes), copied);
    assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @Test
  void whatIsSharedIsPackedOnce() throws IOException {
    PackedEvidence shared = PackedEvidence.of(Samples.bareEvidence("e"));
    TypeSerializer<Evidence> format =
        TypeInformation.of(Evidence.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer room = new DataOutputSerializer(64);
    assertThat(shared.bytes(format, room)).isSameAs(shared.bytes(format, room));
  }

  @Test
  void whoReadsItOftenOpensItAndKeepsItClosed() throws IOException {
    PackedEvidence closed =
        read(written(PackedEvidence.of(Samples.bareEvidence("e")), serializer), serializer);
    assertThat(closed.evidence()).isNotSameAs(closed.evidence());
    PackedEvidence opened = closed.opened();
    assertThat(opened.evidence()).isSameAs(opened.evidence()).isEqualTo(closed.evidence());
    assertThat(opened.closed().evidence()).isNotSameAs(opened.evidence());
    assertThat(written(opened, serializer)).isEqualTo(written(closed, serializer));
    // What was never packed has nothing else to read from.
    PackedEvidence fresh = PackedEvidence.of(Samples.bareEvidence("f"));
    assertThat(fresh.closed().evidence().eventId()).isEqualTo("f");
  }

  /** So state survives a build that shows more of an event. */
  @Test
  void whatTheBytesMeanIsPartOfTheSnapshot() throws IOException {
    Evidence evidence = Samples.bareEvidence("e");
    byte[] bytes = written(PackedEvidence.of(evidence), serializer);
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<PackedEvidence> snapshot =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(snapshot)
                .isCompatibleAsIs())
        .isTrue();
    PackedEvidence restored = read(bytes, snapshot.restoreSerializer());
    assertThat(restored.evidence()).isEqualTo(evidence);
    assertThat(written(restored, serializer)).isEqualTo(bytes);
  }
}
