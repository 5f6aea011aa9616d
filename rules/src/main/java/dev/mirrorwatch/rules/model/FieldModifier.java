package dev.mirrorwatch.rules.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The value modifiers that the engine honours, with the words that name them in rules. */
public enum FieldModifier {
  CONTAINS("contains"),
  STARTSWITH("startswith"),
  ENDSWITH("endswith"),
  CASED("cased"),
  ALL("all"),
  RE("re"),
  IGNORECASE("i", "ignorecase"),
  MULTILINE("m", "multiline"),
  DOTALL("s", "dotall"),
  CIDR("cidr"),
  EXISTS("exists"),
  NEQ("neq"),
  EXPAND("expand"),
  WINDASH("windash"),
  UTF16("utf16"),
  UTF16LE("utf16le", "wide"),
  UTF16BE("utf16be"),
  BASE64("base64"),
  BASE64OFFSET("base64offset"),
  LT("lt"),
  LTE("lte"),
  GT("gt"),
  GTE("gte"),
  MINUTE("minute"),
  HOUR("hour"),
  DAY("day"),
  WEEK("week"),
  MONTH("month"),
  YEAR("year"),
  FIELDREF("fieldref");

  private final List<String> words;

  FieldModifier(String... words) {
    this.words = List.of(words);
  }

  /** The word used in messages. */
  public String word() {
    return words.get(0);
  }

  /** The modifier of that name, if the engine has it. */
  public static Optional<FieldModifier> named(String word) {
    return Arrays.stream(values()).filter(modifier -> modifier.words.contains(word)).findFirst();
  }

  /** Every accepted word. */
  public static List<String> allWords() {
    return Arrays.stream(values()).flatMap(modifier -> modifier.words.stream()).toList();
  }
}
