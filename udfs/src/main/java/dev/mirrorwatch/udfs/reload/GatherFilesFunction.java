package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.RuleFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Makes a rule set of files that come one by one: when none has come for a while, the set is
 * complete.
 *
 * <ul>
 *   <li>In/Out: {@link RuleFileChange} → {@link RuleSetText}, all files that are there
 *   <li>Key: one for all; an order of files matters only within one of them
 *   <li>State: the files (removed by a change without a text, never cleared), and when the set is
 *       complete (cleared then)
 *   <li>Side outputs: none
 * </ul>
 */
public final class GatherFilesFunction
    extends KeyedProcessFunction<String, RuleFileChange, RuleSetText> {

  static final String FILES_STATE = "rule-files-v1";
  static final String COMPLETE_STATE = "complete-at-v1";

  private final long settle;
  private final List<RuleFile> always;

  private transient MapState<String, String> files;
  private transient ValueState<Long> completeAt;

  /**
   * @param settle how long nothing comes where nothing is missing
   * @param always files that are in every set
   */
  public GatherFilesFunction(Duration settle, List<RuleFile> always) {
    this.settle = settle.toMillis();
    this.always = List.copyOf(always);
  }

  @Override
  public void open(OpenContext context) {
    files =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>(FILES_STATE, Types.STRING, Types.STRING));
    completeAt =
        getRuntimeContext().getState(new ValueStateDescriptor<>(COMPLETE_STATE, Types.LONG));
  }

  @Override
  public void processElement(RuleFileChange change, Context context, Collector<RuleSetText> out)
      throws Exception {
    if (change.text() == null) {
      files.remove(change.path());
    } else {
      files.put(change.path(), change.text());
    }
    Long scheduled = completeAt.value();
    if (scheduled != null) {
      context.timerService().deleteProcessingTimeTimer(scheduled);
    }
    long due = context.timerService().currentProcessingTime() + settle;
    context.timerService().registerProcessingTimeTimer(due);
    completeAt.update(due);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RuleSetText> out)
      throws Exception {
    completeAt.clear();
    List<RuleFile> all = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entries()) {
      all.add(new RuleFile(file.getKey(), file.getValue()));
    }
    if (!all.isEmpty()) {
      all.addAll(always);
    }
    all.sort(Comparator.comparing(RuleFile::name));
    out.collect(RuleSetText.of(all));
  }
}
