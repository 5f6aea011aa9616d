package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Alert;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert that was scored.
 *
 * @param alert as it came in, not scored
 * @param origins of the principals in its evidence: a sighting asks every alert for them
 * @param risk that it was told with, as text, or {@code null}
 * @param retold how often it was told again because more became known of who is new
 */
public record ScoredBefore(Alert alert, List<String> origins, @Nullable String risk, int retold) {

  static ScoredBefore of(Alert alert, @Nullable String risk, int retold) {
    List<String> origins =
        alert.evidence().stream().map(item -> item.principal().origin()).distinct().toList();
    return new ScoredBefore(alert.closed(), origins, risk, retold);
  }
}
