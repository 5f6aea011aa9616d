package dev.mirrorwatch.rules.match;

import java.io.Serializable;

/** Tests one value of a field. {@code toString} prints the pattern. */
public interface ValueMatcher extends Serializable {

  /** Whether the value, never null, matches. */
  boolean matches(String value);
}
