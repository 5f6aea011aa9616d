package dev.mirrorwatch.udfs.format.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.format.Json;
import org.jspecify.annotations.Nullable;

/** An AWS account id: twelve digits, of which a JSON number loses the leading zeros. */
final class AccountId {

  private static final int DIGITS = 12;

  private AccountId() {}

  /** The id; a number is filled up with zeros, a text (which may be scrubbed) stays as it is. */
  static @Nullable String of(@Nullable JsonNode node) {
    String text = Json.nonEmpty(node);
    if (text == null || !node.isNumber()) {
      return text;
    }
    return "0".repeat(Math.max(0, DIGITS - text.length())) + text;
  }
}
