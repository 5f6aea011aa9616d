package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.match.AlertMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Correlations whose stages are alerts of other correlations. */
class ChainTest {

  private static final String LOGIN = "login";
  private static final String KEY = "key";
  private static final Duration INNER_SPAN = Duration.ofMinutes(10);
  private static final Duration OUTER_SPAN = Duration.ofMinutes(25);

  private static CorrelationRule rule(
      String name,
      CorrelationType type,
      List<String> stages,
      List<String> groupBy,
      Duration timespan,
      CorrelationCondition condition) {
    return new CorrelationRule(
        Rules.header(name),
        type,
        stages,
        groupBy,
        Map.of(),
        timespan,
        condition,
        false,
        List.of(),
        type == CorrelationType.TEMPORAL_ORDERED
            ? Map.of(stages.get(1), List.of(stages.get(0)))
            : Map.of(),
        List.of(),
        false,
        List.of(),
        CorrelationTerms.none());
  }

  private static CorrelationRule manyLogins(CorrelationCondition condition) {
    return rule(
        "many_logins",
        CorrelationType.EVENT_COUNT,
        List.of(LOGIN),
        List.of("principal.origin"),
        INNER_SPAN,
        condition);
  }

  private static CorrelationRule outer(CorrelationType type, String... stages) {
    return rule("outer", type, List.of(stages), List.of("principal.origin"), OUTER_SPAN, null);
  }

  /** One operator for each rule, inner ones first, as the pipeline has one for each level. */
  private static final class Chain implements AutoCloseable {

    private final Map<String, CorrelateHarness> levels = new LinkedHashMap<>();
    private final Map<String, Integer> handedUp = new HashMap<>();
    private final AlertMatcher matcher;

    Chain(CorrelationRule... rules) throws Exception {
      for (CorrelationRule rule : rules) {
        levels.put(rule.header().name(), new CorrelateHarness(Duration.ZERO, rules));
      }
      matcher = new AlertMatcher(List.of(rules));
    }

    Chain arrive(StageHit... hits) throws Exception {
      for (StageHit hit : hits) {
        levels.get(hit.rule()).arrive(hit);
        handUp();
      }
      return this;
    }

    /** What an operator tells at a watermark reaches the next one before the watermark does. */
    Chain watermark(long time) throws Exception {
      for (CorrelateHarness level : levels.values()) {
        level.watermark(time);
        handUp();
      }
      return this;
    }

    private void handUp() throws Exception {
      for (Map.Entry<String, CorrelateHarness> level : levels.entrySet()) {
        List<Alert> told = level.getValue().inner();
        for (int i = handedUp.getOrDefault(level.getKey(), 0); i < told.size(); i++) {
          for (StageHit hit : matcher.hits(told.get(i), rule -> {})) {
            levels.get(hit.rule()).arrive(hit);
          }
        }
        handedUp.put(level.getKey(), told.size());
      }
    }

    CorrelateHarness level(String rule) {
      return levels.get(rule);
    }

    void assertNothingKept() {
      levels.values().forEach(CorrelateHarness::assertNothingKept);
    }

    Map<String, Set<String>> open(String rule) {
      Map<String, Set<String>> open = new TreeMap<>();
      Map<String, Alert> last = new LinkedHashMap<>();
      levels.get(rule).told().forEach(alert -> last.put(alert.id(), alert));
      last.values().stream()
          .filter(alert -> alert.status() == AlertStatus.OPEN)
          .forEach(
              alert ->
                  open.put(
                      String.join("/", alert.groupValues()) + " " + alert.identity(),
                      CorrelateHarness.eventIds(alert)));
      return open;
    }

    @Override
    public void close() throws Exception {
      for (CorrelateHarness level : levels.values()) {
        level.close();
      }
    }
  }

  private static StageHit hit(CorrelationRule rule, String stage, String id, double minute) {
    return new Hits(rule).hit(stage, id, minute, null, null);
  }

  private static StageHit with(StageHit hit, Map<String, List<String>> fields, String... group) {
    Evidence e = hit.evidence();
    Evidence evidence =
        new Evidence(
            e.stage(),
            e.eventId(),
            e.time(),
            e.cloudProvider(),
            e.eventProvider(),
            e.action(),
            e.outcome(),
            e.errorCode(),
            e.principal(),
            e.sourceIp(),
            e.sourceAddress(),
            e.userAgent(),
            e.account(),
            e.region(),
            e.resources(),
            new FieldValues(fields, List.of()),
            e.origin(),
            e.original(),
            e.originalTruncated());
    return new StageHit(
        hit.rule(),
        hit.ruleVersion(),
        hit.stage(),
        List.of(group),
        hit.time(),
        hit.eventId(),
        new FieldValues(fields, List.of()),
        PackedEvidence.of(evidence));
  }

  @Example
  void theOuterAlertHasEveryEventOfTheInnerOneOnce() throws Exception {
    CorrelationRule inner = manyLogins(CorrelationCondition.atLeast(2, List.of()));
    CorrelationRule outer = outer(CorrelationType.TEMPORAL, "many_logins", KEY);
    try (Chain chain = new Chain(inner, outer)) {
      chain.arrive(hit(outer, KEY, "k", 5), hit(inner, LOGIN, "l1", 0), hit(inner, LOGIN, "l2", 3));
      assertThat(chain.open("outer").values()).containsExactly(Set.of("k", "l1", "l2"));
      // The inner alert grows, and the outer one with it.
      chain.arrive(hit(inner, LOGIN, "l3", 6));
      assertThat(chain.open("outer").values()).containsExactly(Set.of("k", "l1", "l2", "l3"));
      List<Alert> told = chain.level("outer").told();
      // The place of the inner alert is that of its last event, and that has moved.
      assertThat(told)
          .extracting(Alert::status)
          .containsExactly(AlertStatus.OPEN, AlertStatus.RETRACTED, AlertStatus.OPEN);
      Alert last = told.get(2);
      assertThat(last.evidence())
          .extracting(Evidence::eventId)
          .containsExactly("l1", "l2", "k", "l3");
      assertThat(last.seen()).isEqualTo(4);
      assertThat(last.firstTime()).isEqualTo(Hits.T0);
      chain.watermark(Long.MAX_VALUE);
      chain.assertNothingKept();
    }
  }

  @Example
  void d6_12_allEvidenceOfTheInnerMatchMustFit() throws Exception {
    CorrelationRule inner = manyLogins(CorrelationCondition.atLeast(2, List.of()));
    CorrelationRule outer = outer(CorrelationType.TEMPORAL, "many_logins", KEY);
    try (Chain chain = new Chain(inner, outer)) {
      // From the first login to the key it is a minute more than the timespan.
      chain.arrive(
          hit(inner, LOGIN, "l1", 0), hit(inner, LOGIN, "l2", 9), hit(outer, KEY, "k", 26));
      assertThat(chain.open("outer")).isEmpty();
      chain.arrive(hit(outer, KEY, "k2", 25));
      assertThat(chain.open("outer").values()).containsExactly(Set.of("l1", "l2", "k2"));
    }
  }

  @Example
  void d6_12_theInnerMatchStandsWhereItsLastEventDoes() throws Exception {
    CorrelationRule inner = manyLogins(CorrelationCondition.atLeast(2, List.of()));
    CorrelationRule before = outer(CorrelationType.TEMPORAL_ORDERED, "many_logins", KEY);
    try (Chain chain = new Chain(inner, before)) {
      chain.arrive(
          hit(inner, LOGIN, "l1", 0), hit(inner, LOGIN, "l2", 8), hit(before, KEY, "k", 5));
      assertThat(chain.open("outer")).isEmpty();
      chain.arrive(hit(before, KEY, "k2", 8));
      assertThat(chain.open("outer")).hasSize(1);
    }
  }

  @Example
  void d6_13_groupsAreHandedUpFromTheGroupOrFromTheEvidence() throws Exception {
    CorrelationRule inner =
        rule(
            "many_logins",
            CorrelationType.EVENT_COUNT,
            List.of(LOGIN),
            List.of("host"),
            INNER_SPAN,
            CorrelationCondition.atLeast(2, List.of()));
    CorrelationRule outer =
        rule(
            "outer",
            CorrelationType.EVENT_COUNT,
            List.of("many_logins"),
            List.of("user"),
            OUTER_SPAN,
            CorrelationCondition.atLeast(2, List.of()));
    try (Chain chain = new Chain(inner, outer)) {
      for (String host : List.of("h1", "h2", "h3")) {
        for (int i = 0; i < 2; i++) {
          String user = host.equals("h3") ? "mallory" : i == 0 ? "alice" : "bob";
          chain.arrive(
              with(
                  hit(inner, LOGIN, host + user + i, i),
                  Map.of("user", List.of(user), "host", List.of(host)),
                  host));
        }
      }
      // Alice and Bob were seen on two hosts with many logins, Mallory on one.
      assertThat(chain.open("outer").keySet())
          .extracting(key -> key.replaceAll(" .*", ""))
          .containsExactly("alice", "bob");
      assertThat(chain.open("outer").values())
          .allMatch(ids -> ids.equals(Set.of("h1alice0", "h1bob1", "h2alice0", "h2bob1")));
    }
  }

  @Example
  void anInnerWindowIsNotLateForItsOuterRule() throws Exception {
    CorrelationRule inner =
        manyLogins(
            new CorrelationCondition(
                List.of(new CorrelationCondition.Bound(CorrelationCondition.Operator.LT, 2)),
                List.of(),
                50,
                null));
    CorrelationRule outer = outer(CorrelationType.TEMPORAL, "many_logins", KEY);
    try (Chain chain = new Chain(inner, outer)) {
      chain.arrive(hit(inner, LOGIN, "l1", 0), hit(outer, KEY, "k", 1));
      for (int minute = 1; minute < 12; minute++) {
        chain.watermark(Hits.at(Duration.ofMinutes(minute)));
      }
      assertThat(chain.level("outer").late()).isEmpty();
      assertThat(chain.open("outer").values()).containsExactly(Set.of("l1", "k"));
      chain.watermark(Long.MAX_VALUE);
      chain.assertNothingKept();
    }
  }

  @Example
  void levelsMayBeMixedAndDeep() throws Exception {
    CorrelationRule inner = manyLogins(CorrelationCondition.atLeast(2, List.of()));
    CorrelationRule middle =
        rule(
            "middle",
            CorrelationType.TEMPORAL_ORDERED,
            List.of("many_logins", KEY),
            List.of("principal.origin"),
            OUTER_SPAN,
            null);
    CorrelationRule top =
        rule(
            "top",
            CorrelationType.TEMPORAL,
            List.of("middle", "many_logins", LOGIN),
            List.of("principal.origin"),
            OUTER_SPAN,
            null);
    try (Chain chain = new Chain(inner, middle, top)) {
      chain.arrive(
          hit(middle, KEY, "k", 8),
          hit(top, LOGIN, "l2", 3),
          hit(inner, LOGIN, "l2", 3),
          hit(inner, LOGIN, "l1", 0));
      assertThat(chain.open("top").values()).containsExactly(Set.of("k", "l1", "l2"));
    }
  }

  /** A login of the inner rule, or a key of the outer one. */
  record Plan(boolean login, int minute) {}

  @Property(tries = 1_500)
  void theOuterAlertsFollowFromTheFinalInnerOnesWhateverTheOrder(
      @ForAll("timelines") List<Plan> plans, @ForAll boolean inOrder, @ForAll long seed)
      throws Exception {
    CorrelationRule inner = manyLogins(CorrelationCondition.atLeast(2, List.of()));
    CorrelationRule outer =
        outer(
            inOrder ? CorrelationType.TEMPORAL_ORDERED : CorrelationType.TEMPORAL,
            "many_logins",
            KEY);
    List<StageHit> hits = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      hits.add(
          plan.login()
              ? hit(inner, LOGIN, "l%02d".formatted(i), plan.minute())
              : hit(outer, KEY, "k%02d".formatted(i), plan.minute()));
    }
    Collections.shuffle(hits, new Random(seed));
    try (Chain chain = new Chain(inner, outer)) {
      chain.arrive(hits.toArray(StageHit[]::new));
      assertThat(chain.open("outer")).isEqualTo(expected(hits, inOrder));
      chain.watermark(Long.MAX_VALUE);
      chain.assertNothingKept();
    }
  }

  /** Something with a beginning and an end: a key, or an episode of logins. */
  private record Part(boolean login, long first, long last, Set<String> ids) {}

  private static Map<String, Set<String>> expected(List<StageHit> hits, boolean inOrder) {
    List<Part> parts = new ArrayList<>(logins(hits));
    hits.stream()
        .filter(hit -> hit.stage().equals(KEY))
        .forEach(hit -> parts.add(new Part(false, hit.time(), hit.time(), Set.of(hit.eventId()))));
    long span = OUTER_SPAN.toMillis();
    TreeSet<Long> completions = new TreeSet<>();
    for (Part login : parts) {
      for (Part key : parts) {
        long first = Math.min(login.first(), key.first());
        long last = Math.max(login.last(), key.last());
        if (login.login()
            && !key.login()
            && last - first <= span
            && (!inOrder || login.last() <= key.last())) {
          completions.add(last);
        }
      }
    }
    Map<String, Set<String>> episodes = new TreeMap<>();
    Long opened = null;
    for (long completion : completions) {
      if (opened == null || completion > opened + span) {
        opened = completion;
      }
      Set<String> evidence =
          episodes.computeIfAbsent("alice " + Instant.ofEpochMilli(opened), o -> new TreeSet<>());
      parts.stream()
          .filter(part -> part.last() <= completion && part.first() >= completion - span)
          .forEach(part -> evidence.addAll(part.ids()));
    }
    return episodes;
  }

  private static List<Part> logins(List<StageHit> hits) {
    long span = INNER_SPAN.toMillis();
    List<StageHit> logins = hits.stream().filter(hit -> hit.stage().equals(LOGIN)).toList();
    TreeMap<Long, List<StageHit>> completions = new TreeMap<>();
    for (StageHit last : logins) {
      List<StageHit> before =
          logins.stream()
              .filter(hit -> hit.time() <= last.time() && hit.time() >= last.time() - span)
              .toList();
      if (before.size() >= 2) {
        completions.put(last.time(), before);
      }
    }
    Map<Long, List<StageHit>> episodes = new TreeMap<>();
    Long opened = null;
    for (Map.Entry<Long, List<StageHit>> completion : completions.entrySet()) {
      if (opened == null || completion.getKey() > opened + span) {
        opened = completion.getKey();
      }
      episodes.computeIfAbsent(opened, o -> new ArrayList<>()).addAll(completion.getValue());
    }
    return episodes.values().stream()
        .map(
            episode -> {
              Set<String> ids = new TreeSet<>();
              episode.forEach(hit -> ids.add(hit.eventId()));
              return new Part(
                  true,
                  episode.stream().mapToLong(StageHit::time).min().getAsLong(),
                  episode.stream().mapToLong(StageHit::time).max().getAsLong(),
                  ids);
            })
        .toList();
  }

  @Provide
  Arbitrary<List<Plan>> timelines() {
    return Combinators.combine(
            Arbitraries.of(true, true, false), Arbitraries.integers().between(0, 60))
        .as(Plan::new)
        .list()
        .ofMinSize(2)
        .ofMaxSize(12);
  }
}
