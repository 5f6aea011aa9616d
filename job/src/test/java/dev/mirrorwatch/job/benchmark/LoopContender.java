package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One thread, one map: no state that survives, no order of time to wait for. What is found is found
 * whatever order the calls arrived in.
 */
final class LoopContender implements Contender {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long TIMESPAN = 2 * 60 * 60 * 1000L;

  @Override
  public Set<Staging> run(Task task) throws Exception {
    List<OtherRule> others = task.rules().otherRules();
    List<Map<String, List<AuditCall>>> parts = new ArrayList<>();
    for (int i = 0; i < task.rules().stagings(); i++) {
      parts.add(new HashMap<>());
    }
    Set<Staging> found = new HashSet<>();
    Set<String> otherFound = new HashSet<>();
    try (DealtLines lines = new DealtLines(task.files())) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        AuditCall call = AuditCall.of(JSON.readTree(line));
        for (OtherRule rule : others) {
          if (rule.matches(call)) {
            otherFound.add(rule.name());
          }
        }
        if (call.isPart()) {
          for (Map<String, List<AuditCall>> ofRule : parts) {
            add(call, ofRule.computeIfAbsent(call.key(), key -> new ArrayList<>()), found);
          }
        }
      }
    }
    return found;
  }

  private static void add(AuditCall call, List<AuditCall> others, Set<Staging> found) {
    others.removeIf(other -> call.time() - other.time() > 2 * TIMESPAN);
    others.add(call);
    for (AuditCall session : others) {
      if (session.stage() == 3 && isComplete(session, call, others)) {
        found.add(new Staging(session.principal(), session.targetId()));
      }
    }
  }

  private static boolean isComplete(AuditCall session, AuditCall added, List<AuditCall> others) {
    if (!sharesId(session, added)) {
      return false;
    }
    for (AuditCall target : others) {
      if (target.stage() == 0
          && target.targetId().equals(session.targetId())
          && session.time() - target.time() <= TIMESPAN) {
        for (AuditCall rule : others) {
          if (rule.stage() == 2
              && rule.filterId().equals(session.filterId())
              && rule.time() <= session.time()
              && hasFilter(rule, target, others)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Only what concerns the call that was just added can have become complete. */
  private static boolean sharesId(AuditCall session, AuditCall added) {
    return added.stage() == 0
        ? added.targetId().equals(session.targetId())
        : added.filterId().equals(session.filterId());
  }

  private static boolean hasFilter(AuditCall rule, AuditCall target, List<AuditCall> others) {
    for (AuditCall filter : others) {
      if (filter.stage() == 1
          && filter.filterId().equals(rule.filterId())
          && filter.time() <= rule.time()
          && filter.time() >= target.time()) {
        return true;
      }
    }
    return false;
  }
}
