package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.ListsOfTexts;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What was told of a hit.
 *
 * @param resolution how much was known of its chain
 * @param groups that it was told to belong to
 */
public record Settled(int resolution, @TypeInfo(ListsOfTexts.class) List<List<String>> groups) {}
