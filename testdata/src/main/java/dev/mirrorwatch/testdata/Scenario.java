package dev.mirrorwatch.testdata;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A small story told in events, with its end: which alerts of the rules under test are open when
 * every record has been read with all shipped rules loaded.
 *
 * @param name file name without its ending
 * @param title one line that says what the scenario shows
 * @param rules correlation rules under test; alerts of other rules are not looked at; or {@link
 *     #ALL_RULES} alone
 * @param records deliveries in the order of their arrival; a record that is delivered twice stands
 *     here twice
 * @param expected the open alerts; empty if nothing may alert
 */
public record Scenario(
    String name, String title, List<String> rules, List<Delivery> records, List<Alert> expected) {

  /** Stands for every shipped rule: there is no other alert than the expected ones. */
  public static final String ALL_RULES = "all";

  /** Copies the lists. */
  public Scenario {
    rules = List.copyOf(rules);
    records = List.copyOf(records);
    expected = List.copyOf(expected);
  }

  /** Whether alerts of the rule are compared with the end. */
  public boolean tests(String rule) {
    return rules.contains(rule) || rules.contains(ALL_RULES);
  }

  /** The name, so that a parameterized test shows it. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * One arrival of one record.
   *
   * @param eventId the record's {@code eventID}
   * @param eventTime the record's {@code eventTime}
   * @param arrival when it reaches the reader
   * @param line line of the scenario file that tells it
   * @param json the record as one line of JSON text
   */
  public record Delivery(
      String eventId, Instant eventTime, Instant arrival, int line, String json) {}

  /**
   * An alert that must be open at the end.
   *
   * @param rule name of the correlation rule
   * @param targetId the mirror target it is about; of a rule that is about a stretch of time, the
   *     time when it was complete
   * @param stages number of different stages with evidence, where the scenario says it
   * @param events number of different events that are evidence, where the scenario says it
   * @param score of the alert, where the scenario says it
   * @param suppressedBy the approval that allows it; where there is none, the alert is open
   */
  public record Alert(
      String rule,
      String targetId,
      OptionalInt stages,
      OptionalInt events,
      Optional<Score> score,
      Optional<String> suppressedBy) {}

  /** From the least to the greatest, both included. */
  public record Score(int least, int greatest) {

    public boolean holds(int score) {
      return score >= least && score <= greatest;
    }
  }
}
