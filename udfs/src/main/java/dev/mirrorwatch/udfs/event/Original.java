package dev.mirrorwatch.udfs.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a raw record. Flink copies bytes as they are, and a text sign by sign; most of what
 * crosses the network is this.
 *
 * @param utf8 never changed
 */
public record Original(byte[] utf8) {

  public static Original of(String text) {
    return new Original(text.getBytes(StandardCharsets.UTF_8));
  }

  public String text() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** In bytes. */
  public int size() {
    return utf8.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Original original && Arrays.equals(utf8, original.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return text();
  }
}
