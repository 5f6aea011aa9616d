package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who got which temporary key, over a history that is complete: what the job ends in when every
 * answer has come. In: all events, then again those to explain.
 */
public final class KnownKeys {

  private final SharedAnswers sharedAnswers = new SharedAnswers(Duration.ZERO);
  private final Map<String, Side> sides = new HashMap<>();
  private final Map<String, KeyAnswer> answers = new HashMap<>();

  /** What the accounts said of one issue. */
  private static final class Side implements LastWord<KeyAnswer> {

    private @Nullable KeyAnswer value;

    @Override
    public @Nullable KeyAnswer value() {
      return value;
    }

    @Override
    public void keep(KeyAnswer word, long until) {
      value = word;
    }
  }

  /** Takes in what the event tells of a key, if it does. */
  public void learn(AuditEvent event) {
    KeyAnswer answer = KeyAnswer.of(event);
    if (answer != null) {
      sharedAnswers.arrive(
          answer,
          sides.computeIfAbsent(answer.meetingPoint(), unseen -> new Side()),
          known ->
              answers.merge(known.issuedKey(), known, (old, now) -> old.namesCaller() ? old : now));
    }
  }

  /** The event by its principal as far as the chain behind it is known; rules read what it says. */
  public AuditEvent explained(AuditEvent event) {
    Principal principal = event.principal();
    String key = principal.unexplainedKey();
    KeyAnswer answer = key == null ? null : answers.get(key);
    while (answer != null) {
      principal = principal.handedOnBy(answer.caller(), answer.time());
      key = principal.unexplainedKey();
      answer = key == null ? null : answers.get(key);
    }
    return event.by(principal);
  }
}
