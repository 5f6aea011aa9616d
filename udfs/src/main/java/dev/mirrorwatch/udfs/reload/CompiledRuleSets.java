package dev.mirrorwatch.udfs.reload;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rule sets that were compiled in this process: the operators that run in it all need the same one,
 * at about the same time.
 */
final class CompiledRuleSets {

  private static final int KEPT = 4;

  private static final Map<String, RuleSet> RECENT =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RuleSet> eldest) {
              return size() > KEPT;
            }
          });

  private CompiledRuleSets() {}

  /**
   * @throws dev.mirrorwatch.rules.InvalidRulesException when any file has an error
   */
  static RuleSet of(RuleSetText text) {
    return RECENT.computeIfAbsent(text.version(), unseen -> new RuleSetLoader().load(text.files()));
  }
}
