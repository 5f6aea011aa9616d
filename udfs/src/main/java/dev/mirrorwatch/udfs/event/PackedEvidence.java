package dev.mirrorwatch.udfs.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4CompressorWithLength;
import net.jpountz.lz4.LZ4DecompressorWithLength;
import net.jpountz.lz4.LZ4Factory;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Evidence that travels and is kept as bytes, compressed by LZ4, and is read when an alert shows
 * it. It is most of a hit, and most hits are never a part of an alert. Hits that show the same
 * share it: it is packed once for all of them. Who reads it more than once opens it, and keeps it
 * closed.
 */
@TypeInfo(PackedEvidenceTypeInfo.Factory.class)
public final class PackedEvidence {

  // Half of it is gone in a few microseconds: the record says again what was read out of it.
  private static final LZ4CompressorWithLength PACKING =
      new LZ4CompressorWithLength(LZ4Factory.fastestInstance().fastCompressor());
  private static final LZ4DecompressorWithLength UNPACKING =
      new LZ4DecompressorWithLength(LZ4Factory.fastestInstance().safeDecompressor());

  private byte @Nullable [] bytes;
  private final @Nullable TypeSerializer<Evidence> format;
  private final @Nullable Evidence evidence;

  private PackedEvidence(
      byte @Nullable [] bytes,
      @Nullable TypeSerializer<Evidence> format,
      @Nullable Evidence evidence) {
    this.bytes = bytes;
    this.format = format;
    this.evidence = evidence;
  }

  /** Evidence that is packed once it travels. */
  public static PackedEvidence of(Evidence evidence) {
    return new PackedEvidence(null, null, evidence);
  }

  /** Packed evidence as it came. */
  static PackedEvidence of(byte[] bytes, TypeSerializer<Evidence> format) {
    return new PackedEvidence(bytes, format, null);
  }

  /** The same, several. */
  public static List<PackedEvidence> of(List<Evidence> evidence) {
    return evidence.stream().map(PackedEvidence::of).toList();
  }

  /** What is shown of the event; unpacked each time, unless it is open. */
  public Evidence evidence() {
    if (evidence != null) {
      return evidence;
    }
    try {
      return format.deserialize(new DataInputDeserializer(UNPACKING.decompress(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("evidence that was packed cannot be read", e);
    }
  }

  /** The same, unpacked once for all. Not to be read by two threads at once, like any other. */
  public PackedEvidence opened() {
    return evidence == null ? new PackedEvidence(bytes, format, evidence()) : this;
  }

  /** The same, opened, as alerts show it. */
  public static List<PackedEvidence> inTimeOrder(Stream<PackedEvidence> evidence) {
    return evidence
        .map(PackedEvidence::opened)
        .sorted(
            Comparator.comparingLong((PackedEvidence item) -> item.evidence().time())
                .thenComparing(item -> item.evidence().eventId()))
        .toList();
  }

  /** The same in as little room as it takes. */
  PackedEvidence closed() {
    return evidence == null || bytes == null || format == null
        ? this
        : new PackedEvidence(bytes, format, null);
  }

  /**
   * The evidence as it travels.
   *
   * @param as what it is packed by, if it is not packed: what came packed came from this build
   * @param room to write it in
   */
  byte[] bytes(TypeSerializer<Evidence> as, DataOutputSerializer room) throws IOException {
    if (bytes == null) {
      room.clear();
      as.serialize(evidence(), room);
      bytes = PACKING.compress(room.getSharedBuffer(), 0, room.length());
    }
    return bytes;
  }

  /**
   * A number that packed evidence has in common with its equals, and seldom with others: it begins
   * with the stage and the id of the event. 0 where it is not packed.
   */
  int beginning() {
    return bytes == null ? 0 : Sharing.beginning(bytes);
  }

  /** Whether both are packed, into the same bytes. */
  boolean hasBytesOf(PackedEvidence other) {
    return bytes != null && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedEvidence packed && evidence().equals(packed.evidence());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(evidence());
  }

  @Override
  public String toString() {
    return evidence().toString();
  }
}
