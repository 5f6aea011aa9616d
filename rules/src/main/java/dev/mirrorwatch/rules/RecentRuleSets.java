package dev.mirrorwatch.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rule sets that were compiled in this process: the operators that run in it all need the same one,
 * at about the same time.
 */
final class RecentRuleSets {

  private static final int KEPT = 4;

  private static final Map<List<RuleFile>, RuleSet> RECENT =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<List<RuleFile>, RuleSet> eldest) {
              return size() > KEPT;
            }
          });

  private RecentRuleSets() {}

  /**
   * @throws InvalidRulesException when any file has an error
   */
  static RuleSet of(List<RuleFile> files) {
    return RECENT.computeIfAbsent(files, unseen -> new RuleSetLoader().load(unseen));
  }

  /** Whoever asks for these files in this process gets a set that was compiled from them. */
  static void offer(RuleSet compiled) {
    RECENT.putIfAbsent(compiled.files(), compiled);
  }
}
