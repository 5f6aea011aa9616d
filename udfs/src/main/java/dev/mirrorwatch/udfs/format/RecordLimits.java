package dev.mirrorwatch.udfs.format;

import java.io.Serializable;

/**
 * How much one input may cost before it becomes a defect.
 *
 * @param recordBytes greatest audit record, and greatest element of a list
 * @param envelopeBytes greatest value that may wrap records, such as a CloudWatch Logs message
 * @param nesting greatest depth of objects and arrays in one value
 * @param arrayElements greatest number of elements of an array inside a value; a list of records is
 *     not inside a value
 * @param unpackedFileBytes greatest size of an unpacked file
 * @param unpackedValueBytes greatest size of an unpacked message, or of a packed part of one
 * @param keptBytes bytes kept of a value with a defect
 */
public record RecordLimits(
    int recordBytes,
    int envelopeBytes,
    int nesting,
    int arrayElements,
    long unpackedFileBytes,
    long unpackedValueBytes,
    int keptBytes)
    implements Serializable {

  /**
   * A CloudTrail record has at most 256 KiB and a subscription message some megabytes; the rest is
   * room. The greatest buffer is about twice the envelope.
   */
  public static final RecordLimits DEFAULT =
      new RecordLimits(1 << 20, 16 << 20, 64, 100_000, 4L << 30, 64L << 20, 64 << 10);

  public RecordLimits {
    if (recordBytes < 1 || envelopeBytes < recordBytes || nesting < 1 || arrayElements < 1) {
      throw new IllegalArgumentException(
          "limits must be positive, and an envelope no smaller than a record");
    }
    if (unpackedFileBytes < 1 || unpackedValueBytes < 1 || keptBytes < 0) {
      throw new IllegalArgumentException("unpacked sizes must be positive");
    }
  }
}
