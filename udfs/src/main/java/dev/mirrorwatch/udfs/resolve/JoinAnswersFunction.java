package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts the records of both accounts together where a role was assumed across accounts. What it does
 * is in {@link SharedAnswers}.
 *
 * <ul>
 *   <li>In/Out: {@link KeyAnswer} of one record → {@link KeyNews} with what is known of both, again
 *       when it is known who asked
 *   <li>Key: {@link KeyAnswer#meetingPoint()}, the id that both records share
 *   <li>State: what both sides said so far (cleared when the watermark has passed the issue by the
 *       allowed lateness)
 *   <li>Side outputs: none
 * </ul>
 */
public final class JoinAnswersFunction extends KeyedProcessFunction<String, KeyAnswer, KeyNews> {

  private final Duration allowedLateness;

  private transient SharedAnswers answers;
  private transient KeyedLastWord<KeyAnswer> state;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public JoinAnswersFunction(Duration allowedLateness) {
    this.allowedLateness = allowedLateness;
  }

  @Override
  public void open(OpenContext context) {
    answers = new SharedAnswers(allowedLateness);
    state = new KeyedLastWord<>(KeyAnswer.class, getRuntimeContext());
  }

  @Override
  public void processElement(KeyAnswer side, Context context, Collector<KeyNews> out) {
    answers.arrive(side, state.with(context.timerService()), both -> out.collect(KeyNews.of(both)));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<KeyNews> out) {
    state.expire();
  }
}
