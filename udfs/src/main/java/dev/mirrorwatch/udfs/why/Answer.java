package dev.mirrorwatch.udfs.why;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a rule alerted, or did not.
 *
 * @param rule the rule's name
 * @param read events read
 * @param asked events of whom or what was asked about; 0 where nothing is known of it
 * @param principals origins of the principals of the events read, sorted
 * @param nearest the name that may have been meant where nothing is known, or {@code null}
 * @param isCut whether there were more events than are looked at
 * @param groups of a correlation: each group in question
 * @param inner of a correlation: the groups of those correlations that are its stages
 * @param events what is to be said of events outside of groups
 * @param matches of a detection: each event in question
 */
public record Answer(
    String rule,
    long read,
    long asked,
    List<String> principals,
    @Nullable String nearest,
    boolean isCut,
    List<GroupVerdict> groups,
    List<GroupVerdict> inner,
    List<Reason> events,
    List<MatchVerdict> matches) {

  public Answer {
    principals = List.copyOf(principals);
    groups = List.copyOf(groups);
    inner = List.copyOf(inner);
    events = List.copyOf(events);
    matches = List.copyOf(matches);
  }
}
