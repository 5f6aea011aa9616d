package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.explain.Obstacle;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why an event is not what an alert would need of it. A new kind is one record here. */
public sealed interface Reason {

  /** What it is about. */
  SeenEvent event();

  /** For a person; goes on where the event's name ends. */
  String text();

  /** The kind for scripts, such as {@code outside_timespan}. */
  default String kind() {
    return getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /**
   * The two do not fit into one timespan.
   *
   * @param apart from the first to the last moment of both
   * @param over what of that is more than the timespan
   */
  record OutsideTimespan(SeenEvent event, SeenEvent partner, Duration apart, Duration over)
      implements Reason {

    @Override
    public String text() {
      return "outside the timespan: %s %s %s, %s more than %s"
          .formatted(
              SpanText.of(apart),
              event.time().isBefore(partner.time()) ? "before" : "after",
              partner.name(),
              SpanText.of(over),
              SpanText.of(apart.minus(over)));
    }
  }

  /** The rule joins the two by a field that has other values in each. */
  record OtherId(
      SeenEvent event,
      SeenEvent partner,
      String field,
      List<String> values,
      List<String> partnerValues)
      implements Reason {

    @Override
    public String text() {
      return "another id: %s is %s, and %s in %s"
          .formatted(field, list(values), list(partnerValues), partner.name());
    }
  }

  /**
   * The rule wants one of the two no later than the other.
   *
   * @param by how far it is on the wrong side
   */
  record WrongOrder(SeenEvent event, SeenEvent partner, Duration by) implements Reason {

    @Override
    public String text() {
      boolean early = event.time().isBefore(partner.time());
      return "in the wrong order: %s %s %s, and must not be %s"
          .formatted(
              SpanText.of(by),
              early ? "before" : "after",
              partner.name(),
              early ? "earlier" : "later");
    }
  }

  /** One event cannot be both, or does not count twice. */
  record SameEvent(SeenEvent event, SeenEvent partner) implements Reason {

    @Override
    public String text() {
      return "the same event is already " + partner.stage() + ", and counts once";
    }
  }

  /** The rule counts different values, and has counted this one. */
  record RepeatedValue(SeenEvent event, SeenEvent partner, String field, List<String> values)
      implements Reason {

    @Override
    public String text() {
      return "nothing new: %s is %s, as in %s".formatted(field, list(values), partner.name());
    }
  }

  /** The rule counts or computes with values that the event does not have. */
  record NoValue(SeenEvent event, String field, List<String> values) implements Reason {

    @Override
    public String text() {
      return values.isEmpty()
          ? "not counted: it has no " + field
          : "not counted: %s is %s, which is no number".formatted(field, list(values));
    }
  }

  /** A stage that the condition excludes, near the event that opened the window. */
  record UnwantedStage(SeenEvent event, SeenEvent opener, String condition) implements Reason {

    @Override
    public String text() {
      return "excludes the alert: within a timespan of %s, and the condition is %s"
          .formatted(opener.name(), condition);
    }
  }

  /**
   * What the rule's {@code until} or {@code absence} names.
   *
   * @param within how long after a match it must not come, or {@code null} if it must not come
   *     between the first and the last event of one
   */
  record Undoes(SeenEvent event, @Nullable Duration within) implements Reason {

    @Override
    public String text() {
      return within == null
          ? "undoes what began before it and was not complete"
          : "undoes what was complete, if that was not more than %s before it"
              .formatted(SpanText.of(within));
    }
  }

  /**
   * The event came near to the stage and did not match.
   *
   * @param obstacles what decided
   */
  record AlmostStage(SeenEvent event, List<Obstacle> obstacles) implements Reason {

    @Override
    public String kind() {
      return excluded() ? "excluded" : "almost_stage";
    }

    /** Whether filters and negated searches are all that stood in the way. */
    public boolean excluded() {
      return obstacles.stream().allMatch(Obstacle::excludes);
    }

    @Override
    public String text() {
      return "%s %s: %s"
          .formatted(
              excluded() ? "is no" : "almost",
              event.stage(),
              obstacles.stream().map(Obstacle::text).collect(Collectors.joining("; ")));
    }
  }

  /** The event was asked about by its id and is nothing like the stage. */
  record NotTheStage(SeenEvent event, List<Obstacle> obstacles) implements Reason {

    @Override
    public String text() {
      return "is no %s: %s"
          .formatted(
              event.stage(),
              obstacles.stream().map(Obstacle::text).collect(Collectors.joining("; ")));
    }
  }

  /** The event is a stage and lacks what tells its group. */
  record NoGroup(SeenEvent event, List<String> fields) implements Reason {

    @Override
    public String text() {
      return "is %s and in no group: it has no %s".formatted(event.stage(), list(fields));
    }
  }

  /**
   * The same event id again; it counts once.
   *
   * @param origins where it was read, the one that counted first
   */
  record Duplicate(SeenEvent event, List<String> origins) implements Reason {

    @Override
    public String text() {
      return "delivered %d times, counts once: %s".formatted(origins.size(), list(origins));
    }
  }

  /**
   * Not late here, where the records are complete, but in a job that reads them in this order.
   *
   * @param behind event time behind the newest event read before it
   * @param allowed the job's disorder and allowed lateness together, by default
   */
  record Late(SeenEvent event, Duration behind, Duration allowed) implements Reason {

    @Override
    public String text() {
      return "would be late in a job that reads these files in this order: %s behind the newest"
              .formatted(SpanText.of(behind))
          + " event, more than %s of disorder and lateness".formatted(SpanText.of(allowed));
    }
  }

  private static String list(List<String> values) {
    return values.isEmpty() ? "absent" : String.join(", ", values);
  }
}
