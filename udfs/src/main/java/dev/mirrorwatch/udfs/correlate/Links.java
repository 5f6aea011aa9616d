package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

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
          && Collections.disjoint(values(one, join.field()), values(other, join.field()))) {
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
        List<String> values = values(undoing, join.field());
        for (StageHit hit : hits) {
          if (join.stages().contains(hit.stage())
              && !Collections.disjoint(values, values(hit, join.field()))) {
            return true;
          }
        }
      }
    }
    return !joined;
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
        for (String value : values(hit, field)) {
          extended.add(prefix.isEmpty() ? value : prefix + " " + value);
        }
      }
      identities = extended;
    }
    return identities;
  }

  private static List<String> values(StageHit hit, String field) {
    return hit.links().values(field).stream().filter(Objects::nonNull).toList();
  }
}
