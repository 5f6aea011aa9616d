package dev.mirrorwatch.job.sink;

import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.alert.OcsfFinding;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Outcome;
import org.apache.flink.api.common.functions.MapFunction;

/** In/Out: {@link Alert} → {@link AlertDocument}. Key: none. State: none. Side outputs: none. */
public final class AlertDocuments implements MapFunction<Alert, AlertDocument> {

  private static final long MOST_EVENTS = (1 << 15) - 256;

  /** In the year 2106. */
  private static final long LATEST_SECOND = (1L << 32) - 1;

  private static final int MOST_UNDONE = 15;
  private static final int MOST_KNOWN = 511;

  private final boolean ocsf;

  /**
   * @param ocsf whether documents are OCSF findings; else ECS
   */
  public AlertDocuments(boolean ocsf) {
    this.ocsf = ocsf;
  }

  @Override
  public AlertDocument map(Alert alert) {
    String json = ocsf ? OcsfFinding.of(alert) : AlertJson.of(alert);
    return new AlertDocument(alert.id(), version(alert), json, alert.lastTime());
  }

  /**
   * Made of the content alone, so that a job that went back to a checkpoint and saw events in
   * another order still ends at the same version: how often something was taken back, the latest
   * evidence's second, how much the alert tells, how much is known of its events and principals,
   * then the status. It grows with every event, when an event that was taken over becomes the
   * rule's own, with every rule that also matched, with each hop of a role chain and each record of
   * an event that comes late, with each step from open to superseded to retracted, and when an
   * alert is told with less or again.
   */
  static long version(Alert alert) {
    long second = Math.min(Math.max(0, alert.lastTime() / 1000), LATEST_SECOND);
    long told =
        2 * Math.min(alert.seen(), MOST_EVENTS) - alert.takenOver() + alert.alsoMatched().size();
    long undone = Math.min(alert.undone(), MOST_UNDONE);
    long known = Math.min(known(alert), MOST_KNOWN);
    return undone << 59 | second << 27 | told << 11 | known << 2 | rank(alert.status());
  }

  private static int known(Alert alert) {
    int known = alert.risk() == null ? 0 : alert.risk().known();
    for (Evidence event : alert.evidence()) {
      known += event.principal().lineage().size() + event.resources().size();
      known += event.outcome() == Outcome.UNKNOWN ? 0 : 1;
      known += event.sourceAddress() == null ? 0 : 1;
    }
    return known;
  }

  /** An approved alert is open or stalled: it may still be superseded or retracted. */
  private static int rank(AlertStatus status) {
    return switch (status) {
      case OPEN -> 0;
      case STALLED, SUPPRESSED -> 1;
      case SUPERSEDED -> 2;
      case RETRACTED -> 3;
    };
  }
}
