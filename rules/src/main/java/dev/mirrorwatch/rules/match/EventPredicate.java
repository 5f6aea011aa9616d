package dev.mirrorwatch.rules.match;

import java.io.Serializable;

/** A compiled condition. {@code toString} prints what was compiled. */
public interface EventPredicate extends Serializable {

  boolean matches(EventFields event);

  /** What becomes of {@link #matches} when the rest of the event is known. */
  Possibility given(KnownFields known);
}
