package dev.mirrorwatch.job;

/**
 * The uid of every operator. State is restored by it: a changed uid loses state, so the list is
 * held by a test.
 */
public enum OperatorUid {
  SOURCE("source", "read"),
  EVENT_TIME("event-time", "event time of"),
  RULE_SOURCE("rules", "read rules"),
  RULE_FILES("rule-files", "gather rule files"),
  CHECK_RULES("check-rules", "check rules"),
  NORMALIZE("normalize", "normalize records"),
  MATCH_RULES("match-rules", "match rules"),
  REASSEMBLE("reassemble", "put records together"),
  NORMALIZE_REASSEMBLED("normalize-reassembled", "normalize records put together"),
  MATCH_REASSEMBLED("match-reassembled", "match rules on records put together"),
  ASSEMBLE("assemble", "put events together"),
  MATCH_ASSEMBLED("match-assembled", "match rules on assembled events"),
  JOIN_KEY_ANSWERS("join-key-answers", "join both sides of an issued key"),
  RESOLVE("resolve", "who got the key, step"),
  SETTLE("settle", "groups of resolved hits"),
  CORRELATE("correlate", "correlate stage hits"),
  CHAIN("chain", "alerts as stages"),
  SUPERSEDE("supersede", "one alert per attack"),
  ALERTS_TO_SCORE("alerts-to-score", "alerts to score"),
  EVENT_ALERTS_TO_SCORE("event-alerts-to-score", "alerts of single events to score"),
  SIGHTINGS("sightings", "who was seen"),
  SCORE("score", "score alerts"),
  ALERT_DOCUMENTS("alert-documents", "write alert documents"),
  DEAD_LETTER_DOCUMENTS("dead-letter-documents", "write dead letters"),
  LATE_EVENT_DOCUMENTS("late-event-documents", "write late events"),
  RULE_STATUS_DOCUMENTS("rule-status-documents", "write rule status"),
  SINK_ALERTS("sink-alerts", "alerts"),
  SINK_DEAD_LETTERS("sink-dead-letters", "dead letters"),
  SINK_LATE_EVENTS("sink-late-events", "late events"),
  SINK_RULE_STATUS("sink-rule-status", "rule status");

  private final String uid;
  private final String label;

  OperatorUid(String uid, String label) {
    this.uid = uid;
    this.label = label;
  }

  public String uid() {
    return uid;
  }

  /** For an operator that there is one of for each configured source or sink, or each level. */
  public String uid(String part) {
    return uid + "-" + part;
  }

  /** What Flink's web page shows. */
  public String label() {
    return label;
  }

  public String label(String part) {
    return label + " " + part;
  }
}
