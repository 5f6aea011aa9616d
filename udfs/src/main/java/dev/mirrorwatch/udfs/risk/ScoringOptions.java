package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.rules.model.Approval;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What alerts are scored with, beside their rules.
 *
 * @param approvals what may happen
 * @param remember how long a principal is known for what it did, in event time
 * @param learn how long calls of a family are watched before anybody counts as new
 */
public record ScoringOptions(List<Approval> approvals, Duration remember, Duration learn)
    implements Serializable {

  public ScoringOptions {
    approvals = List.copyOf(approvals);
  }

  /** Ninety days are remembered and seven learned. */
  public static ScoringOptions of(List<Approval> approvals) {
    return new ScoringOptions(approvals, Duration.ofDays(90), Duration.ofDays(7));
  }
}
