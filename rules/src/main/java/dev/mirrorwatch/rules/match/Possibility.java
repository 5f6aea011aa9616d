package dev.mirrorwatch.rules.match;

/** What a condition makes of an event of which only some fields are known. */
public enum Possibility {
  /** It holds, whatever the other fields are. */
  ALWAYS,
  /** It does not hold, whatever the other fields are. */
  NEVER,
  /** The other fields decide. */
  MAYBE;

  static Possibility of(boolean holds) {
    return holds ? ALWAYS : NEVER;
  }

  Possibility negated() {
    return switch (this) {
      case ALWAYS -> NEVER;
      case NEVER -> ALWAYS;
      case MAYBE -> MAYBE;
    };
  }
}
