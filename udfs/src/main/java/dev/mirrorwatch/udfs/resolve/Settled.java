package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.ListsOfTexts;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What was told of an event.
 *
 * @param resolution how much was known of its chain
 * @param hits one for each stage of each rule that it matched
 */
public record Settled(int resolution, List<SettledHit> hits) {

  /** The groups that the event was told to belong to, as that stage of that rule. */
  List<List<String>> groups(String rule, String stage) {
    return hits.stream()
        .filter(hit -> hit.rule().equals(rule) && hit.stage().equals(stage))
        .flatMap(hit -> hit.groups().stream())
        .toList();
  }

  /**
   * What was told of one of its hits.
   *
   * @param groups that it was told to belong to
   */
  public record SettledHit(
      String rule, String stage, @TypeInfo(ListsOfTexts.class) List<List<String>> groups) {}
}
