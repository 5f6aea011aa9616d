package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.InvalidRulesException;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.udfs.metrics.Tally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a rule set through if it compiles and the running job can take it; refuses it else, and what
 * is in effect goes on.
 *
 * <ul>
 *   <li>In/Out: {@link RuleSetText} → the same, where it is sound
 *   <li>Key: none; there is one of it
 *   <li>State: the rule set in effect (replaced by the next sound one, never cleared). Counters:
 *       {@code rule_sets_taken}, {@code rule_sets_refused}
 *   <li>Side outputs: {@link #STATUS}, what became of each set that differs from the one in effect
 * </ul>
 */
public final class CheckRulesFunction extends ProcessFunction<RuleSetText, RuleSetText>
    implements CheckpointedFunction {

  public static final OutputTag<RuleSetStatus> STATUS = new OutputTag<>("rule-status") {};

  private static final Logger LOG = LoggerFactory.getLogger(CheckRulesFunction.class);

  private final FirstRules first;
  private final int levels;

  private transient RulesInEffect inEffect;
  private transient Tally tally;

  /**
   * @param levels of correlations that the running job has operators for
   */
  public CheckRulesFunction(FirstRules first, int levels) {
    this.first = first;
    this.levels = levels;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    inEffect = new RulesInEffect(context, first);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // The rule set in effect is written when it changes.
  }

  @Override
  public void open(OpenContext context) {
    tally = new Tally(getRuntimeContext());
    tally.add("rule_sets_taken", 0);
    tally.add("rule_sets_refused", 0);
  }

  @Override
  public void processElement(RuleSetText offered, Context context, Collector<RuleSetText> out)
      throws Exception {
    RuleSet before = inEffect.rules();
    List<String> problems = problems(offered);
    if (!problems.isEmpty()) {
      tally.add("rule_sets_refused");
      LOG.error(
          "rule set {} is refused, {} goes on:\n{}",
          offered.version(),
          before.version(),
          String.join("\n", problems));
      context.output(
          STATUS,
          new RuleSetStatus(
              offered.version(),
              before.version(),
              problems,
              List.of(),
              List.of(),
              List.of(),
              context.timerService().currentProcessingTime()));
      return;
    }
    inEffect.replace(offered);
    // Also where it is in effect already: what a restored state has of other rules is dropped now.
    out.collect(offered);
    if (!offered.version().equals(before.version())) {
      tally.add("rule_sets_taken");
      RuleSetStatus status =
          taken(before, inEffect.rules(), context.timerService().currentProcessingTime());
      LOG.info(
          "rule set {} replaces {}: added {}, changed {}, removed {}",
          status.version(),
          before.version(),
          status.added(),
          status.changed(),
          status.removed());
      context.output(STATUS, status);
    }
  }

  private List<String> problems(RuleSetText offered) {
    if (offered.files().isEmpty()) {
      return List.of(
          "there are no rule files: to be without rules, stop the job; else put them back");
    }
    try {
      int needed = RuleSet.of(offered.files()).levels().size();
      return needed <= levels
          ? List.of()
          : List.of(
              "it has correlations of correlations on "
                  + needed
                  + " levels, and the running job has operators for "
                  + levels
                  + ": stop it with a savepoint and start it with these rules");
    } catch (InvalidRulesException e) {
      return e.getMessage().lines().toList();
    }
  }

  private static RuleSetStatus taken(RuleSet before, RuleSet after, long now) {
    Map<String, String> old = versions(before);
    Map<String, String> young = versions(after);
    return new RuleSetStatus(
        after.version(),
        after.version(),
        List.of(),
        young.keySet().stream().filter(name -> !old.containsKey(name)).toList(),
        young.keySet().stream()
            .filter(name -> old.containsKey(name) && !old.get(name).equals(young.get(name)))
            .toList(),
        old.keySet().stream().filter(name -> !young.containsKey(name)).toList(),
        now);
  }

  private static Map<String, String> versions(RuleSet rules) {
    Map<String, String> versions = new TreeMap<>();
    for (Rule rule : rules.all()) {
      versions.put(rule.header().name(), rule.header().version());
    }
    return versions;
  }
}
