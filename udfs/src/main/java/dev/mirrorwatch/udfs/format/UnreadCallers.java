package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.format.cloudtrail.KeyIssue;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads who asked for a temporary key, of answers in which that is unread yet. */
public final class UnreadCallers {

  private final KnownPersons persons;

  /**
   * @param identities persons that callers are said to be, whatever their records call them
   */
  public UnreadCallers(IdentityMap identities) {
    persons = new KnownPersons(identities, Set.of());
  }

  /** The same with its caller, or {@code null} where the record does not hold what it should. */
  public @Nullable KeyAnswer read(KeyAnswer answer) {
    if (answer.unread() == null) {
      return answer;
    }
    try {
      return answer.by(persons.named("aws", KeyIssue.caller(answer.unread())));
    } catch (IOException e) {
      return null;
    }
  }
}
