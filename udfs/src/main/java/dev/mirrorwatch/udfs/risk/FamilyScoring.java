package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Learns who did what, and scores alerts by it. Plain logic over a {@link FamilyMemory}. Event time
 * decides, so that an old event which arrives late makes somebody known who was told as new: the
 * alert is told again.
 */
public final class FamilyScoring {

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** What rules remember at most, and so how long after its last event an alert may grow. */
  private static final long LONGEST_TIMESPAN = Duration.ofDays(30).toMillis();

  private final AlertScoring scoring;
  private final long remember;
  private final long learn;

  public FamilyScoring(AlertScoring scoring, ScoringOptions options) {
    this.scoring = scoring;
    this.remember = options.remember().toMillis();
    this.learn = options.learn().toMillis();
  }

  /**
   * What meets in one memory: an alert and the sightings of the family that it is about. Where it
   * is about several, the first by name is asked. Other alerts need no memory.
   */
  public static String key(Alert alert) {
    return alert.evidence().stream()
        .flatMap(item -> Sighting.of(item).stream())
        .map(Sighting::family)
        .sorted()
        .findFirst()
        .orElse(alert.id());
  }

  /** Takes in an alert as it is told, and tells it with its score. */
  public void score(Alert told, FamilyMemory memory, Consumer<Alert> out) {
    Alert alert = told.opened();
    if (!scoring.asksWhoIsNew(alert)) {
      out.accept(scoring.score(alert, Acquaintances.NONE));
      return;
    }
    ScoredBefore before = memory.alert(alert.id());
    Alert scored = scoring.score(alert, acquaintances(alert, memory));
    tell(alert, scored, before == null ? 0 : before.retold(), memory, out);
  }

  /** Takes in a sighting, and tells the alerts again that it changes. */
  public void learn(Sighting sighting, FamilyMemory memory, Consumer<Alert> out) {
    long day = Math.floorDiv(sighting.time(), DAY);
    String key = FamilyMemory.key(sighting.origin(), day);
    Long known = memory.sighting(key);
    Long since = memory.since();
    boolean earlier = known == null || sighting.time() < known;
    boolean first = since == null || sighting.time() < since;
    if (earlier) {
      memory.keepSighting(key, sighting.time());
      memory.expireAt(EventTimes.later((day + 1) * DAY, remember + LONGEST_TIMESPAN));
    }
    if (first) {
      memory.since(sighting.time());
    }
    if (first) {
      tellAgain(scored -> true, memory, out);
    } else if (earlier) {
      tellAgain(scored -> mayChange(scored, sighting), memory, out);
    }
  }

  /** What is asked of an alert is who of its principals was seen before it began. */
  private static boolean mayChange(ScoredBefore scored, Sighting sighting) {
    return sighting.time() < scored.alert().firstTime()
        && scored.origins().contains(sighting.origin());
  }

  /**
   * Forgets what is over.
   *
   * @param time that the watermark has passed
   */
  public void expire(long time, FamilyMemory memory) {
    List<String> over = new ArrayList<>();
    for (Map.Entry<String, Long> sighting : memory.sightings()) {
      long end = (FamilyMemory.dayOf(sighting.getKey()) + 1) * DAY;
      if (EventTimes.later(end, remember + LONGEST_TIMESPAN) <= time) {
        over.add(sighting.getKey());
      }
    }
    over.forEach(memory::forgetSighting);
    List<String> quiet = new ArrayList<>();
    for (ScoredBefore scored : memory.alerts()) {
      if (endOf(scored.alert()) <= time) {
        quiet.add(scored.alert().id());
      }
    }
    quiet.forEach(memory::forgetAlert);
  }

  private void tellAgain(
      Predicate<ScoredBefore> affected, FamilyMemory memory, Consumer<Alert> out) {
    List<ScoredBefore> alerts = new ArrayList<>();
    memory
        .alerts()
        .forEach(
            before -> {
              if (affected.test(before)) {
                alerts.add(before);
              }
            });
    for (ScoredBefore before : alerts) {
      Alert alert = before.alert().opened();
      Alert scored = scoring.score(alert, acquaintances(alert, memory));
      if (!String.valueOf(scored.risk()).equals(before.risk())) {
        tell(alert, scored, before.retold() + 1, memory, out);
      }
    }
  }

  private void tell(
      Alert alert, Alert scored, int retold, FamilyMemory memory, Consumer<Alert> out) {
    memory.keepAlert(ScoredBefore.of(alert, String.valueOf(scored.risk()), retold));
    memory.expireAt(endOf(alert));
    out.accept(
        retold == 0
            ? scored
            : scored.told(
                alert.revision() + retold,
                scored.status(),
                alert.alsoMatched(),
                alert.supersededBy(),
                alert.undone(),
                "more is known of who is new to this"));
  }

  private static long endOf(Alert alert) {
    return EventTimes.later(alert.lastTime(), LONGEST_TIMESPAN);
  }

  private Acquaintances acquaintances(Alert alert, FamilyMemory memory) {
    String remembered = key(alert);
    return (origin, family, before) -> {
      if (!family.equals(remembered)) {
        return Acquaintances.Acquaintance.UNKNOWN;
      }
      Long since = memory.since();
      long watched = since == null ? 0 : Math.max(0, before - since);
      long days = Math.min(watched, remember) / DAY;
      if (wasSeen(origin, before, memory)) {
        return new Acquaintances.Acquaintance(Acquaintances.Kind.SEEN, days);
      }
      return watched >= learn
          ? new Acquaintances.Acquaintance(Acquaintances.Kind.NEW, days)
          : Acquaintances.Acquaintance.UNKNOWN;
    };
  }

  /** By whole days at the far end, to the millisecond at the near one. */
  private boolean wasSeen(String origin, long before, FamilyMemory memory) {
    long last = Math.floorDiv(before, DAY);
    for (long day = last - remember / DAY; day <= last; day++) {
      Long seen = memory.sighting(FamilyMemory.key(origin, day));
      if (seen != null && seen < before) {
        return true;
      }
    }
    return false;
  }
}
