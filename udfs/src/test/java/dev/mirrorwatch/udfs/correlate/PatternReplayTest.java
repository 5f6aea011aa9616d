package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inner API, as we drive it, says what the public {@code CEP.pattern} says. */
class PatternReplayTest {

  private static final int LISTS = 300;

  /** An event for patterns that are not made from a rule. */
  record Letter(int list, String name, long time, int number) {}

  /** Takes a match apart into the events' ids, in pattern order. */
  private static final class Ids<T> extends PatternProcessFunction<T, String> {

    private final IdOf<T> idOf;
    private final KeySelector<T, String> keyOf;

    Ids(KeySelector<T, String> keyOf, IdOf<T> idOf) {
      this.keyOf = keyOf;
      this.idOf = idOf;
    }

    @Override
    public void processMatch(Map<String, List<T>> match, Context context, Collector<String> out)
        throws Exception {
      List<T> events = match.values().stream().flatMap(List::stream).toList();
      out.collect(keyOf.getKey(events.get(0)) + events.stream().map(idOf).toList());
    }
  }

  private interface IdOf<T> extends Function<T, String>, Serializable {}

  /** All matches that plain event-time CEP finds, each list of events being a key of its own. */
  private static <T> List<String> byPublicApi(
      Pattern<T, ?> pattern,
      Class<T> type,
      List<List<T>> lists,
      TimeOf<T> timeOf,
      KeySelector<T, String> keyOf,
      IdOf<T> idOf)
      throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    List<T> all = lists.stream().flatMap(List::stream).toList();
    var stream =
        environment
            .fromData(all, TypeInformation.of(type))
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<T>noWatermarks()
                    .withTimestampAssigner((event, unused) -> timeOf.applyAsLong(event)))
            .keyBy(keyOf, Types.STRING);
    List<String> found = new ArrayList<>();
    try (CloseableIterator<String> matches =
        CEP.pattern(stream, pattern)
            .process(new Ids<>(keyOf, idOf), Types.STRING)
            .executeAndCollect()) {
      matches.forEachRemaining(found::add);
    }
    return found;
  }

  private interface TimeOf<T> extends java.util.function.ToLongFunction<T>, Serializable {}

  private static <T> List<String> byReplay(
      PatternReplay<T> replay, List<List<T>> lists, KeySelector<T, String> keyOf, IdOf<T> idOf)
      throws Exception {
    List<String> found = new ArrayList<>();
    for (List<T> events : lists) {
      for (List<T> match : replay.matches(events)) {
        found.add(keyOf.getKey(match.get(0)) + match.stream().map(idOf).toList());
      }
    }
    return found;
  }

  static Stream<CorrelationRule> sequences() {
    return Stream.of(
        Rules.staging(),
        Rules.temporal(),
        Rules.temporalAtLeast(2),
        Rules.temporalAtLeast(3),
        Rules.ordered());
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void rulesFindWhatThePublicApiFinds(CorrelationRule rule) throws Exception {
    Random random = new Random(rule.stages().size());
    List<List<StageHit>> lists = new ArrayList<>();
    for (int list = 0; list < LISTS; list++) {
      Hits hits = new Hits(rule, "principal-" + list);
      List<StageHit> events = new ArrayList<>();
      int size = 4 + random.nextInt(8);
      for (int i = 0; i < size; i++) {
        String stage = rule.stages().get(random.nextInt(rule.stages().size()));
        // Few minutes for many events: ties are frequent, and some lists outlast the timespan.
        int minute = random.nextInt(13);
        boolean hasTarget = stage.equals(Rules.TARGET) || stage.equals(Rules.SESSION);
        events.add(
            hits.hit(
                stage,
                "e" + i,
                minute,
                hasTarget ? "tmt-" + random.nextInt(8) / 7 : null,
                stage.equals(Rules.TARGET) ? null : "tmf-" + random.nextInt(8) / 7));
      }
      events.sort(new StageOrder(rule).comparator());
      lists.add(events);
    }
    PatternReplay<StageHit> replay =
        new PatternReplay<>(
            SequencePattern.of(rule),
            TypeInformation.of(StageHit.class).createSerializer(new SerializerConfigImpl()),
            StageHit::time);

    List<String> expected =
        byPublicApi(
            SequencePattern.of(rule),
            StageHit.class,
            lists,
            StageHit::time,
            StageHit::correlationKey,
            StageHit::eventId);

    assertThat(expected).as("the lists must say something").hasSizeGreaterThan(LISTS / 10);
    assertThat(byReplay(replay, lists, StageHit::correlationKey, StageHit::eventId))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void plainSequenceFindsWhatThePublicApiFinds() throws Exception {
    Random random = new Random(7);
    List<List<Letter>> lists = new ArrayList<>();
    for (int list = 0; list < LISTS; list++) {
      List<Letter> events = new ArrayList<>();
      long time = 0;
      for (int i = 0; i < 10; i++) {
        time += random.nextInt(4);
        events.add(new Letter(list, List.of("a", "b", "c", "d").get(random.nextInt(4)), time, i));
      }
      lists.add(events);
    }
    Pattern<Letter, ?> pattern = letters(Duration.ofMillis(10), "a", "b", "c");
    KeySelector<Letter, String> keyOf = letter -> "" + letter.list();
    IdOf<Letter> idOf = letter -> letter.name() + letter.number();

    List<String> expected = byPublicApi(pattern, Letter.class, lists, Letter::time, keyOf, idOf);

    assertThat(expected).hasSizeGreaterThan(LISTS / 10);
    assertThat(byReplay(replay(pattern), lists, keyOf, idOf))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void withinExcludesItsEnd() {
    PatternReplay<Letter> replay = replay(letters(Duration.ofMillis(10), "a", "b"));
    assertThat(replay.matches(List.of(letter("a", 0), letter("b", 9)))).hasSize(1);
    assertThat(replay.matches(List.of(letter("a", 0), letter("b", 10)))).isEmpty();
  }

  @Test
  void timespanOfARuleIncludesItsEnd() {
    CorrelationRule rule = Rules.ordered();
    Hits hits = new Hits(rule);
    SequenceVerdict verdict = new SequenceVerdict(rule);
    double span = Rules.TIMESPAN.toMinutes();
    double millisecond = 1.5 / 60_000;
    StageHit target = hits.target("e1", 0, null);
    StageHit filter = hits.filter("e2", 1, null);
    assertThat(
            verdict.isMatch(
                List.of(target, filter, hits.session("e3", span, null, null)), List.of()))
        .isTrue();
    assertThat(
            verdict.isMatch(
                List.of(target, filter, hits.session("e3", span + millisecond, null, null)),
                List.of()))
        .isFalse();
  }

  @Test
  void nothingIsKeptBetweenCalls() {
    PatternReplay<Letter> replay = replay(letters(Duration.ofMillis(10), "a", "b"));
    Letter a = letter("a", 1);
    Letter b = letter("b", 2);
    assertThat(replay.matches(List.of(a))).isEmpty();
    assertThat(replay.matches(List.of(b))).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(replay.matches(List.of(a, b))).containsExactly(List.of(a, b));
    }
    // Time starts anew, too.
    assertThat(replay.matches(List.of(letter("a", -50), letter("b", -49)))).hasSize(1);
  }

  @Test
  void failureInACallLeavesNothingForTheNext() {
    Pattern<Letter, ?> pattern =
        Pattern.<Letter>begin("first", AfterMatchSkipStrategy.noSkip())
            .where(named("a"))
            .followedBy("second")
            .where(
                SimpleCondition.of(
                    letter -> {
                      if (letter.name().equals("x")) {
                        throw new IllegalArgumentException("no such letter");
                      }
                      return letter.name().equals("b");
                    }))
            .within(Duration.ofMillis(10));
    PatternReplay<Letter> replay = replay(pattern);
    assertThatThrownBy(() -> replay.matches(List.of(letter("a", 1), letter("x", 2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("FlinkCEP failed on candidates")
        .hasMessageContaining("Letter");
    assertThat(replay.matches(List.of(letter("b", 3)))).isEmpty();
    assertThat(replay.matches(List.of(letter("a", 1), letter("b", 3)))).hasSize(1);
  }

  @Test
  void noThreadIsLeft() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    for (int i = 0; i < 20; i++) {
      replay(letters(Duration.ofMillis(10), "a", "b")).matches(List.of(letter("a", 1)));
    }
    Set<Thread> timers = new HashSet<>(Thread.getAllStackTraces().keySet());
    timers.removeAll(before);
    timers.removeIf(thread -> !thread.getName().startsWith("Timer-"));
    for (Thread timer : timers) {
      timer.join(2_000);
      assertThat(timer.isAlive()).as(timer.getName()).isFalse();
    }
  }

  private static Letter letter(String name, long time) {
    return new Letter(0, name, time, 0);
  }

  private static SimpleCondition<Letter> named(String name) {
    return SimpleCondition.of(letter -> letter.name().equals(name));
  }

  private static Pattern<Letter, ?> letters(Duration within, String first, String... then) {
    Pattern<Letter, Letter> pattern =
        Pattern.<Letter>begin(first, AfterMatchSkipStrategy.noSkip()).where(named(first));
    for (String name : then) {
      pattern = pattern.followedBy(name).where(named(name));
    }
    return pattern.within(within);
  }

  private static PatternReplay<Letter> replay(Pattern<Letter, ?> pattern) {
    return new PatternReplay<>(
        pattern,
        TypeInformation.of(Letter.class).createSerializer(new SerializerConfigImpl()),
        Letter::time);
  }
}
