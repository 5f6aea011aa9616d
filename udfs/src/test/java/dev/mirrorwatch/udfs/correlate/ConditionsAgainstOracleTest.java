package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationCondition.Bound;
import dev.mirrorwatch.rules.model.CorrelationCondition.Operator;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Every kind of number and condition against its meaning, read literally, on random time lines in
 * random arrival orders with duplicates and restarts.
 */
class ConditionsAgainstOracleTest {

  private static final String A = "a";
  private static final String B = "b";
  private static final String C = "c";
  private static final String FIELD = "bytes";
  private static final long TIMESPAN = Rules.TIMESPAN.toMillis();
  private static final Location HERE = new Location("test", 1, 1);

  /** A hit to come. */
  record Plan(String stage, int minute, List<String> values) {}

  /**
   * A rule, and the same in plain words.
   *
   * @param truth of the hits in a span or window, and the stages near the window's start
   * @param openers stages that open a window
   */
  record Case(
      CorrelationRule rule, BiPredicate<List<StageHit>, Set<String>> truth, Set<String> openers) {
    @Override
    public String toString() {
      return rule.type() + " " + rule.condition();
    }
  }

  @Property(tries = 1_000)
  void alertsAreTheOraclesWhateverTheOrderOfArrival(
      @ForAll("cases") Case tried, @ForAll("timelines") List<Plan> plans, @ForAll long seed)
      throws Exception {
    List<StageHit> hits = hits(tried.rule(), plans);
    Random random = new Random(seed);
    List<StageHit> arrivals = new ArrayList<>(hits);
    hits.stream().filter(hit -> random.nextInt(4) == 0).forEach(arrivals::add);
    Collections.shuffle(arrivals, random);
    int restartAfter = random.nextInt(arrivals.size() + 1);

    try (CorrelateHarness harness = new CorrelateHarness(Duration.ZERO, tried.rule())) {
      harness.arrive(arrivals.subList(0, restartAfter));
      if (random.nextInt(5) == 0) {
        harness.restart();
      }
      harness.arrive(arrivals.subList(restartAfter, arrivals.size()));
      if (tried.rule().decidedAtWindowEnd()) {
        assertThat(harness.told()).as("before time can decide").isEmpty();
      } else {
        assertThat(new TreeMap<>(harness.open())).isEqualTo(expected(tried, hits));
      }
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(new TreeMap<>(harness.open())).isEqualTo(expected(tried, hits));
    }
  }

  /** The same with a watermark close behind: each window is decided on the way, and once. */
  @Property(tries = 1_000)
  void aWatermarkCloseBehindChangesNothing(
      @ForAll("cases") Case tried, @ForAll("timelines") List<Plan> plans, @ForAll long seed)
      throws Exception {
    long bound = Duration.ofMinutes(4).toMillis();
    Random random = new Random(seed);
    List<StageHit> hits = hits(tried.rule(), plans);
    TreeMap<Long, StageHit> arrivals = new TreeMap<>();
    for (StageHit hit : hits) {
      long arrival = hit.time() + random.nextLong(bound);
      while (arrivals.putIfAbsent(arrival, hit) != null) {
        arrival--;
      }
    }
    Duration lateness = Duration.ofSeconds(random.nextInt(3) * 100L + 1);
    try (CorrelateHarness harness = new CorrelateHarness(lateness, tried.rule())) {
      for (Map.Entry<Long, StageHit> arrival : arrivals.entrySet()) {
        harness.arrive(arrival.getValue()).watermark(arrival.getKey() - bound);
        if (random.nextInt(20) == 0) {
          harness.restart();
        }
      }
      harness.watermark(Long.MAX_VALUE).assertNothingKept();
      assertThat(harness.late()).isEmpty();
      assertThat(new TreeMap<>(harness.open())).isEqualTo(expected(tried, hits));
      if (tried.rule().decidedAtWindowEnd()) {
        assertThat(harness.told()).hasSameSizeAs(harness.open().keySet());
      }
    }
  }

  private static Map<String, Set<String>> expected(Case tried, List<StageHit> hits) {
    return new TreeMap<>(
        tried.rule().decidedAtWindowEnd() ? windows(tried, hits) : episodes(tried, hits));
  }

  private static Map<String, Set<String>> windows(Case tried, List<StageHit> hits) {
    Map<String, Set<String>> windows = new LinkedHashMap<>();
    List<StageHit> open =
        new ArrayList<>(
            hits.stream()
                .filter(hit -> tried.openers().contains(hit.stage()))
                .sorted(Comparator.comparingLong(StageHit::time))
                .toList());
    while (!open.isEmpty()) {
      long start = open.get(0).time();
      List<StageHit> window = open.stream().filter(hit -> hit.time() <= start + TIMESPAN).toList();
      Set<String> near = new HashSet<>();
      hits.stream()
          .filter(hit -> Math.abs(hit.time() - start) <= TIMESPAN)
          .forEach(hit -> near.add(hit.stage()));
      if (tried.truth().test(window, near)) {
        windows.put(Instant.ofEpochMilli(start).toString(), ids(window));
      }
      open.removeAll(window);
    }
    return windows;
  }

  private static Map<String, Set<String>> episodes(Case tried, List<StageHit> hits) {
    TreeSet<Long> completions = new TreeSet<>();
    for (StageHit last : hits) {
      if (tried.truth().test(span(last.time(), hits), Set.of())) {
        completions.add(last.time());
      }
    }
    Map<String, Set<String>> episodes = new LinkedHashMap<>();
    Long opened = null;
    for (long completion : completions) {
      if (opened == null || completion > opened + TIMESPAN) {
        opened = completion;
      }
      episodes
          .computeIfAbsent(Instant.ofEpochMilli(opened).toString(), unseen -> new TreeSet<>())
          .addAll(ids(span(completion, hits)));
    }
    return episodes;
  }

  private static List<StageHit> span(long time, List<StageHit> hits) {
    return hits.stream()
        .filter(hit -> hit.time() <= time && hit.time() >= time - TIMESPAN)
        .toList();
  }

  private static Set<String> ids(List<StageHit> hits) {
    Set<String> ids = new TreeSet<>();
    hits.forEach(hit -> ids.add(hit.eventId()));
    return ids;
  }

  @Provide
  Arbitrary<Case> cases() {
    List<Case> cases = new ArrayList<>();
    ToDoubleFunction<List<StageHit>> events = hits -> ids(hits).size();
    cases.add(number(CorrelationType.EVENT_COUNT, events, bound(Operator.LT, 3)));
    cases.add(number(CorrelationType.EVENT_COUNT, events, bound(Operator.LTE, 2)));
    cases.add(number(CorrelationType.EVENT_COUNT, events, bound(Operator.EQ, 2)));
    cases.add(number(CorrelationType.EVENT_COUNT, events, bound(Operator.NEQ, 1)));
    cases.add(number(CorrelationType.EVENT_COUNT, events, bound(Operator.GT, 2.5)));
    cases.add(
        number(CorrelationType.EVENT_COUNT, events, bound(Operator.GTE, 2), bound(Operator.LT, 4)));
    ToDoubleFunction<List<StageHit>> values =
        hits -> hits.stream().flatMap(hit -> texts(hit).stream()).distinct().count();
    cases.add(number(CorrelationType.VALUE_COUNT, values, bound(Operator.EQ, 0)));
    cases.add(number(CorrelationType.VALUE_COUNT, values, bound(Operator.LTE, 2)));
    ToDoubleFunction<List<StageHit>> sum = hits -> numbers(hits).stream().reduce(0.0, Double::sum);
    ToDoubleFunction<List<StageHit>> average =
        hits -> sum.applyAsDouble(hits) / numbers(hits).size();
    ToDoubleFunction<List<StageHit>> median = ConditionsAgainstOracleTest::median;
    for (Bound bound :
        List.of(bound(Operator.GTE, 5), bound(Operator.GT, -1), bound(Operator.LT, 4))) {
      cases.add(number(CorrelationType.VALUE_SUM, sum, bound));
      cases.add(number(CorrelationType.VALUE_AVG, average, bound));
      cases.add(number(CorrelationType.VALUE_MEDIAN, median, bound));
      cases.add(number(CorrelationType.VALUE_PERCENTILE, median, bound));
    }
    ToDoubleFunction<List<StageHit>> stages =
        hits -> hits.stream().map(StageHit::stage).distinct().count();
    cases.add(number(CorrelationType.TEMPORAL, stages, bound(Operator.LTE, 2)));
    cases.add(number(CorrelationType.TEMPORAL, stages, bound(Operator.EQ, 1)));
    ToDoubleFunction<List<StageHit>> chain = hits -> longestChain(hits, 0, Long.MIN_VALUE);
    cases.add(number(CorrelationType.TEMPORAL_ORDERED, chain, bound(Operator.GTE, 2)));
    cases.add(number(CorrelationType.TEMPORAL_ORDERED, chain, bound(Operator.LT, 2)));

    cases.add(over(and(A, or(B, C)), (seen, near) -> seen.contains(A) && seen.size() > 1, A, B, C));
    cases.add(
        over(
            and(named(A), not(named(C))),
            (seen, near) -> seen.contains(A) && !near.contains(C),
            A));
    cases.add(
        over(
            and(named(A), named(B), not(named(C))),
            (seen, near) -> seen.contains(A) && seen.contains(B) && !near.contains(C),
            A,
            B));
    cases.add(
        over(
            and(named(A), not(and(named(B), named(C)))),
            (seen, near) -> seen.contains(A) && !(near.contains(B) && near.contains(C)),
            A));
    cases.add(
        over(
            or(and(named(A), named(B)), and(named(C), not(named(A)))),
            (seen, near) ->
                seen.contains(A) && seen.contains(B) || seen.contains(C) && !near.contains(A),
            A,
            B,
            C));
    // In the order a, b, c.
    cases.add(
        ordered(
            or(and(named(A), named(C)), and(named(A), named(B))),
            (hits, near) -> inOrder(hits, A, C) || inOrder(hits, A, B),
            A,
            B,
            C));
    cases.add(
        ordered(
            and(named(A), named(B), not(named(C))),
            (hits, near) -> inOrder(hits, A, B) && !near.contains(C),
            A,
            B));
    return Arbitraries.of(cases);
  }

  private static Bound bound(Operator operator, double value) {
    return new Bound(operator, value);
  }

  private static Case number(
      CorrelationType type, ToDoubleFunction<List<StageHit>> number, Bound... bounds) {
    boolean hasField = !type.isTemporal() && type != CorrelationType.EVENT_COUNT;
    CorrelationCondition condition =
        new CorrelationCondition(List.of(bounds), hasField ? List.of(FIELD) : List.of(), 50, null);
    return new Case(
        rule(type, condition),
        (hits, near) -> {
          double value = number.applyAsDouble(hits);
          boolean hasNumber = !type.isNumeric() || !numbers(hits).isEmpty();
          return hasNumber && List.of(bounds).stream().allMatch(bound -> holds(bound, value));
        },
        Set.of(A, B, C));
  }

  private static boolean holds(Bound bound, double value) {
    return switch (bound.operator().sigma()) {
      case "gt" -> value > bound.value();
      case "gte" -> value >= bound.value();
      case "lt" -> value < bound.value();
      case "lte" -> value <= bound.value();
      case "eq" -> value == bound.value();
      default -> value != bound.value();
    };
  }

  private static Case over(
      Condition condition, BiPredicate<Set<String>, Set<String>> truth, String... openers) {
    Set<String> positive = Set.of(openers);
    return new Case(
        rule(CorrelationType.TEMPORAL, CorrelationCondition.over(condition)),
        (hits, near) -> {
          Set<String> seen = new HashSet<>();
          hits.stream().map(StageHit::stage).filter(positive::contains).forEach(seen::add);
          return truth.test(seen, near);
        },
        positive);
  }

  private static Case ordered(
      Condition condition, BiPredicate<List<StageHit>, Set<String>> truth, String... openers) {
    return new Case(
        rule(CorrelationType.TEMPORAL_ORDERED, CorrelationCondition.over(condition)),
        truth,
        Set.of(openers));
  }

  private static CorrelationRule rule(CorrelationType type, CorrelationCondition condition) {
    return new CorrelationRule(
        Rules.header("conditions"),
        type,
        List.of(A, B, C),
        List.of("principal.origin"),
        Map.of(),
        Rules.TIMESPAN,
        condition,
        false,
        List.of(),
        type == CorrelationType.TEMPORAL_ORDERED ? Map.of(B, List.of(A), C, List.of(B)) : Map.of(),
        List.of(),
        false,
        List.of(),
        CorrelationTerms.none());
  }

  private static Condition named(String stage) {
    return new Condition.Named(stage, HERE);
  }

  private static Condition not(Condition term) {
    return new Condition.Not(term);
  }

  private static Condition and(Condition... terms) {
    return new Condition.And(List.of(terms));
  }

  private static Condition and(String stage, Condition term) {
    return and(named(stage), term);
  }

  private static Condition or(Condition... terms) {
    return new Condition.Or(List.of(terms));
  }

  private static Condition or(String one, String other) {
    return or(named(one), named(other));
  }

  private static List<String> texts(StageHit hit) {
    return hit.links().values(FIELD);
  }

  private static List<Double> numbers(List<StageHit> hits) {
    List<Double> numbers = new ArrayList<>();
    for (StageHit hit : hits) {
      for (String text : texts(hit)) {
        if (!text.equals("many")) {
          numbers.add(Double.valueOf(text));
        }
      }
    }
    Collections.sort(numbers);
    return numbers;
  }

  private static double median(List<StageHit> hits) {
    List<Double> numbers = numbers(hits);
    int half = numbers.size() / 2;
    return numbers.isEmpty()
        ? 0
        : numbers.size() % 2 == 1
            ? numbers.get(half)
            : (numbers.get(half - 1) + numbers.get(half)) / 2;
  }

  private static int longestChain(List<StageHit> hits, int stage, long notBefore) {
    if (stage == 3) {
      return 0;
    }
    int longest = longestChain(hits, stage + 1, notBefore);
    for (StageHit hit : hits) {
      if (hit.stage().equals(List.of(A, B, C).get(stage)) && hit.time() >= notBefore) {
        longest = Math.max(longest, 1 + longestChain(hits, stage + 1, hit.time()));
      }
    }
    return longest;
  }

  private static boolean inOrder(List<StageHit> hits, String first, String then) {
    return hits.stream()
        .filter(hit -> hit.stage().equals(first))
        .anyMatch(
            one ->
                hits.stream()
                    .anyMatch(other -> other.stage().equals(then) && other.time() >= one.time()));
  }

  @Provide
  Arbitrary<List<Plan>> timelines() {
    Arbitrary<Plan> plan =
        Combinators.combine(
                Arbitraries.of(A, B, C),
                Arbitraries.integers().between(0, 45),
                Arbitraries.of("0", "1", "4", "9", "-3", "2.5", "many").list().ofMaxSize(2))
            .as(Plan::new);
    return plan.list().ofMinSize(1).ofMaxSize(14);
  }

  private static List<StageHit> hits(CorrelationRule rule, List<Plan> plans) {
    Hits maker = new Hits(rule);
    List<StageHit> hits = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      StageHit hit = maker.hit(plan.stage(), "e%02d".formatted(i), plan.minute(), null, null);
      hits.add(Hits.linked(hit, Map.of(FIELD, plan.values())));
    }
    return hits;
  }
}
