package dev.mirrorwatch.testdata;

import java.util.List;

/**
 * A random source whose numbers are the same on every machine and Java version: SplitMix64, written
 * out here because the JDK reserves the right to change its own generators, and a committed sample
 * has to come out byte for byte again.
 */
final class Dice {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final String HEX = "0123456789abcdef";

  /** The letters and digits of AWS unique ids and access key ids. */
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private long state;

  Dice(long seed) {
    state = seed;
  }

  /** A source of its own for item {@code number}, so that any item can be made again alone. */
  static Dice of(long seed, long number) {
    return new Dice(mix(seed) ^ mix(number * STEP + 1));
  }

  /** A source that depends on a text only. */
  static Dice of(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return new Dice(mix(hash));
  }

  long nextLong() {
    state += STEP;
    return mix(state);
  }

  /** 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) ((nextLong() >>> 33) % bound);
  }

  /** {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  boolean chance(double share) {
    return (nextLong() >>> 11) * 0x1.0p-53 < share;
  }

  <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }

  String hex(int digits) {
    return letters(HEX, digits);
  }

  String base32(int digits) {
    return letters(BASE32, digits);
  }

  /** A random (version 4) UUID in text form. */
  String uuid() {
    return hex(8)
        + '-'
        + hex(4)
        + "-4"
        + hex(3)
        + '-'
        + HEX.charAt(8 + below(4))
        + hex(3)
        + '-'
        + hex(12);
  }

  /** An EC2 resource id such as {@code tmt-0} and sixteen hexadecimal digits. */
  String resourceId(String prefix) {
    return prefix + "-0" + hex(16);
  }

  private String letters(String alphabet, int digits) {
    char[] text = new char[digits];
    for (int i = 0; i < digits; i++) {
      text[i] = alphabet.charAt(below(alphabet.length()));
    }
    return new String(text);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
