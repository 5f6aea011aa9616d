package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.List;

/** Which events of a rule belong together: joins, distinct events, identity. */
public final class Links {

  private Links() {}

  /** Whether two events of different stages may stand in one match, apart from time and order. */
  public static boolean agree(CorrelationRule rule, StageHit one, StageHit other) {
    if (rule.distinctEvents() && one.eventId().equals(other.eventId())) {
      return false;
    }
    for (CorrelationRule.Join join : rule.joins()) {
      if (join.stages().contains(one.stage())
          && join.stages().contains(other.stage())
          && !share(one, other, join.field())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a hit that can undo a match is about one of these hits: it shares a value with one of
   * them, or no join names its stage, so that the group is all that links it.
   */
  static boolean concerns(CorrelationRule rule, StageHit undoing, List<StageHit> hits) {
    boolean joined = false;
    for (CorrelationRule.Join join : rule.joins()) {
      if (join.stages().contains(undoing.stage())) {
        joined = true;
        for (StageHit hit : hits) {
          if (join.stages().contains(hit.stage()) && share(undoing, hit, join.field())) {
            return true;
          }
        }
      }
    }
    return !joined;
  }

  /** Whether both have a value of the field. It is asked of every pair of hits: no objects. */
  private static boolean share(StageHit one, StageHit other, String field) {
    List<String> values = other.links().values(field);
    for (String value : one.links().values(field)) {
      if (value != null && values.contains(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The things that a hit can be about: one text for each combination of its values of the identity
   * fields; empty where it lacks one of them, such as a filter that knows nothing of the target.
   */
  public static List<String> identities(CorrelationRule rule, StageHit hit) {
    List<String> identities = List.of("");
    for (String field : rule.identity()) {
      List<String> extended = new ArrayList<>();
      for (String prefix : identities) {
        for (String value : hit.links().values(field)) {
          if (value != null) {
            extended.add(prefix.isEmpty() ? value : prefix + " " + value);
          }
        }
      }
      identities = extended;
    }
    return identities;
  }
}
