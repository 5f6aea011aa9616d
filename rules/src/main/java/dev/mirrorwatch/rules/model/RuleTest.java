package dev.mirrorwatch.rules.model;

import java.time.Duration;
import java.util.List;

/** One test of a rule, as a test file has it. */
public sealed interface RuleTest {

  String name();

  Location location();

  /** The rule under test; {@code null} where the file does not say it. */
  Reference rule();

  /** The same test, of that rule. */
  RuleTest of(Reference rule);

  /** One event matches a detection, or does not. */
  record Match(String name, Location location, Reference rule, GivenEvent event, boolean match)
      implements RuleTest {
    @Override
    public RuleTest of(Reference other) {
      return new Match(name, location, other, event, match);
    }
  }

  /**
   * Events in time end in alerts.
   *
   * @param disorder how far the watermark is behind the latest event
   * @param allowedLateness how far an event may be behind the watermark
   * @param alerts all alerts of the rule that are open at the end
   * @param late ids of the events that come too late, or {@code null} where it is not asked
   */
  record Timeline(
      String name,
      Location location,
      Reference rule,
      Duration disorder,
      Duration allowedLateness,
      List<TimedEvent> events,
      List<ExpectedAlert> alerts,
      List<Reference> late)
      implements RuleTest {

    /** As CloudTrail is read by default. */
    public static final Duration DEFAULT_DISORDER = Duration.ofMinutes(15);

    /** The job's default. */
    public static final Duration DEFAULT_ALLOWED_LATENESS = Duration.ofHours(1);

    public Timeline {
      events = List.copyOf(events);
      alerts = List.copyOf(alerts);
      late = late == null ? null : List.copyOf(late);
    }

    @Override
    public RuleTest of(Reference other) {
      return new Timeline(name, location, other, disorder, allowedLateness, events, alerts, late);
    }
  }
}
