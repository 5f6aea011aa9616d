package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code mirrorwatch.risk} block of a rule: where its score begins, and what adds to it.
 *
 * @param score of an alert for which no reason holds, 0 to 100
 * @param reasons in the order of the rule
 */
public record RiskTerms(int score, List<Reason> reasons) implements Serializable {

  public RiskTerms {
    reasons = List.copyOf(reasons);
  }

  /** The searches and conditions of the reasons that have some. */
  public List<Detection> bodies() {
    return reasons.stream()
        .filter(reason -> reason.test() instanceof OfEvidence)
        .map(reason -> ((OfEvidence) reason.test()).body())
        .toList();
  }

  /**
   * What adds to the score once where it holds.
   *
   * @param points -100 to 100, never 0
   * @param text for the alert, with {@code {field}} placeholders, or {@code null}
   * @param location of the name
   */
  public record Reason(String name, int points, Test test, String text, Location location)
      implements Serializable {}

  /** What an alert must show. */
  public sealed interface Test extends Serializable permits OfEvidence, Distinct, Outside, OfFact {}

  /**
   * A condition over searches, each of which holds if one event of the evidence matches it. The
   * field {@link #STAGE} is the name of the rule that took the event in.
   */
  public record OfEvidence(Detection body) implements Test {}

  /** At least so many different values of a field in the evidence. */
  public record Distinct(String field, int atLeast) implements Test {}

  /**
   * An event outside of working hours.
   *
   * @param from first moment of the working day
   * @param to first moment after it; before {@code from} where the shift goes past midnight
   * @param days on which a shift begins
   */
  public record Outside(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone)
      implements Test {
    public Outside {
      days = new TreeSet<>(days);
    }
  }

  /** Something that needs more than a look at fields. */
  public record OfFact(Fact fact) implements Test {}

  /** What an alert can be asked without naming a field. */
  public enum Fact {
    /** The principal did nothing of this family of calls before. */
    FIRST_SEEN,
    /** No approval is about the target; holds only where there are approvals. */
    TARGET_NOT_APPROVED,
    /** The target belongs to another account than that of the event. */
    TARGET_IN_ANOTHER_ACCOUNT,
    /** A person made a call in the console or with a command line tool. */
    BY_HAND;

    /** The word used in rule files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The field of an event of the evidence that names the rule that took it in. */
  public static final String STAGE = "stage";
}
