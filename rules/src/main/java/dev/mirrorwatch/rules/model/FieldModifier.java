package dev.mirrorwatch.rules.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  EXISTS("exists");

  /** Words of Sigma that are understood and refused, so that nothing is matched by halves. */
  public static final Set<String> NOT_YET =
      Set.of(
          "neq",
          "windash",
          "base64",
          "base64offset",
          "utf16le",
          "utf16be",
          "utf16",
          "wide",
          "lt",
          "lte",
          "gt",
          "gte",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "year",
          "expand",
          "fieldref");

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
