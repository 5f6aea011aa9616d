package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever order events arrive in, with duplicates and restarts in between, the open alerts at the
 * end are those that a brute-force reading of the rule finds in the finished time line.
 */
class ArrivalOrderTest {

  /** A hit to come: its stage, its minute, and the ids it names. */
  record Plan(String stage, int minute, int target, int filter) {}

  @Property(tries = 2_000)
  void finalAlertsAreTheOracles(
      @ForAll("rules") CorrelationRule rule,
      @ForAll("timelines") List<Plan> plans,
      @ForAll long seed)
      throws Exception {
    List<StageHit> hits = hits(rule, plans);
    Map<String, Set<String>> expected = new Oracle(rule).alerts(hits);
    List<StageHit> arrivals = new ArrayList<>(hits);
    Random random = new Random(seed);
    hits.stream().filter(hit -> random.nextInt(4) == 0).forEach(arrivals::add);
    Collections.shuffle(arrivals, random);
    int restartAfter = random.nextInt(arrivals.size() + 1);

    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, rule)) {
      harness.arrive(arrivals.subList(0, restartAfter));
      if (random.nextInt(5) == 0) {
        harness.restart();
      }
      harness.arrive(arrivals.subList(restartAfter, arrivals.size()));
      assertThat(new TreeMap<>(harness.open())).isEqualTo(new TreeMap<>(expected));
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
    }
  }

  /** The same where the watermark follows close behind and old hits and alerts expire meanwhile. */
  @Property(tries = 1_000)
  void expiryOnTheWayLosesAndChangesNothing(
      @ForAll("rules") CorrelationRule rule,
      @ForAll("longTimelines") List<Plan> plans,
      @ForAll long seed)
      throws Exception {
    long bound = Duration.ofMinutes(4).toMillis();
    List<StageHit> hits = hits(rule, plans);
    Random random = new Random(seed);
    TreeMap<Long, StageHit> arrivals = new TreeMap<>();
    for (StageHit hit : hits) {
      long arrival = hit.time() + random.nextLong(bound);
      while (arrivals.putIfAbsent(arrival, hit) != null) {
        arrival--;
      }
    }
    try (CorrelateHarness harness = new CorrelateHarness(Duration.ofSeconds(1), rule)) {
      for (Map.Entry<Long, StageHit> arrival : arrivals.entrySet()) {
        harness.arrive(arrival.getValue()).watermark(arrival.getKey() - bound);
      }
      assertThat(harness.late()).isEmpty();
      Map<String, Set<String>> expected = new TreeMap<>(new Oracle(rule).alerts(hits));
      if (rule.identity().isEmpty()) {
        assertThat(new TreeMap<>(harness.open())).isEqualTo(expected);
      } else {
        // An alert that comes back after it was forgotten starts with what is new.
        Map<String, Set<String>> everTold = new TreeMap<>();
        harness
            .told()
            .forEach(
                alert ->
                    everTold
                        .computeIfAbsent(alert.identity(), unseen -> new TreeSet<>())
                        .addAll(CorrelateHarness.eventIds(alert)));
        assertThat(everTold).isEqualTo(expected);
      }
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
    }
  }

  @Provide
  Arbitrary<CorrelationRule> rules() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.just(Rules.staging())),
        Tuple.of(1, Arbitraries.just(Rules.temporal())),
        Tuple.of(1, Arbitraries.just(Rules.temporalAtLeast(2))),
        Tuple.of(1, Arbitraries.just(Rules.temporalAtLeast(3))),
        Tuple.of(1, Arbitraries.just(Rules.ordered())),
        Tuple.of(1, Arbitraries.just(Rules.eventCount(3))),
        Tuple.of(1, Arbitraries.just(Rules.valueCount(2))));
  }

  @Provide
  Arbitrary<List<Plan>> timelines() {
    return timelines(24);
  }

  @Provide
  Arbitrary<List<Plan>> longTimelines() {
    return timelines(45);
  }

  private static Arbitrary<List<Plan>> timelines(int minutes) {
    Arbitrary<Plan> plan =
        Combinators.combine(
                Arbitraries.of(Rules.TARGET, Rules.FILTER, Rules.FILTER_RULE, Rules.SESSION),
                Arbitraries.integers().between(0, minutes),
                Arbitraries.of(1, 1, 1, 2),
                Arbitraries.of(1, 1, 1, 2))
            .as(Plan::new);
    return plan.list().ofMinSize(3).ofMaxSize(15);
  }

  private static List<StageHit> hits(CorrelationRule rule, List<Plan> plans) {
    Hits hits = new Hits(rule);
    List<StageHit> made = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      if (!rule.stages().contains(plan.stage())) {
        continue;
      }
      boolean hasTarget = plan.stage().equals(Rules.TARGET) || plan.stage().equals(Rules.SESSION);
      boolean hasFilter = !plan.stage().equals(Rules.TARGET);
      made.add(
          hits.hit(
              plan.stage(),
              "e%02d".formatted(i),
              plan.minute(),
              hasTarget ? "tmt-" + plan.target() : null,
              hasFilter ? "tmf-" + plan.filter() : null));
    }
    return made;
  }

  /** The semantics, read literally: all subsets of one event for each stage, no cleverness. */
  static final class Oracle {

    private final CorrelationRule rule;
    private final long timespan;

    Oracle(CorrelationRule rule) {
      this.rule = rule;
      this.timespan = rule.timespan().toMillis();
    }

    /** Identity to event ids of every alert. */
    Map<String, Set<String>> alerts(List<StageHit> hits) {
      return rule.identity().isEmpty() ? episodes(hits) : things(hits);
    }

    private Map<String, Set<String>> things(List<StageHit> hits) {
      Map<String, Set<String>> evidence = new LinkedHashMap<>();
      for (List<StageHit> match : matches(hits)) {
        Set<String> targets = new HashSet<>();
        match.forEach(hit -> targets.addAll(hit.links().values("mirror.target_id")));
        assertThat(targets).hasSize(1);
        match.forEach(
            hit ->
                evidence
                    .computeIfAbsent(targets.iterator().next(), unseen -> new TreeSet<>())
                    .add(hit.eventId()));
      }
      return evidence;
    }

    private Map<String, Set<String>> episodes(List<StageHit> hits) {
      TreeSet<Long> completions = new TreeSet<>();
      switch (rule.type()) {
        case EVENT_COUNT ->
            hits.stream()
                .filter(last -> spanBefore(last.time(), hits).size() >= rule.condition().atLeast())
                .forEach(last -> completions.add(last.time()));
        case VALUE_COUNT ->
            hits.stream()
                .filter(
                    last -> targetsIn(spanBefore(last.time(), hits)) >= rule.condition().atLeast())
                .forEach(last -> completions.add(last.time()));
        case TEMPORAL, TEMPORAL_ORDERED ->
            matches(hits)
                .forEach(
                    match ->
                        completions.add(
                            match.stream().mapToLong(StageHit::time).max().getAsLong()));
      }
      Map<String, Set<String>> episodes = new LinkedHashMap<>();
      Long opened = null;
      for (long completion : completions) {
        if (opened == null || completion > opened + timespan) {
          opened = completion;
        }
        Set<String> evidence =
            episodes.computeIfAbsent(
                java.time.Instant.ofEpochMilli(opened).toString(), unseen -> new TreeSet<>());
        spanBefore(completion, hits).forEach(hit -> evidence.add(hit.eventId()));
      }
      return episodes;
    }

    private List<StageHit> spanBefore(long time, List<StageHit> hits) {
      return hits.stream()
          .filter(hit -> hit.time() <= time && hit.time() >= time - timespan)
          .toList();
    }

    private static long targetsIn(List<StageHit> hits) {
      return hits.stream()
          .flatMap(hit -> hit.links().values("mirror.target_id").stream())
          .distinct()
          .count();
    }

    private List<List<StageHit>> matches(List<StageHit> hits) {
      int wanted = rule.condition() == null ? rule.stages().size() : rule.condition().atLeast();
      List<List<StageHit>> matches = new ArrayList<>();
      choose(hits, 0, new ArrayList<>(), wanted, matches);
      return matches;
    }

    private void choose(
        List<StageHit> hits,
        int from,
        List<StageHit> chosen,
        int wanted,
        List<List<StageHit>> matches) {
      if (chosen.size() == wanted) {
        if (isMatch(chosen)) {
          matches.add(List.copyOf(chosen));
        }
        return;
      }
      for (int i = from; i < hits.size(); i++) {
        chosen.add(hits.get(i));
        choose(hits, i + 1, chosen, wanted, matches);
        chosen.remove(chosen.size() - 1);
      }
    }

    private boolean isMatch(List<StageHit> chosen) {
      long first = chosen.stream().mapToLong(StageHit::time).min().getAsLong();
      long last = chosen.stream().mapToLong(StageHit::time).max().getAsLong();
      if (last - first > timespan
          || chosen.stream().map(StageHit::stage).distinct().count() < chosen.size()) {
        return false;
      }
      if (rule.type() == CorrelationType.TEMPORAL_ORDERED) {
        for (int i = 0; i + 1 < rule.stages().size(); i++) {
          if (of(i, chosen).time() > of(i + 1, chosen).time()) {
            return false;
          }
        }
      }
      return rule.joins().isEmpty() || isLinkedStaging(chosen);
    }

    private StageHit of(int stage, List<StageHit> chosen) {
      return chosen.stream()
          .filter(hit -> hit.stage().equals(rule.stages().get(stage)))
          .findFirst()
          .orElseThrow();
    }

    private boolean isLinkedStaging(List<StageHit> chosen) {
      StageHit target = of(0, chosen);
      StageHit filter = of(1, chosen);
      StageHit filterRule = of(2, chosen);
      StageHit session = of(3, chosen);
      String targetId = target.links().values("mirror.target_id").get(0);
      String filterId = filter.links().values("mirror.filter_id").get(0);
      return session.links().values("mirror.target_id").contains(targetId)
          && session.links().values("mirror.filter_id").contains(filterId)
          && filterRule.links().values("mirror.filter_id").contains(filterId)
          && filterRule.time() >= filter.time()
          && session.time() >= filter.time()
          && session.time() >= target.time();
    }
  }
}
