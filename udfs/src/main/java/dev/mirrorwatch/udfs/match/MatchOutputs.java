package dev.mirrorwatch.udfs.match;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.Sighting;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.ingest.KeyOutputs;
import dev.mirrorwatch.udfs.ingest.SideOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * The ways out of a function that asks rules: hits of the first level of correlations are its
 * output, the others leave at the side.
 */
public final class MatchOutputs {

  /** Alerts of rules that need no correlation. */
  public static final OutputTag<Alert> SINGLE_EVENT_ALERTS =
      new OutputTag<>("single-event-alerts") {};

  /** Events by somebody with a temporary key, with their hits. */
  public static final OutputTag<UnexplainedEvent> UNEXPLAINED =
      new OutputTag<>("unexplained", TypeInformation.of(UnexplainedEvent.class));

  /** Who did what, as far as matched events tell; by temporary keys, as far as is known by then. */
  public static final OutputTag<Sighting> SIGHTINGS = new OutputTag<>("sightings") {};

  private final KeyOutputs keys = new KeyOutputs();
  // Making one takes longer than telling a hit.
  private final List<OutputTag<StageHit>> byLevel = new ArrayList<>();

  /**
   * Hits of the correlations of that level. Those of the first are the output of most functions.
   */
  public static OutputTag<StageHit> hitsOf(int level) {
    return new OutputTag<>("hits-of-level-" + level, TypeInformation.of(StageHit.class));
  }

  /** Tells a hit to the correlations of its level. */
  public void tell(int level, StageHit hit, Consumer<StageHit> out, SideOutput side) {
    if (level == 0) {
      out.accept(hit);
      return;
    }
    while (byLevel.size() < level) {
      byLevel.add(hitsOf(byLevel.size() + 1));
    }
    side.output(byLevel.get(level - 1), hit);
  }

  EventMatching.Output of(Consumer<StageHit> out, SideOutput side) {
    return new EventMatching.Output() {
      @Override
      public void hit(int level, StageHit hit) {
        tell(level, hit, out, side);
      }

      @Override
      public void alert(Alert alert) {
        side.output(SINGLE_EVENT_ALERTS, alert);
      }

      @Override
      public void unexplained(UnexplainedEvent event) {
        side.output(UNEXPLAINED, event);
      }

      @Override
      public void answer(KeyAnswer answer) {
        keys.tell(answer, side);
      }

      @Override
      public void sighting(Sighting sighting) {
        side.output(SIGHTINGS, sighting);
      }
    };
  }
}
