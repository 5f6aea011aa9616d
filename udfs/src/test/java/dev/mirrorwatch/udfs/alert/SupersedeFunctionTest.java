package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.CorrelationsOnly;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.Samples;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class SupersedeFunctionTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);

  /** The function on Flink's harness; alerts in, what was told out. */
  private static final class Line implements AutoCloseable {

    private KeyedTwoInputStreamOperatorTestHarness<String, Alert, RuleSetText, Alert> harness;
    private final List<Alert> told = new ArrayList<>();

    Line(List<CorrelationRule> rules) throws Exception {
      harness = create(rules);
      open();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Alert, RuleSetText, Alert> create(
        List<CorrelationRule> rules) throws Exception {
      return new KeyedTwoInputStreamOperatorTestHarness<>(
          new CoBroadcastWithKeyedOperator<>(
              new SupersedeFunction(FirstRules.of(CorrelationsOnly.of(rules)), LATENESS),
              List.of(RulesInEffect.descriptor())),
          Supersession::key,
          null,
          Types.STRING);
    }

    /** Rule sets come beside the alerts and never hold time back. */
    private void open() throws Exception {
      harness.open();
      harness.processWatermark2(Watermark.MAX_WATERMARK);
    }

    Line take(Alert... alerts) throws Exception {
      for (Alert alert : alerts) {
        harness.processElement1(alert, alert.lastTime());
      }
      for (Object element : harness.getOutput()) {
        if (element instanceof StreamRecord<?> streamed) {
          told.add((Alert) streamed.getValue());
        }
      }
      harness.getOutput().clear();
      return this;
    }

    void restart(List<CorrelationRule> rules) throws Exception {
      restartFrom(checkpoint(), rules);
    }

    OperatorSubtaskState checkpoint() throws Exception {
      return harness.snapshot(1, 1);
    }

    void restartFrom(OperatorSubtaskState state, List<CorrelationRule> rules) throws Exception {
      harness.close();
      harness = create(rules);
      harness.initializeState(state);
      open();
    }

    Alert last() {
      return told.get(told.size() - 1);
    }

    /** Alerts kept, over all keys. */
    List<Alert> keptAlerts() throws Exception {
      AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
      List<Alert> kept = new ArrayList<>();
      operator
          .<String>getKeyedStateBackend()
          .applyToAllKeys(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new MapStateDescriptor<>(
                  KeyedFamilyState.ALERTS_STATE, Types.STRING, Types.POJO(Alert.class)),
              (key, alerts) -> alerts.values().forEach(kept::add));
      return kept;
    }

    /** What a sink that keeps the last revision shows. */
    Map<String, Alert> shown() {
      Map<String, Alert> shown = new TreeMap<>();
      for (Alert alert : told) {
        shown.put(alert.rule().name(), alert);
      }
      return shown;
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }

  @Test
  void alertsAreKeptPacked() throws Exception {
    try (Line line = line()) {
      Alert low = Samples.traveled(alert(FamilyRules.LOW, "e1"));
      line.take(low, Samples.traveled(alert(FamilyRules.MID, "e1", "e2")));
      List<Alert> kept = line.keptAlerts();
      assertThat(kept).hasSize(2).allMatch(Samples::isClosed);
      // Both show the first event.
      assertThat(Samples.shareTheFirst(kept.get(0), kept.get(1))).isTrue();
    }
  }

  private static Line line() throws Exception {
    return new Line(FamilyRules.ALL);
  }

  private static Alert alert(CorrelationRule rule, String... events) {
    List<Evidence> evidence = new ArrayList<>();
    for (String event : events) {
      evidence.add(Samples.evidence(event, Integer.parseInt(event.substring(1)), null));
    }
    return Samples.alert(rule.header(), "tmt-1", evidence);
  }

  private static Alert retracted(Alert alert) {
    return alert.told(alert.revision() + 1, AlertStatus.RETRACTED, List.of(), null, 0, "undone");
  }

  private static List<String> events(Alert alert) {
    return alert.evidence().stream().map(Evidence::eventId).toList();
  }

  @Test
  void superiorFirstKeepsTheInferiorSilent() throws Exception {
    try (Line line = line()) {
      line.take(alert(FamilyRules.TOP, "e1", "e2", "e3"), alert(FamilyRules.LOW, "e1", "e3"));
      assertThat(line.shown()).containsOnlyKeys("top");
      assertThat(line.last().alsoMatched()).containsExactly("low");
      assertThat(events(line.last())).containsExactly("e1", "e2", "e3");
    }
  }

  @Test
  void superiorLaterSupersedesWhatWasTold() throws Exception {
    try (Line line = line()) {
      Alert low = alert(FamilyRules.LOW, "e1", "e3");
      Alert top = alert(FamilyRules.TOP, "e1", "e2", "e3");
      line.take(low);
      assertThat(line.last().status()).isEqualTo(AlertStatus.OPEN);
      assertThat(line.last().revision()).isEqualTo(1);

      line.take(top);

      Alert lowNow = line.shown().get("low");
      assertThat(lowNow.id()).isEqualTo(low.id());
      assertThat(lowNow.status()).isEqualTo(AlertStatus.SUPERSEDED);
      assertThat(lowNow.revision()).isEqualTo(2);
      assertThat(lowNow.supersededBy()).isEqualTo(top.id());
      assertThat(events(lowNow)).containsExactly("e1", "e3");
      Alert topNow = line.shown().get("top");
      assertThat(topNow.status()).isEqualTo(AlertStatus.OPEN);
      assertThat(topNow.revision()).isEqualTo(1);
      assertThat(topNow.supersededBy()).isNull();
      assertThat(topNow.alsoMatched()).containsExactly("low");
      assertThat(line.told).hasSize(3);
    }
  }

  /** As many events as before, of which one says more. */
  @Test
  void moreIsKnownOfAnEvent() throws Exception {
    try (Line line = line()) {
      Alert top = alert(FamilyRules.TOP, "e1", "e2");
      Evidence event = top.evidence().get(1);
      Principal known = event.principal().handedOnBy(Samples.bare("root"), Samples.T0);
      List<Evidence> explained = List.of(top.evidence().get(0), event.by(known));

      line.take(top, top, top.withEvidence(PackedEvidence.of(explained), top.seen(), 0));

      assertThat(line.told).extracting(Alert::revision).containsExactly(1, 2);
      assertThat(line.last().evidence()).isEqualTo(explained);
    }
  }

  @Test
  void evidenceOfInferiorsIsTakenOverOnceAndInOrder() throws Exception {
    try (Line line = line()) {
      line.take(
          alert(FamilyRules.LOW, "e0", "e5"),
          alert(FamilyRules.MID, "e1", "e5"),
          alert(FamilyRules.TOP, "e2", "e5"));
      Alert top = line.shown().get("top");
      assertThat(events(top)).containsExactly("e0", "e1", "e2", "e5");
      assertThat(top.seen()).isEqualTo(4);
      assertThat(top.firstTime()).isEqualTo(Samples.T0);
      assertThat(top.lastTime()).isEqualTo(Samples.T0 + 5_000);
      assertThat(top.alsoMatched()).containsExactly("low", "mid");
    }
  }

  @Test
  void lowestOfThreeEndsBelowTheHighest() throws Exception {
    try (Line line = line()) {
      Alert top = alert(FamilyRules.TOP, "e1", "e2");
      Alert mid = alert(FamilyRules.MID, "e1", "e2");
      line.take(alert(FamilyRules.LOW, "e1", "e2"), mid);
      assertThat(line.shown().get("low").supersededBy()).isEqualTo(mid.id());
      line.take(top);
      assertThat(line.shown().get("low").supersededBy()).isEqualTo(top.id());
      assertThat(line.shown().get("mid").supersededBy()).isEqualTo(top.id());
      assertThat(line.shown().get("low").revision()).isEqualTo(3);
    }
  }

  @Test
  void ofTwoEqualSuperiorsTheOneWithTheLowerIdIsNamed() throws Exception {
    for (int i = 0; i < 10; i++) {
      CorrelationRule one = FamilyRules.rule("one" + i, Duration.ofHours(1), "low");
      CorrelationRule other = FamilyRules.rule("other" + i, Duration.ofHours(1), "low");
      try (Line line = new Line(List.of(one, other, FamilyRules.LOW))) {
        Alert first = alert(one, "e1");
        Alert second = alert(other, "e1");
        line.take(alert(FamilyRules.LOW, "e1"), first, second);
        String lower = first.id().compareTo(second.id()) < 0 ? first.id() : second.id();
        assertThat(line.shown().get("low").supersededBy()).isEqualTo(lower);
      }
    }
  }

  @Test
  void alertWithoutFamilyPassesUnchangedAndLeavesNothing() throws Exception {
    try (Line line = line()) {
      Alert alone = alert(FamilyRules.ALONE, "e1");
      Alert later = alone.told(7, AlertStatus.RETRACTED, List.of(), null, 0, "undone");
      line.take(alone, later);
      assertThat(line.told)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(alone, later);
      assertThat(line.harness.numKeyedStateEntries()).isZero();
      assertThat(line.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void whatAFailedRunToldLastIsSupersededThoughTheNextOneNeverToldIt() throws Exception {
    Alert low = alert(FamilyRules.LOW, "e1", "e3");
    Alert top = alert(FamilyRules.TOP, "e1", "e2", "e3");
    try (Line line = line()) {
      OperatorSubtaskState checkpoint = line.checkpoint();
      line.take(low);
      line.restartFrom(checkpoint, FamilyRules.ALL);
      // The same events again, in another order: alerts of two rules have no order of their own.
      line.take(top, low);
      assertThat(line.shown().get("low").status()).isEqualTo(AlertStatus.SUPERSEDED);
      assertThat(line.shown().get("top").status()).isEqualTo(AlertStatus.OPEN);
    }
  }

  @Test
  void whatAFailedRunToldLastIsRetractedThoughTheNextOneNeverToldIt() throws Exception {
    Alert low = alert(FamilyRules.LOW, "e1", "e3");
    try (Line line = line()) {
      OperatorSubtaskState checkpoint = line.checkpoint();
      line.take(low);
      line.restartFrom(checkpoint, FamilyRules.ALL);
      line.take(retracted(low));
      assertThat(line.shown().get("low").status()).isEqualTo(AlertStatus.RETRACTED);
    }
  }

  @Test
  void alertOfARuleThatForgetsSoonerThanItsFamilyDoesNotGrowWithoutEnd() throws Exception {
    try (Line line = line()) {
      for (int round = 0; round < 10; round++) {
        int first = round * 100;
        line.take(
            alert(
                FamilyRules.TOP,
                IntStream.range(first, first + 100).mapToObj(i -> "e" + i).toArray(String[]::new)));
      }
      assertThat(line.last().evidence()).hasSize(Supersession.MOST_EVIDENCE);
      assertThat(events(line.last())).contains("e0", "e900", "e999");
      assertThat(line.last().seen()).isEqualTo(1_000);
    }
  }

  @Test
  void hundredRulesLeaveNothingWhenTheirAlertsAreOver() throws Exception {
    List<CorrelationRule> rules = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rules.add(FamilyRules.rule("inferior-" + i, Duration.ofMinutes(10 + i)));
      rules.add(FamilyRules.rule("superior-" + i, Duration.ofMinutes(5), "inferior-" + i));
    }
    try (Line line = new Line(rules)) {
      for (CorrelationRule rule : rules) {
        line.take(alert(rule, "e1", "e2"));
      }
      assertThat(line.harness.numEventTimeTimers()).as("one for the thing").isEqualTo(1);
      assertThat(line.keptAlerts()).hasSize(100);
      long last = line.last().lastTime() + LATENESS.toMillis();
      line.harness.processWatermark1(new Watermark(last + Duration.ofMinutes(34).toMillis()));
      assertThat(line.keptAlerts()).as("of the longer ones").hasSize(52);
      line.harness.processWatermark1(new Watermark(last + Duration.ofMinutes(59).toMillis() + 1));
      assertThat(line.harness.numKeyedStateEntries()).isZero();
      assertThat(line.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void otherThingIsAnotherMatter() throws Exception {
    try (Line line = line()) {
      Alert other =
          Samples.alert(
              FamilyRules.LOW.header(), "tmt-2", List.of(Samples.evidence("e9", 9, null)));
      line.take(alert(FamilyRules.TOP, "e1"), other);
      assertThat(line.shown().get("low").status()).isEqualTo(AlertStatus.OPEN);
      assertThat(line.shown().get("top").alsoMatched()).isEmpty();
    }
  }

  @Test
  void sameNewsTwiceIsToldOnce() throws Exception {
    try (Line line = line()) {
      Alert top = alert(FamilyRules.TOP, "e1", "e2");
      line.take(top, top, alert(FamilyRules.TOP, "e1", "e2", "e3"));
      assertThat(line.told).extracting(Alert::revision).containsExactly(1, 2);
      assertThat(events(line.last())).containsExactly("e1", "e2", "e3");
    }
  }

  @Test
  void evidenceThatARuleForgotStays() throws Exception {
    try (Line line = line()) {
      line.take(alert(FamilyRules.TOP, "e1", "e2"), alert(FamilyRules.TOP, "e2", "e3"));
      assertThat(events(line.last())).containsExactly("e1", "e2", "e3");
    }
  }

  @Test
  void retractionIsToldOnlyOfWhatWasTold() throws Exception {
    try (Line line = line()) {
      Alert top = alert(FamilyRules.TOP, "e1", "e2");
      Alert low = alert(FamilyRules.LOW, "e1");
      line.take(top, low, retracted(low));
      assertThat(line.shown()).containsOnlyKeys("top");
      assertThat(line.last().alsoMatched()).isEmpty();
      line.take(retracted(top));
      assertThat(line.last().status()).isEqualTo(AlertStatus.RETRACTED);
      assertThat(line.last().revision()).isEqualTo(4);
    }
  }

  @Test
  void retractedSuperiorGivesTheWordBackToTheInferior() throws Exception {
    try (Line line = line()) {
      Alert top = alert(FamilyRules.TOP, "e1", "e2");
      line.take(alert(FamilyRules.LOW, "e1"), top, retracted(top));
      assertThat(line.shown().get("top").status()).isEqualTo(AlertStatus.RETRACTED);
      Alert low = line.shown().get("low");
      assertThat(low.status()).isEqualTo(AlertStatus.OPEN);
      assertThat(low.supersededBy()).isNull();
      assertThat(low.revision()).isEqualTo(3);
    }
  }

  @Test
  void restartInTheMiddleChangesNothing() throws Exception {
    try (Line line = line()) {
      line.take(alert(FamilyRules.LOW, "e1", "e3"));
      line.restart(FamilyRules.ALL);
      line.take(alert(FamilyRules.LOW, "e1", "e3"));
      assertThat(line.told).hasSize(1);
      line.take(alert(FamilyRules.TOP, "e2", "e3"));
      assertThat(line.shown().get("low").revision()).isEqualTo(2);
      assertThat(events(line.shown().get("top"))).containsExactly("e1", "e2", "e3");
    }
  }

  @Test
  void ruleThatIsGoneAfterTheRestartDoesNoHarm() throws Exception {
    try (Line line = line()) {
      line.take(alert(FamilyRules.LOW, "e1"));
      line.restart(List.of(FamilyRules.MID, FamilyRules.rule("low2", Duration.ofDays(1), "mid")));
      line.take(alert(FamilyRules.MID, "e1", "e2"));
      line.restart(FamilyRules.ALL);
      line.take(alert(FamilyRules.TOP, "e1", "e2"));
      assertThat(line.shown().get("top").status()).isEqualTo(AlertStatus.OPEN);
    }
  }

  @Test
  void familyIsForgottenOneTimespanAfterItsLastEvidence() throws Exception {
    try (Line line = line()) {
      line.take(alert(FamilyRules.LOW, "e1"), alert(FamilyRules.TOP, "e1", "e2"));
      assertThat(line.harness.numEventTimeTimers()).isEqualTo(1);
      long due = Samples.T0 + 2_000 + Duration.ofDays(30).plus(LATENESS).toMillis() + 1;
      line.harness.processWatermark1(new Watermark(due - 1));
      assertThat(line.harness.numKeyedStateEntries()).isPositive();
      line.harness.processWatermark1(new Watermark(due));
      assertThat(line.harness.numKeyedStateEntries()).isZero();
      assertThat(line.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void endsOfTimeAreNoPlaceToOverflow() throws Exception {
    for (long time : new long[] {Long.MIN_VALUE, -1, 253_402_300_799_999L, Long.MAX_VALUE}) {
      try (Line line = line()) {
        Alert low = alert(FamilyRules.LOW, "e1");
        line.harness.processElement1(atTime(low, time), 0);
        line.harness.processWatermark1(new Watermark(time == Long.MIN_VALUE ? time + 1 : time - 1));
        assertThat(line.harness.numKeyedStateEntries()).as("kept at " + time).isPositive();
        line.harness.processWatermark1(new Watermark(Long.MAX_VALUE));
        assertThat(line.harness.numKeyedStateEntries()).isZero();
        assertThat(line.harness.numEventTimeTimers()).isZero();
      }
    }
  }

  private static Alert atTime(Alert alert, long time) {
    return new Alert(
        alert.id(),
        1,
        alert.status(),
        alert.rule(),
        alert.identity(),
        alert.groupBy(),
        alert.groupValues(),
        alert.packed(),
        1,
        0,
        List.of(),
        null,
        0,
        List.of(),
        "the match is complete",
        time,
        time,
        0);
  }

  /**
   * Revisions of one alert come in their order, those of different rules in any: the last word is
   * the same.
   */
  @Property(tries = 300)
  void orderAmongRulesDoesNotMatter(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Map<CorrelationRule, Deque<Alert>> revisions = new LinkedHashMap<>();
    Map<CorrelationRule, Set<String>> standing = new LinkedHashMap<>();
    for (CorrelationRule rule : List.of(FamilyRules.LOW, FamilyRules.MID, FamilyRules.TOP)) {
      Deque<Alert> alerts = new ArrayDeque<>();
      Set<String> evidence = new TreeSet<>();
      for (int revision = random.nextInt(4); revision > 0; revision--) {
        String[] events =
            random
                .ints(1 + random.nextInt(3), 0, 8)
                .mapToObj(i -> "e" + i)
                .distinct()
                .toArray(String[]::new);
        evidence.addAll(Arrays.asList(events));
        alerts.add(alert(rule, events));
      }
      if (!alerts.isEmpty()) {
        if (random.nextInt(4) == 0) {
          alerts.add(retracted(alerts.getLast()));
        } else {
          standing.put(rule, evidence);
        }
        revisions.put(rule, alerts);
      }
    }
    try (Line line = line()) {
      List<CorrelationRule> left = new ArrayList<>(revisions.keySet());
      while (!left.isEmpty()) {
        CorrelationRule next = left.get(random.nextInt(left.size()));
        line.take(revisions.get(next).removeFirst());
        left.removeIf(rule -> revisions.get(rule).isEmpty());
        if (random.nextInt(10) == 0) {
          line.restart(FamilyRules.ALL);
        }
      }
      assertThat(openAlerts(line)).isEqualTo(expected(standing));
      assertRevisionsCount(line.told);
      line.harness.processWatermark1(new Watermark(Long.MAX_VALUE));
      assertThat(line.harness.numKeyedStateEntries()).isZero();
      assertThat(line.harness.numEventTimeTimers()).isZero();
    }
  }

  /** Rule to its events and the rules it speaks for; only the highest standing rule speaks. */
  private static Map<String, List<Set<String>>> expected(
      Map<CorrelationRule, Set<String>> standing) {
    Map<String, List<Set<String>>> open = new TreeMap<>();
    Set<String> events = new TreeSet<>();
    Set<String> inferiors = new TreeSet<>();
    String highest = null;
    for (Map.Entry<CorrelationRule, Set<String>> entry : standing.entrySet()) {
      if (highest != null) {
        inferiors.add(highest);
      }
      highest = entry.getKey().header().name();
      events.addAll(entry.getValue());
    }
    if (highest != null) {
      open.put(highest, List.of(events, inferiors));
    }
    return open;
  }

  private static Map<String, List<Set<String>>> openAlerts(Line line) {
    Map<String, List<Set<String>>> open = new TreeMap<>();
    line.shown()
        .forEach(
            (rule, alert) -> {
              if (alert.status() == AlertStatus.OPEN) {
                open.put(
                    rule,
                    List.of(new TreeSet<>(events(alert)), new TreeSet<>(alert.alsoMatched())));
              }
            });
    return open;
  }

  private static void assertRevisionsCount(List<Alert> told) {
    Map<String, Integer> last = new TreeMap<>();
    for (Alert alert : told) {
      assertThat(alert.revision()).isEqualTo(last.merge(alert.id(), 1, Integer::sum));
    }
  }
}
