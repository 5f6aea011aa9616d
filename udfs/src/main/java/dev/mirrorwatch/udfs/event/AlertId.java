package dev.mirrorwatch.udfs.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * An alert's id: the same for the same rule, group and identity, on every run and in every order.
 */
public final class AlertId {

  private AlertId() {}

  /** 32 hex digits. */
  public static String of(String rule, List<String> groupValues, String identity) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      update(sha, rule);
      groupValues.forEach(value -> update(sha, value));
      update(sha, identity);
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest sha, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    // The length keeps ("ab", "c") and ("a", "bc") apart.
    sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    sha.update(bytes);
  }
}
