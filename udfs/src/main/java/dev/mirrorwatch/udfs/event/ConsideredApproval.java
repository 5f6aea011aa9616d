package dev.mirrorwatch.udfs.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An approval that was held against an alert.
 *
 * @param name of the approval
 * @param change id of the change, or {@code null}
 * @param expires epoch milliseconds of the first moment at which it is over
 * @param misfits what of it does not fit the alert; none where it suppresses the alert
 */
public record ConsideredApproval(
    String name,
    String owner,
    String reason,
    @Nullable String change,
    long expires,
    List<String> misfits) {

  /** Whether the alert is what was approved. */
  public boolean fits() {
    return misfits.isEmpty();
  }

  /** Those of an alert that were considered and do not allow it. */
  public static List<ConsideredApproval> unfit(Alert alert) {
    return alert.approvals() == null
        ? List.of()
        : alert.approvals().stream().filter(approval -> !approval.fits()).toList();
  }

  /** When it is over, as people and documents read it. */
  public String expiry() {
    return Instant.ofEpochMilli(expires).toString();
  }
}
