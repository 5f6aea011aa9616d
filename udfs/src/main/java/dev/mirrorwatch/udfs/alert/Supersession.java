package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which alert of a rule family speaks. Plain logic over a {@link FamilyState}: the same alerts are
 * told alike in the job and in a test of the rules.
 */
public final class Supersession {

  /**
   * Evidence of one alert: as much as a group of stages may have. A family remembers for as long as
   * its longest timespan, in which an alert with a short one could grow without end.
   */
  static final int MOST_EVIDENCE = 512;

  private final RuleFamilies families;

  /**
   * @param rules all correlations
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public Supersession(List<CorrelationRule> rules, Duration allowedLateness) {
    this.families = new RuleFamilies(rules, allowedLateness);
  }

  /**
   * Alerts that meet in one state: those about one thing, whatever their rules are, so that a
   * family finds its alerts again when another rule has come into it.
   */
  public static String key(Alert alert) {
    return alert.identity();
  }

  /**
   * Takes in an alert as its rule raised it.
   *
   * @param told the alert
   * @param out told what is to be said now of this alert, and of others of the family
   */
  public void arrive(Alert told, FamilyState state, Consumer<Alert> out) {
    if (!families.hasFamily(told)) {
      out.accept(told);
      return;
    }
    Alert alert = told.opened();
    if (alert.status() == AlertStatus.RETRACTED) {
      state.forget(alert.id());
      if (mayBeTold(alert, state)) {
        tell(
            alert,
            alert.packed(),
            AlertStatus.RETRACTED,
            List.of(),
            null,
            alert.reason(),
            state,
            out);
      }
    } else {
      alert = withEarlierEvidence(alert, state.alert(alert.id()));
      state.keep(alert.closed());
    }
    List<Alert> kept = state.alerts();
    List<Alert> family = new ArrayList<>();
    for (Alert other : kept) {
      if (families.areOne(other, alert)) {
        family.add(other.id().equals(alert.id()) ? alert : other.opened());
      }
    }
    // State has no order of its own, and the order decides which of two equals is asked first.
    family.sort(Comparator.comparing(Alert::id));
    for (Alert member : family) {
      tellMember(member, family, state, out);
    }
    expireInTime(kept, state);
  }

  /**
   * Forgets the families whose time is over.
   *
   * @param time that the watermark has passed
   */
  public void expire(long time, FamilyState state) {
    Map<String, Long> ends = families.ends(state.alerts());
    for (Alert alert : state.alerts()) {
      if (ends.get(families.of(alert)) <= time) {
        state.forget(alert.id());
        state.forgetTold(alert.id());
      }
    }
    List<Alert> left = state.alerts();
    if (left.isEmpty()) {
      // With what was said of alerts that were taken back.
      state.clear();
    } else {
      expireInTime(left, state);
    }
  }

  private void expireInTime(List<Alert> kept, FamilyState state) {
    families.ends(kept).values().stream()
        .mapToLong(Long::longValue)
        .min()
        .ifPresent(state::expireAt);
  }

  /**
   * A rule with a short timespan forgets sooner than its family: what its alert showed before stays
   * on it, the earliest first.
   */
  private static Alert withEarlierEvidence(Alert alert, @Nullable Alert before) {
    // What was taken back since is not shown again.
    if (before == null || alert.undone() > before.undone()) {
      return alert;
    }
    List<PackedEvidence> evidence = new ArrayList<>(alert.packed());
    Set<String> shown = events(alert);
    Alert opened = before.opened();
    Set<String> shownBefore = events(opened);
    long added = shown.stream().filter(event -> !shownBefore.contains(event)).count();
    opened.packed().stream()
        .filter(item -> !shown.contains(item.evidence().eventId()))
        .limit(Math.max(0, MOST_EVIDENCE - evidence.size()))
        .forEach(evidence::add);
    return alert.withEvidence(evidence, Math.max(alert.seen(), before.seen() + added), 0);
  }

  private static Set<String> events(Alert alert) {
    Set<String> ids = new HashSet<>();
    alert.packed().forEach(item -> ids.add(item.evidence().eventId()));
    return ids;
  }

  private void tellMember(
      Alert member, List<Alert> family, FamilyState state, Consumer<Alert> out) {
    Alert superior = null;
    TreeSet<String> alsoMatched = new TreeSet<>();
    List<PackedEvidence> evidence = new ArrayList<>(member.packed());
    Set<String> shown = events(member);
    for (Alert other : family) {
      if (families.supersedes(other, member)
          && (superior == null || families.supersedes(other, superior))) {
        superior = other;
      }
      if (families.supersedes(member, other)) {
        alsoMatched.add(other.rule().name());
        other.packed().stream()
            .filter(item -> shown.add(item.evidence().eventId()))
            .forEach(evidence::add);
      }
    }
    if (superior == null) {
      tell(
          member,
          evidence,
          member.status(),
          List.copyOf(alsoMatched),
          null,
          evidence.size() == member.packed().size()
              ? member.reason()
              : "it takes over what " + String.join(", ", alsoMatched) + " found",
          state,
          out);
    } else if (mayBeTold(member, state)) {
      tell(
          member,
          evidence,
          AlertStatus.SUPERSEDED,
          List.copyOf(alsoMatched),
          superior.id(),
          superior.rule().name() + " says more about the same thing",
          state,
          out);
    }
  }

  /** Whether a sink may show the alert; where it may not, silence is enough. */
  private static boolean mayBeTold(Alert alert, FamilyState state) {
    return state.told(alert.id()) != null || state.mayHaveToldMore();
  }

  private void tell(
      Alert alert,
      List<PackedEvidence> evidence,
      AlertStatus status,
      List<String> alsoMatched,
      @Nullable String supersededBy,
      String reason,
      FamilyState state,
      Consumer<Alert> out) {
    Told before = state.told(alert.id());
    int takenOver = evidence.size() - alert.packed().size();
    // Evidence taken over from other rules is not in the rule's own count.
    long seen = alert.seen() + takenOver;
    int revision = before == null ? 1 : before.revision() + 1;
    Told now =
        new Told(
            revision,
            status,
            evidence.size(),
            seen,
            takenOver,
            alsoMatched,
            supersededBy,
            0,
            Told.meaningOf(evidence.stream().map(PackedEvidence::evidence).toList()));
    if (before != null && before.saysTheSameAs(now)) {
      return;
    }
    if (before != null) {
      now = now.after(before);
    }
    state.keep(alert.id(), now);
    out.accept(
        alert
            .withEvidence(evidence, seen, takenOver)
            .told(
                now.revision(),
                status,
                alsoMatched,
                supersededBy,
                alert.undone() + now.undone(),
                reason));
  }
}
