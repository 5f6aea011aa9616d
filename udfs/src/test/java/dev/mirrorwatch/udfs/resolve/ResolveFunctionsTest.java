package dev.mirrorwatch.udfs.resolve;

import static dev.mirrorwatch.udfs.resolve.Chain.call;
import static dev.mirrorwatch.udfs.resolve.Chain.issue;
import static dev.mirrorwatch.udfs.resolve.Chain.mirrorCall;
import static dev.mirrorwatch.udfs.resolve.Chain.session;
import static dev.mirrorwatch.udfs.resolve.Chain.side;
import static dev.mirrorwatch.udfs.resolve.Chain.stranger;
import static dev.mirrorwatch.udfs.resolve.Chain.user;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.event.UnexplainedHit;
import dev.mirrorwatch.udfs.match.MatchOutputs;
import dev.mirrorwatch.udfs.match.RuleMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.function.FunctionWithException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of the functions: what it survives, and that nothing is left. */
class ResolveFunctionsTest {

  private static final RuleSet RULES = Chain.rules();
  private static final Duration LATENESS = Duration.ofHours(1);
  private static final long MINUTE = 60_000;
  private static final long START = Chain.START.toEpochMilli();

  private static AuditEvent event(String record) {
    return Chain.events(RULES, List.of(record)).get(0);
  }

  private static UnexplainedEvent unexplained(String id, String key) {
    return unexplained(id, "a", key);
  }

  private static UnexplainedEvent unexplained(String id, String stage, String key) {
    AuditEvent event = event(call(id, 0, stage, session("deploy", "run-7", key)));
    RuleMatcher matcher = new RuleMatcher(RULES);
    return matcher.unexplained(matcher.matches(event), event).orElseThrow();
  }

  private static KeyNews answer(String caller, String key) {
    return KeyNews.of(KeyAnswer.of(event(issue("i-" + key, -1, "AssumeRole", caller, key))));
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, UnexplainedEvent, KeyNews, UnexplainedEvent>
      step() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new ResolveFunction(0, LATENESS, IdentityMap.NOBODY)),
        UnexplainedEvent::unexplainedKey,
        KeyNews::key,
        Types.STRING);
  }

  private static List<String> origins(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, UnexplainedEvent> step) {
    var known = step.getSideOutput(ResolveFunction.AS_FAR_AS_KNOWN);
    return known == null
        ? List.of()
        : known.stream()
            .map(StreamRecord::getValue)
            .map(event -> event.packed().evidence().principal().origin())
            .toList();
  }

  @Test
  void aHitWaitsForItsAnswerAcrossARestart() throws Exception {
    var before = step();
    before.open();
    before.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    assertThat(origins(before)).containsExactly("arn:aws:iam::111122223333:role/deploy/run-7");
    var snapshot = before.snapshot(1, 1);
    before.close();

    var after = step();
    after.initializeState(snapshot);
    after.open();
    after.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    assertThat(origins(after)).containsExactly("arn:aws:iam::111122223333:user/alice");
    assertThat(after.extractOutputValues()).isEmpty();
    after.close();
  }

  @Test
  void whatHasANextKeyGoesOn() throws Exception {
    var step = step();
    step.open();
    step.processElement2(
        new StreamRecord<>(answer(session("reader", "x", "ASIA0"), "ASIA1"), START));
    step.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    assertThat(step.extractOutputValues())
        .extracting(UnexplainedEvent::unexplainedKey)
        .containsExactly("ASIA0");
    assertThat(origins(step)).isEmpty();
    step.close();
  }

  private static List<String> needed(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, UnexplainedEvent> step) {
    var needed = step.getSideOutput(ResolveFunction.NEEDED_ANSWERS);
    return needed == null ? List.of() : needed.stream().map(news -> news.getValue().key()).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStepsBehindAreToldOfKeysThatOthersWereGotWith(boolean usedFirst) throws Exception {
    var step = step();
    step.open();
    KeyNews answer = answer(user("alice"), "ASIA1");
    KeyNews used = KeyNews.used("ASIA1", START);
    step.processElement2(new StreamRecord<>(usedFirst ? used : answer, START));
    assertThat(needed(step)).isEmpty();
    step.processElement2(new StreamRecord<>(usedFirst ? answer : used, START));
    step.processElement2(new StreamRecord<>(used, START));
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA2"), START));
    assertThat(needed(step)).containsExactly("ASIA1");
    step.processBothWatermarks(at(START + 14 * 60 * MINUTE));
    assertThat(step.numEventTimeTimers()).isZero();
    assertThat(step.numKeyedStateEntries()).isZero();
    step.close();
  }

  @Test
  void whoAskedIsReadWhenAHitAsks() throws Exception {
    var step = step();
    step.open();
    step.processElement2(new StreamRecord<>(unread("{\"userIdentity\":", "ASIA1"), START));
    step.processElement2(
        new StreamRecord<>(unread("{\"userIdentity\":" + user("alice") + "}", "ASIA2"), START));
    step.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    step.processElement1(new StreamRecord<>(unexplained("2", "ASIA2"), START));
    assertThat(origins(step)).containsExactly("arn:aws:iam::111122223333:role/deploy/run-7");
    assertThat(groups(step)).containsExactly("2 arn:aws:iam::111122223333:user/alice");
    step.close();
  }

  /** Where events were told to belong that need not be settled. */
  private static List<String> groups(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, UnexplainedEvent> step) {
    var hits = step.getSideOutput(MatchOutputs.hitsOf(0));
    return hits == null
        ? List.of()
        : hits.stream()
            .map(StreamRecord::getValue)
            .filter(hit -> hit.rule().equals("by_origin"))
            .map(hit -> hit.eventId() + ' ' + hit.groupValues().get(0))
            .toList();
  }

  @Test
  void anEventIsSettledOnlyWhereLessWasToldOfItBefore() throws Exception {
    var step = step();
    step.open();
    step.processElement1(new StreamRecord<>(unexplained("early", "ASIA1"), START));
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    step.processElement1(new StreamRecord<>(unexplained("late", "ASIA1"), START));
    assertThat(step.getSideOutput(ResolveFunction.AS_FAR_AS_KNOWN))
        .extracting(event -> event.getValue().id(), event -> event.getValue().told())
        .containsExactly(tuple("early", true), tuple("early", true));
    assertThat(groups(step)).containsExactly("late arn:aws:iam::111122223333:user/alice");
    step.close();
  }

  @Test
  void anEventShowsForEachOfItsStagesWhatThatWants() {
    AuditEvent event = event(call("1", 0, "a", session("deploy", "run-7", "ASIA1")));
    RuleMatcher matcher = new RuleMatcher(RULES);
    List<DetectionRule> both = new ArrayList<>(matcher.matches(event));
    both.addAll(matcher.matches(event(call("2", 0, "b", user("alice")))));
    UnexplainedEvent unexplained = matcher.unexplained(both, event).orElseThrow();
    assertThat(unexplained.hits()).extracting(UnexplainedHit::stage).contains("a", "b");
    assertThat(unexplained.hits())
        .allSatisfy(
            hit -> assertThat(unexplained.shown().get(hit.shown()).stage()).isEqualTo(hit.stage()));
  }

  @Test
  void whoSetsUpMirroringIsSeenOnceItIsKnownWhoTheyAre() throws Exception {
    var step = step();
    step.open();
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    RuleMatcher matcher = new RuleMatcher(RULES);
    UnexplainedEvent mirrors =
        matcher
            .unexplained(
                matcher.matches(event(call("1", 0, "a", user("alice")))),
                event(mirrorCall("2", 0, session("deploy", "run-7", "ASIA1"))))
            .orElseThrow();
    step.processElement1(new StreamRecord<>(mirrors, START));
    assertThat(step.getSideOutput(MatchOutputs.SIGHTINGS))
        .extracting(sighting -> sighting.getValue().origin())
        .containsExactly("arn:aws:iam::111122223333:user/alice");
    step.close();
  }

  @Test
  void whatWasToldAtOneStepIsSettledWhereverItIsExplained() throws Exception {
    var step = step();
    step.open();
    UnexplainedEvent told = unexplained("1", "ASIA1").toldAt(0);
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    step.processElement1(new StreamRecord<>(told, START));
    assertThat(groups(step)).isEmpty();
    assertThat(origins(step)).containsExactly("arn:aws:iam::111122223333:user/alice");
    step.close();
  }

  private static KeyNews unread(String part, String key) {
    return KeyNews.of(
        new KeyAnswer(key, null, null, "IAMUser", null, part.getBytes(UTF_8), START - MINUTE, 0));
  }

  @Test
  void nothingIsLeftWhenTheKeysTimeIsOver() throws Exception {
    var step = step();
    step.open();
    step.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA2"), START));
    step.processElement2(
        new StreamRecord<>(answer(session("reader", "x", "ASIA0"), "ASIA3"), START));
    // Each has one timer and its entries.
    assertThat(step.numEventTimeTimers()).isEqualTo(3);
    // Hits are forgotten several at a time.
    step.processBothWatermarks(at(START + 68 * MINUTE));
    assertThat(step.numEventTimeTimers()).isEqualTo(2);
    // A session that a role opened lasts an hour, and may be an hour late.
    step.processBothWatermarks(at(START - MINUTE + 120 * MINUTE + 1));
    assertThat(step.numEventTimeTimers()).isEqualTo(1);
    step.processBothWatermarks(at(START - MINUTE + 13 * 60 * MINUTE + 1));
    assertThat(step.numEventTimeTimers()).isZero();
    assertThat(step.numKeyedStateEntries()).isZero();
    step.close();
  }

  @ParameterizedTest
  @CsvSource({
    // As its record says, and five minutes for clocks that differ.
    "IAMUser, 20, 25",
    "AssumedRole, 20, 25",
    "IAMUser, 2160, 2165",
    // What cannot be is not believed: the longest that its kind can last.
    "IAMUser, -1, 720",
    "IAMUser, 2161, 720",
    "AssumedRole, 0, 60",
  })
  void aKeyIsKeptForAsLongAsItCanBeUsed(String caller, int lasts, int kept) throws Exception {
    var step = step();
    step.open();
    long expires = lasts == 0 ? 0 : START + lasts * MINUTE;
    KeyAnswer answer = new KeyAnswer("A", null, null, caller, null, new byte[0], START, expires);
    step.processElement2(new StreamRecord<>(KeyNews.of(answer), START));
    long end = START + kept * MINUTE + LATENESS.toMillis();
    step.processBothWatermarks(at(end));
    assertThat(step.numKeyedStateEntries()).isPositive();
    step.processBothWatermarks(at(end + 1));
    assertThat(step.numKeyedStateEntries()).isZero();
    assertThat(step.numEventTimeTimers()).isZero();
    step.close();
  }

  @Test
  void theEndOfAKeyIsOnTheSideThatShowsIt() throws Exception {
    String shown = side("2", 0, stranger("AIDA"), "ASIA1", "s");
    for (boolean first : new boolean[] {true, false}) {
      List<KeyAnswer> known = new ArrayList<>();
      SharedAnswers answers = new SharedAnswers(LATENESS);
      KeyAnswer person = KeyAnswer.of(event(side("1", 0, user("alice"), "", "s")));
      KeyAnswer number = KeyAnswer.of(event(shown));
      KeyAnswer ending =
          new KeyAnswer(
              number.issuedKey(), number.sharedId(), number.caller(), number.time(), START + 1);
      LastWord<KeyAnswer> state = new KeptWord();
      answers.arrive(first ? ending : person, state, known::add);
      answers.arrive(first ? person : ending, state, known::add);
      assertThat(known.get(known.size() - 1).expires()).isEqualTo(START + 1);
    }
  }

  private static final class KeptWord implements LastWord<KeyAnswer> {

    private KeyAnswer word;

    @Override
    public KeyAnswer value() {
      return word;
    }

    @Override
    public void keep(KeyAnswer value, long until) {
      word = value;
    }
  }

  @Test
  void anAnswerThatComesTooLateForAHitIsNotTold() throws Exception {
    var step = step();
    step.open();
    step.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    step.processBothWatermarks(at(START + 61 * MINUTE));
    int told = origins(step).size();
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    assertThat(origins(step)).hasSize(told);
    step.close();
  }

  @Test
  void aKeyThatFloodsKeepsTheNewestHits() throws Exception {
    var step = step();
    step.open();
    for (int i = 0; i < ChainStep.MOST_WAITING + 1; i++) {
      step.processElement1(new StreamRecord<>(unexplained("e" + (1_000 + i), "ASIA1"), START));
    }
    int told = origins(step).size();
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    // The one too many, and as many more as leave at once.
    assertThat(origins(step).size() - told)
        .isBetween(ChainStep.MOST_WAITING * 3 / 4, ChainStep.MOST_WAITING);
    step.close();
  }

  @Test
  void theAnswersOfBothAccountsMeetAndAreForgotten() throws Exception {
    try (var join =
        new KeyedOneInputStreamOperatorTestHarness<String, KeyAnswer, KeyNews>(
            new KeyedProcessOperator<>(new JoinAnswersFunction(LATENESS)),
            KeyAnswer::meetingPoint,
            Types.STRING)) {
      join.open();
      KeyAnswer person = KeyAnswer.of(event(side("1", 0, user("alice"), "", "s")));
      KeyAnswer number = KeyAnswer.of(event(side("2", 0, stranger("AIDA"), "ASIA1", "s")));
      join.processElement(new StreamRecord<>(person, START));
      assertThat(join.extractOutputValues()).isEmpty();
      join.processElement(new StreamRecord<>(number, START));
      join.processElement(new StreamRecord<>(number, START));
      assertThat(join.extractOutputValues())
          .singleElement()
          .satisfies(
              both -> {
                assertThat(both.key()).isEqualTo("ASIA1");
                assertThat(both.answer().caller().human()).isEqualTo("alice");
              });
      join.processWatermark(at(START + 60 * MINUTE + 1));
      assertThat(join.numKeyedStateEntries()).isZero();
      assertThat(join.numEventTimeTimers()).isZero();
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, UnexplainedEvent, StageHit> settle()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new SettleFunction(LATENESS)),
        UnexplainedEvent::key,
        Types.STRING);
  }

  @Test
  void aHitLeavesItsOldGroupsWhenItGetsNewOnes() throws Exception {
    try (var settle = settle()) {
      settle.open();
      UnexplainedEvent first = unexplained("1", "ASIA1");
      AuditEvent alice = event(call("x", 0, "a", user("alice")));
      UnexplainedEvent better =
          inOtherOrder(first.by(known -> known.handedOnBy(alice.principal(), START), 2));
      settle.processElement(new StreamRecord<>(first, START));
      settle.processElement(new StreamRecord<>(better, START));
      // What is known less of does not come back.
      settle.processElement(new StreamRecord<>(first, START));
      assertThat(settle.extractOutputValues())
          .filteredOn(hit -> hit.rule().equals("by_origin"))
          .extracting(hit -> hit.groupValues().get(0) + (hit.withdrawn() ? " withdrawn" : ""))
          .containsExactly(
              "arn:aws:iam::111122223333:role/deploy/run-7",
              "arn:aws:iam::111122223333:role/deploy/run-7 withdrawn",
              "arn:aws:iam::111122223333:user/alice");
      settle.processWatermark(at(START + 60 * MINUTE + 1));
      assertThat(settle.numKeyedStateEntries()).isZero();
      assertThat(settle.numEventTimeTimers()).isZero();
    }
  }

  /** As a build may tell it that goes through the rules in another way. */
  private static UnexplainedEvent inOtherOrder(UnexplainedEvent event) {
    List<UnexplainedHit> hits = new ArrayList<>(event.hits());
    Collections.reverse(hits);
    return new UnexplainedEvent(
        event.id(),
        event.meaning(),
        event.time(),
        event.unexplainedKey(),
        event.sighting(),
        event.packed(),
        event.shown(),
        hits,
        event.resolution(),
        event.told());
  }

  @Test
  void whatIsKeptOfEventsIsSharedBetweenThem() throws Exception {
    var step = step();
    step.open();
    step.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    step.processElement1(new StreamRecord<>(unexplained("2", "ASIA1"), START));
    List<UnexplainedEvent> waiting =
        kept(
            step,
            new MapStateDescriptor<>(
                KeyedKeyState.WAITING_STATE, Types.STRING, Types.POJO(UnexplainedEvent.class)),
            MapState::values);
    assertThat(waiting).extracting(UnexplainedEvent::id).containsExactlyInAnyOrder("1", "2");
    assertThat(waiting.get(0).hits().get(0).groupFields())
        .isSameAs(waiting.get(1).hits().get(0).groupFields());
    step.close();

    try (var settle = settle()) {
      settle.open();
      settle.processElement(new StreamRecord<>(unexplained("1", "ASIA1"), START));
      settle.processElement(new StreamRecord<>(unexplained("2", "ASIA1"), START));
      List<Settled> settled =
          kept(
              settle,
              new ValueStateDescriptor<>(KeyedLastWord.WORD_STATE, Types.POJO(Settled.class)),
              word -> List.of(word.value()));
      assertThat(settled).hasSize(2);
      assertThat(settled.get(0).hits().get(0).groups())
          .isNotEmpty()
          .isSameAs(settled.get(1).hits().get(0).groups());
    }
  }

  private static <S extends State, T> List<T> kept(
      AbstractStreamOperatorTestHarness<?> harness,
      StateDescriptor<S, ?> descriptor,
      FunctionWithException<S, Iterable<T>, Exception> values)
      throws Exception {
    List<T> kept = new ArrayList<>();
    ((AbstractStreamOperator<?>) harness.getOperator())
        .<String>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor,
            (key, state) -> values.apply(state).forEach(kept::add));
    return kept;
  }

  @Test
  void anEventWaitsOnceForAllItsCorrelations() throws Exception {
    var step = step();
    step.open();
    step.processElement1(new StreamRecord<>(unexplained("1", "ASIA1"), START));
    // The event, how many there are, and when to look at them again.
    assertThat(step.numKeyedStateEntries()).isEqualTo(3);
    step.processElement2(new StreamRecord<>(answer(user("alice"), "ASIA1"), START));
    assertThat(origins(step)).hasSize(2);
    step.close();

    try (var settle = settle()) {
      settle.open();
      settle.processElement(new StreamRecord<>(unexplained("1", "b", "ASIA1"), START));
      Map<String, PackedEvidence> shown =
          settle.extractOutputValues().stream().collect(toMap(StageHit::rule, StageHit::packed));
      assertThat(shown).containsKeys("by_id", "by_account", "by_origin");
      assertThat(shown.get("by_id")).isSameAs(shown.get("by_account"));
      // A correlation above it reads the origin.
      assertThat(shown.get("by_id")).isNotEqualTo(shown.get("by_origin"));
      assertThat(settle.getSideOutput(MatchOutputs.hitsOf(1)))
          .extracting(hit -> hit.getValue().rule())
          .containsExactly("outer");
    }
  }

  private static Watermark at(long time) {
    return new Watermark(time);
  }
}
