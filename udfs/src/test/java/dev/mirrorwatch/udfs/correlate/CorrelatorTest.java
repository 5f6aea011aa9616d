package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Fire;
import dev.mirrorwatch.rules.model.CorrelationTerms.StageTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Window;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Cases that the random time lines of {@link ArrivalOrderTest} seldom or never hold. */
class CorrelatorTest {

  private static final String PART = "part";

  private static CorrelationRule rule(
      CorrelationType type,
      List<String> stages,
      CorrelationCondition condition,
      List<CorrelationRule.Join> joins,
      List<String> identity,
      boolean distinctEvents) {
    return Rules.rule(type, stages, condition, joins, Map.of(), identity, distinctEvents);
  }

  /** Lets hits arrive one after the other and keeps what each identity was last told. */
  private static Map<String, Set<String>> findings(CorrelationRule rule, StageHit... arrivals) {
    Correlator correlator = Correlator.of(rule);
    List<StageHit> buffer = new ArrayList<>();
    Correlator.Knowledge known = new Correlator.Knowledge(Correlator.hitSet(), new HashMap<>());
    Map<String, Set<String>> found = new TreeMap<>();
    for (StageHit arrived : arrivals) {
      buffer.add(arrived);
      buffer.sort(new StageOrder(rule).comparator());
      for (Finding finding : correlator.evaluate(buffer, arrived, known).orElse(List.of())) {
        found.put(finding.identity(), events(finding));
      }
    }
    return found;
  }

  /** As the shipped rule about reused parts: a part is a target or a filter, a session has both. */
  private static final CorrelationRule REUSED_PARTS =
      rule(
          CorrelationType.TEMPORAL,
          List.of(PART, Rules.SESSION),
          null,
          List.of(new CorrelationRule.Join("mirror.part_id", List.of(PART, Rules.SESSION))),
          List.of("mirror.target_id"),
          false);

  private static StageHit partTarget(Hits hits, String event, String target) {
    return Hits.linked(
        hits.hit(PART, event, 0, target, null),
        Map.of("mirror.part_id", List.of(target), "mirror.target_id", List.of(target)));
  }

  private static StageHit partFilter(Hits hits, String event, String filter) {
    return Hits.linked(
        hits.hit(PART, event, 0, null, filter), Map.of("mirror.part_id", List.of(filter)));
  }

  private static StageHit session(Hits hits, String event, String target, String filter) {
    return Hits.linked(
        hits.session(event, 5, target, filter),
        Map.of("mirror.part_id", List.of(target, filter), "mirror.target_id", List.of(target)));
  }

  @Test
  void anyValueOfAListedLinkJoins() {
    Hits hits = new Hits(REUSED_PARTS);
    assertThat(
            findings(
                REUSED_PARTS,
                partFilter(hits, "f", "tmf-1"),
                partTarget(hits, "other", "tmt-9"),
                session(hits, "s", "tmt-1", "tmf-1")))
        .containsOnly(Map.entry("tmt-1", Set.of("f", "s")));
    assertThat(
            findings(
                REUSED_PARTS,
                session(hits, "s", "tmt-1", "tmf-1"),
                partFilter(hits, "f", "tmf-1"),
                partTarget(hits, "t", "tmt-1")))
        .containsOnly(Map.entry("tmt-1", Set.of("f", "s", "t")));
    assertThat(
            findings(
                REUSED_PARTS, partFilter(hits, "f", "tmf-2"), session(hits, "s", "tmt-1", "tmf-1")))
        .isEmpty();
  }

  /** As the shipped rules that an alert and events make together: two stages come before one. */
  private static final CorrelationRule LOOKED_THEN_USED =
      Rules.rule(
          CorrelationType.TEMPORAL,
          List.of(Rules.TARGET, Rules.FILTER, Rules.SESSION),
          null,
          List.of(),
          Map.of(Rules.SESSION, List.of(Rules.TARGET, Rules.FILTER)),
          List.of("mirror.target_id"),
          false);

  /** What a revised hit leads to is what the hits lead to that were never anything else. */
  @Property(tries = 1000)
  void aRevisedHitIsAsIfItHadAlwaysBeenSo(@ForAll Random random) {
    Hits hits = new Hits(REUSED_PARTS);
    List<StageHit> before = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(7); i++) {
      before.add(part(hits, "e" + i, random.nextInt(3), random));
    }
    int place = random.nextInt(before.size());
    StageHit old = before.get(place);
    StageHit revised = null;
    if (random.nextInt(4) != 0) {
      int kind = old.stage().equals(PART) ? random.nextInt(2) : 2;
      revised = part(hits, old.eventId(), kind, random);
    }
    assertIsAsIfAlwaysSo(REUSED_PARTS, before, old, revised);
  }

  /** An alert that is a stage moves in time when it grows, and reaches further back. */
  @Property(tries = 3000)
  void aHitThatMovedIsAsIfItHadAlwaysBeenThere(@ForAll Random random, @ForAll boolean staging) {
    CorrelationRule rule = onTerms(staging ? Rules.staging() : LOOKED_THEN_USED, random);
    Hits hits = new Hits(rule);
    List<StageHit> before = new ArrayList<>();
    for (int i = 0; i < 4 + random.nextInt(12); i++) {
      String stage = rule.stages().get(random.nextInt(rule.stages().size()));
      before.add(anywhere(hits, rule, stage, "e%02d".formatted(i), random));
    }
    StageHit old = before.get(random.nextInt(before.size()));
    StageHit revised = anywhere(hits, rule, old.stage(), old.eventId(), random);
    if (random.nextInt(4) != 0) {
      revised = Hits.linked(revised, old.links().byField());
    }
    assertIsAsIfAlwaysSo(rule, before, old, Hits.reachingBack(revised, random.nextInt(8)));
  }

  /** Of some rules, a stage must come soon after the one before it, or twice, or need not come. */
  private static CorrelationRule onTerms(CorrelationRule rule, Random random) {
    Map<String, StageTerms> stages = new HashMap<>();
    if (random.nextBoolean()) {
      String stage = rule.stages().get(random.nextInt(rule.stages().size()));
      stages.put(
          stage,
          switch (random.nextInt(3)) {
            case 0 -> new StageTerms(1, false, Duration.ofMinutes(2));
            case 1 -> new StageTerms(2, false, null);
            default -> new StageTerms(1, !stage.equals(Rules.SESSION), null);
          });
    }
    return Rules.with(
        rule,
        rule.joins(),
        new CorrelationTerms<>(stages, List.of(), null, null, Fire.ONCE, Window.SLIDING, null, 0));
  }

  private static StageHit anywhere(
      Hits hits, CorrelationRule rule, String stage, String event, Random random) {
    boolean names = !rule.joins().isEmpty() || stage.equals(Rules.SESSION);
    String target = names && !stage.startsWith("filter") ? "tmt-" + random.nextInt(3) : null;
    String filter = names && !stage.equals(Rules.TARGET) ? "tmf-" + random.nextInt(2) : null;
    return hits.hit(stage, event, random.nextInt(24), target, filter);
  }

  private static void assertIsAsIfAlwaysSo(
      CorrelationRule rule, List<StageHit> before, StageHit old, StageHit revised) {
    Map<String, Set<String>> evidence = findings(rule, before.toArray(StageHit[]::new));
    Map<String, Set<String>> known = new HashMap<>();
    evidence.forEach((identity, events) -> known.put(identity, keys(before, events)));
    List<StageHit> after = new ArrayList<>(before);
    after.remove(old);
    if (revised != null) {
      after.add(revised);
    }
    after.sort(new StageOrder(rule).comparator());
    List<Finding> reconsidered =
        Correlator.of(rule)
            .reconsider(after, old, revised, new Correlator.Knowledge(Correlator.hitSet(), known));

    reconsidered.forEach(finding -> evidence.put(finding.identity(), events(finding)));
    evidence.values().removeIf(Set::isEmpty);
    assertThat(evidence).isEqualTo(findings(rule, after.toArray(StageHit[]::new)));
    // What shows the hit is told again, whether or not its evidence is the same.
    evidence.forEach(
        (identity, events) -> {
          if (events.contains(old.eventId())) {
            assertThat(reconsidered).extracting(Finding::identity).contains(identity);
          }
        });
  }

  private static StageHit part(Hits hits, String event, int kind, Random random) {
    String target = "tmt-" + random.nextInt(3);
    String filter = "tmf-" + random.nextInt(3);
    return switch (kind) {
      case 0 -> partTarget(hits, event, target);
      case 1 -> partFilter(hits, event, filter);
      default -> session(hits, event, target, filter);
    };
  }

  private static Set<String> keys(List<StageHit> hits, Set<String> events) {
    Set<String> keys = new TreeSet<>();
    hits.stream()
        .filter(hit -> events.contains(hit.eventId()))
        .forEach(hit -> keys.add(hit.bufferKey()));
    return keys;
  }

  private static Set<String> events(Finding finding) {
    Set<String> events = new TreeSet<>();
    finding.hits().forEach(hit -> events.add(hit.eventId()));
    return events;
  }

  @Test
  void filterOfTwoTargetsIsEvidenceOfBoth() {
    CorrelationRule rule = Rules.staging();
    Hits hits = new Hits(rule);
    StageHit[] parts = {
      hits.target("t1", 0, "tmt-1"),
      hits.target("t2", 0, "tmt-2"),
      hits.session("s1", 3, "tmt-1", "tmf-1"),
      hits.session("s2", 3, "tmt-2", "tmf-1"),
      hits.filterRule("r", 2, "tmf-1"),
      hits.filter("f", 1, "tmf-1")
    };
    Map<String, Set<String>> both =
        Map.of("tmt-1", Set.of("f", "r", "s1", "t1"), "tmt-2", Set.of("f", "r", "s2", "t2"));
    assertThat(findings(rule, parts)).isEqualTo(both);
    // Whatever completes them: here the last session, after the shared filter.
    assertThat(findings(rule, parts[5], parts[4], parts[0], parts[2], parts[1], parts[3]))
        .isEqualTo(both);
  }

  @Test
  void oneEventForTwoStagesOnlyWhereTheRuleAllowsIt() {
    for (boolean distinct : List.of(true, false)) {
      CorrelationRule rule =
          rule(
              CorrelationType.TEMPORAL,
              List.of(Rules.TARGET, Rules.SESSION),
              null,
              List.of(
                  new CorrelationRule.Join(
                      "mirror.target_id", List.of(Rules.TARGET, Rules.SESSION))),
              List.of("mirror.target_id"),
              distinct);
      Hits hits = new Hits(rule);
      Map<String, Set<String>> found =
          findings(rule, hits.target("e1", 0, "tmt-1"), hits.session("e1", 0, "tmt-1", null));
      if (distinct) {
        assertThat(found).isEmpty();
      } else {
        assertThat(found).containsOnly(Map.entry("tmt-1", Set.of("e1")));
      }
    }
  }

  @Test
  void identityOfTwoFieldsTakesBoth() {
    CorrelationRule rule =
        rule(
            CorrelationType.TEMPORAL,
            List.of(Rules.TARGET, Rules.SESSION),
            null,
            List.of(),
            List.of("mirror.target_id", "mirror.filter_id"),
            false);
    Hits hits = new Hits(rule);
    assertThat(
            findings(rule, hits.target("e1", 0, "tmt-1"), hits.session("e2", 1, "tmt-1", "tmf-1")))
        .containsOnly(Map.entry("tmt-1 tmf-1", Set.of("e1", "e2")));
  }

  @Test
  void eventThatMatchesTwoCountedRulesCountsOnce() {
    CorrelationRule rule = Rules.eventCount(2);
    Hits hits = new Hits(rule);
    assertThat(findings(rule, hits.target("e1", 0, null), hits.session("e1", 0, null, null)))
        .isEmpty();
    assertThat(
            findings(
                rule,
                hits.target("e1", 0, null),
                hits.session("e1", 0, null, null),
                hits.target("e2", 10, null)))
        .containsOnly(Map.entry("2026-03-01T10:10:00Z", Set.of("e1", "e2")));
  }

  @Test
  void valueCountTakesEveryElementAndWholeTuplesOnly() {
    CorrelationRule rule =
        rule(
            CorrelationType.VALUE_COUNT,
            List.of(Rules.TARGET),
            CorrelationCondition.atLeast(2, List.of("mirror.target_id", "mirror.filter_id")),
            List.of(),
            List.of(),
            false);
    Hits hits = new Hits(rule);
    StageHit one = hits.hit(Rules.TARGET, "e1", 0, "tmt-1", "tmf-1");
    StageHit again = hits.hit(Rules.TARGET, "e2", 1, "tmt-1", "tmf-1");
    StageHit half = hits.hit(Rules.TARGET, "e3", 2, "tmt-2", null);
    assertThat(findings(rule, one, again, half)).isEmpty();
    StageHit two =
        Hits.linked(
            hits.hit(Rules.TARGET, "e4", 3, null, null),
            Map.of(
                "mirror.target_id", List.of("tmt-1"),
                "mirror.filter_id", List.of("tmf-1", "tmf-2")));
    assertThat(findings(rule, two)).containsOnly(Map.entry("2026-03-01T10:03:00Z", Set.of("e4")));
  }

  @Test
  void onlyEpisodesReplaceEachOther() {
    assertThat(Correlator.of(Rules.staging()).episodic()).isFalse();
    for (CorrelationRule rule :
        List.of(Rules.temporal(), Rules.ordered(), Rules.eventCount(2), Rules.valueCount(2))) {
      assertThat(Correlator.of(rule).episodic()).isTrue();
    }
  }
}
