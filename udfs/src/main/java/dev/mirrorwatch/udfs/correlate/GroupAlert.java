package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertId;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.List;

/** A standing alert as it is told. */
final class GroupAlert {

  private GroupAlert() {}

  /**
   * @param hits its evidence, in time order, not empty
   * @param now processing time in epoch milliseconds
   */
  static Alert of(
      CorrelationRule rule,
      StandingAlert alert,
      List<StageHit> hits,
      AlertStatus status,
      long now) {
    List<String> group = hits.get(0).groupValues();
    return new Alert(
        AlertId.of(rule.header().name(), group, alert.identity()),
        alert.revision(),
        status,
        rule.header(),
        alert.identity(),
        rule.groupBy(),
        group,
        hits.stream().map(StageHit::evidence).toList(),
        alert.seen(),
        0,
        List.of(),
        null,
        hits.get(0).time(),
        alert.lastTime(),
        now);
  }
}
