package dev.mirrorwatch.udfs.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets records that are kept have in common what is the same in them: each comes from the network
 * with a copy of its own, of names, of groups, and of an event that many correlations wait for. It
 * remembers what came lately, and is not for two threads. In: a value. Out: an equal one, which may
 * be the first that came.
 */
public final class Sharing {

  private static final int VALUES = 1 << 12;
  private static final int BYTES = 1 << 12;
  private static final int EVIDENCE = 1 << 8;

  /** Of bytes that are alike so far, few are not so further on. */
  private static final int BEGINNING = 96;

  private final @Nullable Object[] values = new Object[VALUES];
  private final byte @Nullable [][] bytes = new byte[BYTES][];
  private final @Nullable PackedEvidence[] evidence = new PackedEvidence[EVIDENCE];

  /** A value that is never changed. */
  @SuppressWarnings("unchecked")
  private <T> T value(T value) {
    int place = place(value.hashCode(), VALUES);
    Object before = values[place];
    if (value.equals(before)) {
      return (T) before;
    }
    values[place] = value;
    return value;
  }

  public @Nullable String text(@Nullable String text) {
    return text == null ? null : value(text);
  }

  List<String> texts(List<String> texts) {
    List<String> shared = new ArrayList<>(texts.size());
    for (String text : texts) {
      shared.add(text(text));
    }
    return value(shared);
  }

  /** Lists that are never changed. */
  public List<List<String>> lists(List<List<String>> lists) {
    List<List<String>> shared = new ArrayList<>(lists.size());
    for (List<String> texts : lists) {
      shared.add(texts(texts));
    }
    return value(shared);
  }

  FieldValues fields(FieldValues fields) {
    // Most are of one or two fields.
    Map<String, List<String>> shared = new HashMap<>(fields.byField().size() * 4 / 3 + 1);
    fields.byField().forEach((name, texts) -> shared.put(text(name), texts(texts)));
    return value(new FieldValues(shared, texts(fields.leaves())));
  }

  PackedEvidence evidence(PackedEvidence packed) {
    int place = place(packed.beginning(), EVIDENCE);
    PackedEvidence before = evidence[place];
    if (before != null && packed.hasBytesOf(before)) {
      return before;
    }
    evidence[place] = packed;
    return packed;
  }

  /** Bytes that are never changed. */
  byte @Nullable [] bytes(byte @Nullable [] given) {
    if (given == null) {
      return null;
    }
    int place = place(31 * beginning(given) + given.length, BYTES);
    byte[] before = bytes[place];
    if (before != null && Arrays.equals(given, before)) {
      return before;
    }
    bytes[place] = given;
    return given;
  }

  /** A number that bytes have in common with their equals, and seldom with others. */
  static int beginning(byte[] bytes) {
    int beginning = 0;
    for (int i = 0; i < Math.min(BEGINNING, bytes.length); i++) {
      beginning = 31 * beginning + bytes[i];
    }
    return beginning;
  }

  private static int place(int hash, int places) {
    return (hash ^ hash >>> 16) & places - 1;
  }
}
