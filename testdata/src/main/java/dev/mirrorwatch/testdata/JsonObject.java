package dev.mirrorwatch.testdata;

/**
 * A JSON object written as text, members in the order they are put. A tree model would cost more
 * than all the rest of a generated record.
 */
public final class JsonObject {
  private final StringBuilder text = new StringBuilder("{");

  /** An object without members. */
  public static JsonObject object() {
    return new JsonObject();
  }

  /** Puts a string. */
  public JsonObject put(String key, String value) {
    key(key);
    quote(text, value);
    return this;
  }

  /** Puts a whole number. */
  public JsonObject put(String key, long value) {
    key(key).append(value);
    return this;
  }

  /** Puts a truth value. */
  public JsonObject put(String key, boolean value) {
    key(key).append(value);
    return this;
  }

  /** Puts an object; {@code null} becomes JSON null. */
  public JsonObject put(String key, JsonObject value) {
    key(key);
    if (value == null) {
      text.append("null");
    } else {
      text.append(value.text).append('}');
    }
    return this;
  }

  /** Puts an array of objects. */
  public JsonObject putArray(String key, JsonObject... items) {
    key(key).append('[');
    for (int i = 0; i < items.length; i++) {
      text.append(i == 0 ? "" : ",").append(items[i].text).append('}');
    }
    text.append(']');
    return this;
  }

  /** Puts an array of strings. */
  public JsonObject putTexts(String key, Iterable<String> items) {
    key(key).append('[');
    String separator = "";
    for (String item : items) {
      text.append(separator);
      quote(text, item);
      separator = ",";
    }
    text.append(']');
    return this;
  }

  /** The finished JSON text. */
  @Override
  public String toString() {
    return text + "}";
  }

  private StringBuilder key(String key) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(text, key);
    return text.append(':');
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
