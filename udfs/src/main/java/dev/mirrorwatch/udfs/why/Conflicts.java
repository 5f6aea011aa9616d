package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.correlate.Links;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Why two hits of different stages cannot stand in one match. */
final class Conflicts {

  private final CorrelationRule rule;
  private final long timespan;

  /** Stage to all that must not be later, however many stages lie between. */
  private final Map<String, Set<String>> earlier = new HashMap<>();

  Conflicts(CorrelationRule rule) {
    this.rule = rule;
    this.timespan = rule.timespan().toMillis();
    rule.stages().forEach(stage -> addEarlier(stage, stage));
  }

  private void addEarlier(String stage, String of) {
    Set<String> known = earlier.computeIfAbsent(stage, unseen -> new HashSet<>());
    for (String before : rule.after().getOrDefault(of, List.of())) {
      if (known.add(before)) {
        addEarlier(stage, before);
      }
    }
  }

  boolean agree(StageHit one, StageHit other) {
    return span(one, other) <= timespan && inOrder(one, other) && Links.agree(rule, one, other);
  }

  /**
   * What keeps a hit from its partners: of each kind the widest gap, of each join one partner.
   *
   * @param partners hits of other stages that agree with each other
   */
  List<Reason> with(StageHit hit, List<StageHit> partners) {
    List<Reason> reasons = new ArrayList<>();
    partners.stream()
        .filter(partner -> isSameEvent(hit, partner))
        .findFirst()
        .ifPresent(
            partner -> reasons.add(new Reason.SameEvent(SeenEvent.of(hit), SeenEvent.of(partner))));
    for (CorrelationRule.Join join : rule.joins()) {
      partners.stream()
          .filter(partner -> differ(join, hit, partner))
          .findFirst()
          .ifPresent(partner -> reasons.add(otherId(hit, partner, join.field())));
    }
    widest(hit, partners.stream().filter(partner -> !inOrder(hit, partner)).toList())
        .ifPresent(
            partner ->
                reasons.add(
                    new Reason.WrongOrder(
                        SeenEvent.of(hit),
                        SeenEvent.of(partner),
                        Duration.ofMillis(EventTimes.distance(hit.time(), partner.time())))));
    widest(hit, partners.stream().filter(partner -> span(hit, partner) > timespan).toList())
        .ifPresent(partner -> reasons.add(outside(hit, partner)));
    return reasons;
  }

  static Reason.OtherId otherId(StageHit hit, StageHit partner, String field) {
    return new Reason.OtherId(
        SeenEvent.of(hit),
        SeenEvent.of(partner),
        field,
        values(hit, field),
        values(partner, field));
  }

  Reason.OutsideTimespan outside(StageHit hit, StageHit partner) {
    long span = span(hit, partner);
    return new Reason.OutsideTimespan(
        SeenEvent.of(hit),
        SeenEvent.of(partner),
        Duration.ofMillis(span),
        Duration.ofMillis(span - timespan));
  }

  /** From the first to the last moment of both. */
  static long span(StageHit one, StageHit other) {
    return EventTimes.distance(
        Math.max(one.time(), other.time()), Math.min(one.firstTime(), other.firstTime()));
  }

  static List<String> values(StageHit hit, String field) {
    return hit.links().values(field).stream().filter(Objects::nonNull).toList();
  }

  private static Optional<StageHit> widest(StageHit hit, List<StageHit> partners) {
    return partners.stream().max(Comparator.comparingLong(partner -> span(hit, partner)));
  }

  private boolean isSameEvent(StageHit one, StageHit other) {
    return rule.distinctEvents() && one.eventId().equals(other.eventId());
  }

  private boolean inOrder(StageHit one, StageHit other) {
    StageHit first = one.time() <= other.time() ? one : other;
    StageHit last = first == one ? other : one;
    return first.time() == last.time()
        || !earlier.getOrDefault(first.stage(), Set.of()).contains(last.stage());
  }

  private static boolean differ(CorrelationRule.Join join, StageHit one, StageHit other) {
    return join.stages().contains(one.stage())
        && join.stages().contains(other.stage())
        && Collections.disjoint(values(one, join.field()), values(other, join.field()));
  }
}
