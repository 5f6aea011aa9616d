package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * Somebody may mirror traffic to something for a while. Patterns are texts with {@code *} and
 * {@code ?}; of a list one must match.
 *
 * @param principals patterns for who acts
 * @param targets what the packets go to
 * @param userAgents patterns for the tool, empty for any; never the only demand
 * @param tags {@code key=value} that a call must set, all of them
 * @param change id of the change, for the record, or {@code null}
 * @param window when it may happen, or {@code null} for any time before {@code expires}
 * @param owner who answers for it
 * @param expires the first moment at which it is over
 */
public record Approval(
    String name,
    List<String> principals,
    Target targets,
    List<String> userAgents,
    List<String> tags,
    String change,
    Window window,
    String owner,
    String reason,
    Instant expires)
    implements Serializable {

  public Approval {
    principals = List.copyOf(principals);
    userAgents = List.copyOf(userAgents);
    tags = List.copyOf(tags);
  }

  /**
   * Every list that is not empty must match.
   *
   * @param ids patterns for the id of the mirror target
   * @param arns patterns for the ARN or id of what receives the packets
   * @param accounts patterns for the account that owns it
   */
  public record Target(List<String> ids, List<String> arns, List<String> accounts)
      implements Serializable {
    public Target {
      ids = List.copyOf(ids);
      arns = List.copyOf(arns);
      accounts = List.copyOf(accounts);
    }
  }

  /** From the first moment up to, and without, the last. */
  public record Window(Instant from, Instant to) implements Serializable {}
}
