package dev.mirrorwatch.rules.model;

import java.io.Serializable;

/**
 * A value of a detection item.
 *
 * @param text as written; of {@link Kind#NULL} the empty string
 */
public record Value(Kind kind, String text, Location location) implements Serializable {

  /** What YAML says the value is: quotes make anything a text. */
  public enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }
}
