package dev.mirrorwatch.udfs.event;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes packed evidence: the number of its bytes, and them. What they mean is up to the serializer
 * of {@link Evidence}, whose snapshot stands in this one's: state of an earlier build, with other
 * fields, is read at once and written anew.
 */
public final class PackedEvidenceSerializer extends TypeSerializer<PackedEvidence> {

  private static final long serialVersionUID = 1L;

  private static final int USUAL_BYTES = 4096;

  private final TypeSerializer<Evidence> format;

  /** Reads what an earlier build wrote. */
  private final boolean unpacks;

  private transient @Nullable DataOutputSerializer room;

  PackedEvidenceSerializer(TypeSerializer<Evidence> format, boolean unpacks) {
    this.format = format;
    this.unpacks = unpacks;
  }

  @Override
  public void serialize(PackedEvidence value, DataOutputView out) throws IOException {
    if (room == null) {
      room = new DataOutputSerializer(USUAL_BYTES);
    }
    write(value.bytes(format, room), out);
  }

  private static void write(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  @Override
  public PackedEvidence deserialize(DataInputView in) throws IOException {
    PackedEvidence packed = PackedEvidence.of(read(in), format);
    return unpacks ? PackedEvidence.of(packed.evidence()) : packed;
  }

  @Override
  public PackedEvidence deserialize(PackedEvidence reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    write(read(in), out);
  }

  @Override
  public PackedEvidence copy(PackedEvidence from) {
    return from;
  }

  @Override
  public PackedEvidence copy(PackedEvidence from, PackedEvidence reuse) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public PackedEvidence createInstance() {
    return null;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializer<PackedEvidence> duplicate() {
    return new PackedEvidenceSerializer(format.duplicate(), unpacks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedEvidenceSerializer serializer && format.equals(serializer.format);
  }

  @Override
  public int hashCode() {
    return format.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<PackedEvidence> snapshotConfiguration() {
    return new Snapshot(this);
  }

  /** What state of this build is understood by later. */
  public static final class Snapshot
      extends CompositeTypeSerializerSnapshot<PackedEvidence, PackedEvidenceSerializer> {

    private static final int VERSION = 2;

    /** For Flink, which reads it. */
    public Snapshot() {}

    Snapshot(PackedEvidenceSerializer serializer) {
      super(serializer);
    }

    @Override
    protected int getCurrentOuterSnapshotVersion() {
      return VERSION;
    }

    @Override
    protected TypeSerializer<?>[] getNestedSerializers(PackedEvidenceSerializer serializer) {
      return new TypeSerializer<?>[] {serializer.format};
    }

    @Override
    @SuppressWarnings("unchecked")
    protected PackedEvidenceSerializer createOuterSerializerWithNestedSerializers(
        TypeSerializer<?>[] nested) {
      return new PackedEvidenceSerializer((TypeSerializer<Evidence>) nested[0], true);
    }
  }
}
