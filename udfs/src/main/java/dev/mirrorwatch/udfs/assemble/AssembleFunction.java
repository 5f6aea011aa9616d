package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.WholeEvent;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Puts events together whose meaning stands in several records. What it does is in {@link
 * Assembly}, by the kind of the part.
 *
 * <ul>
 *   <li>In/Out: {@link AuditEvent} with its part set → {@link WholeEvent}
 *   <li>Key: {@link Part#assemblyKey()}, the kind and what the records have in common
 *   <li>State: records that wait, notes, one timer (cleared when the watermark has passed the
 *       latest record of the key by the kind's bound). Counters: those of the assemblies
 *   <li>Side outputs: {@link #RECORDS}, records put together, which are yet to be read
 * </ul>
 */
public final class AssembleFunction extends KeyedProcessFunction<String, AuditEvent, WholeEvent> {

  public static final OutputTag<RawLog> RECORDS = new OutputTag<>("records") {};

  private final Duration allowedLateness;

  private transient Map<Part.Kind, Assembly> assemblies;
  private transient KeyedAssemblyState state;
  private transient Tally tally;

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public AssembleFunction(Duration allowedLateness) {
    this.allowedLateness = allowedLateness;
  }

  @Override
  public void open(OpenContext context) {
    assemblies = Assembly.of(allowedLateness);
    state = new KeyedAssemblyState(getRuntimeContext());
    tally = new Tally(getRuntimeContext());
  }

  @Override
  public void processElement(AuditEvent event, Context context, Collector<WholeEvent> out) {
    assemblies
        .get(event.part().kind())
        .take(event, state.with(context.timerService()), output(context, out));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<WholeEvent> out) {
    state.with(context.timerService());
    if (state.isWokenAt(timestamp)) {
      state.woken();
      assemblies.get(Part.kindOf(context.getCurrentKey())).wake(state, output(context, out));
    }
  }

  private AssemblyOutput output(Context context, Collector<WholeEvent> out) {
    return new AssemblyOutput() {
      @Override
      public void record(RawLog log) {
        context.output(RECORDS, log);
      }

      @Override
      public void event(WholeEvent whole) {
        out.collect(whole);
      }

      @Override
      public void count(String name) {
        tally.add(name);
      }
    };
  }
}
