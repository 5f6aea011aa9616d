package dev.mirrorwatch.rules.compile;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites the text of a value as its modifiers say, left to right: dashes, UTF-16, Base64. */
final class ValueTexts {

  /** One value stands for no more texts than this: five dashes in five places. */
  private static final int MOST_FORMS = 3125;

  private static final Pattern PARAMETER_START =
      Pattern.compile("\\B[-/]\\b", Pattern.UNICODE_CHARACTER_CLASS);
  private static final List<String> DASHES = List.of("-", "/", "\u2013", "\u2014", "\u2015");

  /** How many signs at the start of the Base64 text depend on what stands before the value. */
  private static final int[] UNSTABLE_HEAD = {0, 2, 3};

  /** How many signs at its end depend on what follows, by length in bytes modulo 3. */
  private static final int[] UNSTABLE_TAIL = {0, 3, 2};

  private final List<FieldModifier> modifiers;
  private final ExpandedValues expanded;
  private final Consumer<RuleIssue> issues;

  ValueTexts(List<FieldModifier> modifiers, ExpandedValues expanded, Consumer<RuleIssue> issues) {
    this.modifiers = modifiers;
    this.expanded = expanded;
    this.issues = issues;
  }

  /** Whether any modifier rewrites texts. */
  boolean rewrites() {
    return modifiers.stream()
        .anyMatch(
            modifier ->
                switch (modifier) {
                  case WINDASH, BASE64, BASE64OFFSET, UTF16, UTF16LE, UTF16BE -> true;
                  default -> false;
                });
  }

  /** The texts, as Sigma writes them; none, and an issue, where a modifier cannot be applied. */
  List<String> of(Value value) {
    List<String> texts = List.of(value.text());
    FieldModifier encoding = null;
    for (FieldModifier modifier : modifiers) {
      switch (modifier) {
        case WINDASH -> texts = dashed(value);
        case UTF16, UTF16LE, UTF16BE -> encoding = modifier;
        case BASE64, BASE64OFFSET -> {
          List<String> encoded = new ArrayList<>();
          for (String text : texts) {
            encoded.addAll(encoded(value, text, modifier, encoding));
          }
          texts = encoded;
          encoding = null;
        }
        default -> {}
      }
    }
    return texts;
  }

  /** Windows programs take several signs for the start of a parameter: every combination. */
  private List<String> dashed(Value value) {
    double forms = Math.pow(DASHES.size(), PARAMETER_START.matcher(value.text()).results().count());
    if (forms > MOST_FORMS) {
      issues.accept(
          RuleIssue.error(
              value.location(),
              "MW-TOO-MANY-FORMS",
              "the value stands for more than " + MOST_FORMS + " texts"));
      return List.of();
    }
    if (!expanded.take((long) forms)) {
      issues.accept(ExpandedValues.exhausted(value));
      return List.of();
    }
    List<String> texts = List.of("");
    Matcher dash = PARAMETER_START.matcher(value.text());
    int end = 0;
    while (dash.find()) {
      String between = value.text().substring(end, dash.start());
      texts =
          texts.stream()
              .flatMap(text -> DASHES.stream().map(sign -> text + between + sign))
              .toList();
      end = dash.end();
    }
    String rest = value.text().substring(end);
    return texts.stream().map(text -> text + rest).toList();
  }

  private List<String> encoded(
      Value value, String text, FieldModifier base64, FieldModifier encoding) {
    WildcardText read = WildcardText.parse(text);
    if (!read.isPlain()) {
      refuse(value, "a value with wildcards cannot be encoded, write \\* and \\? for the signs");
      return List.of();
    }
    byte[] bytes = bytes(read.plain(), encoding);
    if (base64 == FieldModifier.BASE64) {
      return List.of(Base64.getEncoder().encodeToString(bytes));
    }
    if (bytes.length < 2) {
      refuse(value, "modifier 'base64offset' needs a value of two bytes or more");
      return List.of();
    }
    return List.of(atOffset(bytes, 0), atOffset(bytes, 1), atOffset(bytes, 2));
  }

  /** What is the same whichever bytes stand before and behind, when so many stand before. */
  private static String atOffset(byte[] bytes, int offset) {
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    String text = Base64.getEncoder().encodeToString(shifted);
    return text.substring(UNSTABLE_HEAD[offset], text.length() - UNSTABLE_TAIL[shifted.length % 3]);
  }

  private static byte[] bytes(String text, FieldModifier encoding) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Charset charset = StandardCharsets.UTF_8;
    if (encoding == FieldModifier.UTF16) {
      bytes.write(0xFF);
      bytes.write(0xFE);
      charset = StandardCharsets.UTF_16LE;
    } else if (encoding != null) {
      charset =
          encoding == FieldModifier.UTF16LE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
    bytes.writeBytes(text.getBytes(charset));
    return bytes.toByteArray();
  }

  private void refuse(Value value, String message) {
    issues.accept(RuleIssue.error(value.location(), "MW-MODIFIER", message));
  }
}
