package dev.mirrorwatch.udfs.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** JSON as audit records need it: numbers keep their digits, and every scalar reads as text. */
public final class Json {

  private static final JsonMapper MAPPER = builder().build();

  /** Of a value in a record more may follow. */
  private static final ObjectReader VALUES =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String UNREADABLE_NUMBER =
      "a number has more digits in its exponent than can be read";

  private static final JsonMapper TOLERANT =
      builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  /** More digits than any id has; writing out 1E999999 would fill the memory. */
  private static final int GREATEST_EXPONENT = 40;

  private Json() {}

  private static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }

  /** Throws {@link IOException} where the bytes are no JSON. */
  public static JsonNode parse(byte[] bytes) throws IOException {
    return parse(bytes, MAPPER);
  }

  /**
   * The same, and texts may stand in single quotes and hold control characters as they are. Either
   * leaves one way to read it.
   */
  static JsonNode parseTolerantly(byte[] bytes) throws IOException {
    return parse(bytes, TOLERANT);
  }

  /** Reads tokens, as {@link #parse(byte[])} would. */
  static JsonParser parser(byte[] bytes) throws IOException {
    return MAPPER.createParser(bytes);
  }

  /**
   * The value that the parser stands on; the parser then stands on its end. What {@link #VALUES}
   * would make of it, which looks up how for each value, and is asked for the rare kinds of
   * numbers.
   */
  static JsonNode value(JsonParser parser) throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = nodes.objectNode();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          parser.nextToken();
          object.set(key, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      default -> number(parser);
    };
  }

  private static JsonNode number(JsonParser parser) throws IOException {
    try {
      return parser.getNumberType() == NumberType.INT
          ? JsonNodeFactory.instance.numberNode(parser.getIntValue())
          : VALUES.readTree(parser);
    } catch (NumberFormatException e) {
      throw new IOException(UNREADABLE_NUMBER, e);
    }
  }

  private static JsonNode parse(byte[] bytes, JsonMapper mapper) throws IOException {
    try {
      return mapper.readTree(bytes);
    } catch (NumberFormatException e) {
      throw new IOException(UNREADABLE_NUMBER, e);
    }
  }

  /**
   * A scalar as text: numbers without an exponent, so that an account id that some tool wrote as
   * {@code 1.23E11} is one again. {@code null} for what is no scalar, absent or JSON null.
   */
  public static @Nullable String text(@Nullable JsonNode node) {
    if (node == null || !node.isValueNode() || node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (node.isBigDecimal()) {
      BigDecimal number = node.decimalValue();
      return Math.abs((long) number.scale()) > GREATEST_EXPONENT
          ? number.toString()
          : number.toPlainString();
    }
    return node.asText();
  }

  /** Like {@link #text}, and {@code null} for an empty text, which says as little as none. */
  public static @Nullable String nonEmpty(@Nullable JsonNode node) {
    String text = text(node);
    return text == null || text.isEmpty() ? null : text;
  }
}
