package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.udfs.event.AlertStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert that the rule raised in a group.
 *
 * @param status where it stands
 * @param silent whether nobody is told, since the rule is only a stage of others
 * @param superseding rule and id of the alert that speaks instead, or {@code null}
 * @param alsoMatched rules whose alerts it supersedes
 * @param events ids of its own evidence, in time order
 */
public record AlertVerdict(
    String id,
    String identity,
    AlertStatus status,
    boolean silent,
    @Nullable String superseding,
    List<String> alsoMatched,
    List<String> events) {

  public AlertVerdict {
    alsoMatched = List.copyOf(alsoMatched);
    events = List.copyOf(events);
  }
}
