package dev.mirrorwatch.udfs.why;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a group came towards one alert.
 *
 * @param about value of the rule's identity, or {@code null} for an episode
 * @param complete whether nothing is missing
 * @param found how much there is, such as {@code 3 of 4 stages}
 * @param stages in the order of the rule
 */
public record Attempt(
    @Nullable String about, boolean complete, String found, List<StageVerdict> stages) {

  public Attempt {
    stages = List.copyOf(stages);
  }
}
