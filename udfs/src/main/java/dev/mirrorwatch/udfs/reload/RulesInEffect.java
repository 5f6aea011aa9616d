package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.RuleSet;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * The rule set that an operator works with: the one that the job was started with, until another
 * one is broadcast. It is kept as text, beside the version of the set that the job was started
 * with, which tells a job that Flink restarts from one that somebody started with other rules.
 */
public final class RulesInEffect {

  private final BroadcastState<String, RuleSetText> kept;
  private final String startedWith;
  private RuleSet rules;

  /** Where Flink keeps it; every operator that is told of rule sets names it alike. */
  public static MapStateDescriptor<String, RuleSetText> descriptor() {
    return new MapStateDescriptor<>("rule-set-v1", Types.STRING, Types.POJO(RuleSetText.class));
  }

  /**
   * @param context of the function's {@code initializeState}
   */
  public RulesInEffect(FunctionInitializationContext context, FirstRules first) throws Exception {
    kept = context.getOperatorStateStore().getBroadcastState(descriptor());
    startedWith = first.version();
    Iterator<Map.Entry<String, RuleSetText>> entries = kept.iterator();
    Map.Entry<String, RuleSetText> before = entries.hasNext() ? entries.next() : null;
    if (before != null && (!first.overState() || before.getKey().equals(startedWith))) {
      rules = RuleSet.of(before.getValue().files());
    } else if (first.rules() != null) {
      rules = first.rules();
    } else {
      throw new IllegalStateException(
          "the rules that the job was started with are not usable, and the checkpoint has none to"
              + " go on with: mend them, 'mirrorwatch rules check' shows what is wrong");
    }
  }

  public RuleSet rules() {
    return rules;
  }

  /** Goes over to a rule set that was checked. */
  public void replace(RuleSetText next) throws Exception {
    rules = RuleSet.of(next.files());
    kept.clear();
    kept.put(startedWith, next);
  }
}
