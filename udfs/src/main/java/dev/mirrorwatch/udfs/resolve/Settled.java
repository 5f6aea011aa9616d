package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.ListsOfTexts;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What was told of an event.
 *
 * @param resolution how much was known of its chain
 * @param hits in the order of the event's
 */
public record Settled(int resolution, List<SettledHit> hits) {

  /**
   * What was told of one of its hits.
   *
   * @param groups that it was told to belong to
   */
  public record SettledHit(@TypeInfo(ListsOfTexts.class) List<List<String>> groups) {}
}
