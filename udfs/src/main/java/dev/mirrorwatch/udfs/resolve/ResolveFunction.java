package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.format.UnreadCallers;
import dev.mirrorwatch.udfs.match.MatchOutputs;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * One step up the role chains behind events. What it does is in {@link ChainStep}.
 *
 * <ul>
 *   <li>In/Out: {@link UnexplainedEvent} and {@link KeyNews} → {@link UnexplainedEvent} with one
 *       more hop, whose next key is still to be explained
 *   <li>Key: the temporary key: {@link UnexplainedEvent#unexplainedKey()}, {@link KeyNews#key()}
 *   <li>State: who got the key (cleared when the watermark has passed its longest use and the
 *       allowed lateness), events that wait to hear it and that the key was used to get another
 *       (cleared when the watermark has passed their time by the allowed lateness). Counters:
 *       {@code unexplained_forgotten}, {@code duplicate_key_answers}, {@code unreadable_callers},
 *       {@code ungrouped_<rule>}
 *   <li>Side outputs: {@link #AS_FAR_AS_KNOWN}, events of which more may be known later, or less
 *       was told before; of all others {@link MatchOutputs#hitsOf} and {@link
 *       MatchOutputs#SIGHTINGS}; {@link #NEEDED_ANSWERS}, what steps after this one may be asked
 * </ul>
 */
public final class ResolveFunction
    extends KeyedCoProcessFunction<String, UnexplainedEvent, KeyNews, UnexplainedEvent> {

  /** Events as far as they are explained; one may come again with a higher resolution. */
  public static final OutputTag<UnexplainedEvent> AS_FAR_AS_KNOWN =
      new OutputTag<>("as-far-as-known", TypeInformation.of(UnexplainedEvent.class));

  /** Who got keys that others were got with. */
  public static final OutputTag<KeyNews> NEEDED_ANSWERS =
      new OutputTag<>("needed-answers", TypeInformation.of(KeyNews.class));

  private static final OutputTag<StageHit> HITS = MatchOutputs.hitsOf(0);

  private final int number;
  private final Duration allowedLateness;
  private final IdentityMap identities;

  private transient ChainStep step;
  private transient KeyedKeyState state;
  private transient MatchOutputs outputs;
  private transient Tally tally;

  /**
   * @param number 0, 1, … of the step
   * @param allowedLateness how far behind the watermark an event may be and still count
   * @param identities persons that callers are said to be, whatever their records call them
   */
  public ResolveFunction(int number, Duration allowedLateness, IdentityMap identities) {
    this.number = number;
    this.allowedLateness = allowedLateness;
    this.identities = identities;
  }

  @Override
  public void open(OpenContext context) {
    step = new ChainStep(number, allowedLateness, new UnreadCallers(identities));
    state = new KeyedKeyState(getRuntimeContext());
    outputs = new MatchOutputs();
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement1(
      UnexplainedEvent event, Context context, Collector<UnexplainedEvent> out) {
    step.arrive(event, state.with(context.timerService()), output(context, out));
  }

  @Override
  public void processElement2(KeyNews news, Context context, Collector<UnexplainedEvent> out) {
    step.arrive(news, state.with(context.timerService()), output(context, out));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<UnexplainedEvent> out) {
    state.with(context.timerService()).woken();
    step.wake(timestamp, state);
  }

  private ChainOutput output(Context context, Collector<UnexplainedEvent> out) {
    return new ChainOutput() {
      @Override
      public void explained(UnexplainedEvent event) {
        out.collect(event);
      }

      @Override
      public void asFarAsKnown(UnexplainedEvent event) {
        context.output(AS_FAR_AS_KNOWN, event);
      }

      @Override
      public void known(UnexplainedEvent event) {
        Settlement.tell(
            event,
            new HitsOfEvents(outputs, tally, hit -> context.output(HITS, hit), context::output));
      }

      @Override
      public void needed(KeyAnswer answer) {
        context.output(NEEDED_ANSWERS, KeyNews.of(answer));
      }

      @Override
      public void count(String name) {
        tally.add(name);
      }
    };
  }
}
