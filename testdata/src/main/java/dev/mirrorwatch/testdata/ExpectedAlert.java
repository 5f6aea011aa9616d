package dev.mirrorwatch.testdata;

import java.time.Instant;
import java.util.List;

/**
 * An alert that must be open when a workload has been read to its end. It was written down when the
 * attack was planned; no rule engine had a part in it.
 *
 * @param rule name of the correlation rule that wins
 * @param targetId the attacked mirror target, unique among the expected alerts
 * @param principal {@code userIdentity.arn} of who made the last session
 * @param account account of the session
 * @param region region of the session
 * @param shape the {@link Shape} that was planted
 * @param sessions number of sessions to the target
 * @param eventIds every event that is evidence under the winning rule, in time order
 * @param first time of the earliest evidence
 * @param last time of the latest evidence
 */
public record ExpectedAlert(
    String rule,
    String targetId,
    String principal,
    String account,
    String region,
    String shape,
    int sessions,
    List<String> eventIds,
    Instant first,
    Instant last) {

  /** One line of the truth file. */
  public String json() {
    return JsonObject.object()
        .put("rule", rule)
        .put("target_id", targetId)
        .put("principal", principal)
        .put("account", account)
        .put("region", region)
        .put("shape", shape)
        .put("sessions", sessions)
        .putTexts("event_ids", eventIds)
        .put("first", first.toString())
        .put("last", last.toString())
        .toString();
  }
}
