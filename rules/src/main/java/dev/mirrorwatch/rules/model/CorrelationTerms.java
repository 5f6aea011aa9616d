package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What the {@code mirrorwatch} key asks of a correlation and Sigma has no words for, apart from the
 * links between its stages.
 *
 * @param <S> how a stage is named: as the document refers to it, or by its canonical name
 * @param stages demands on single stages; a stage without any is not in it
 * @param until what breaks a match when it happens between the first and the last event of it
 * @param absence what must not follow a match, or {@code null}
 * @param stalled when a part of the stages is a finding of its own, or {@code null}
 * @param fire when the same rule and group alerts again
 * @param window what the timespan is laid over
 * @param allowedLateness how far behind the watermark an event may be and still count; {@code null}
 *     for what the job allows
 * @param evidenceCap greatest number of events shown on an alert; 0 for no limit but the buffer's
 */
public record CorrelationTerms<S>(
    Map<S, StageTerms> stages,
    List<S> until,
    Absence<S> absence,
    Stalled stalled,
    Fire fire,
    Window window,
    Duration allowedLateness,
    int evidenceCap)
    implements Serializable {

  /**
   * Demands on one stage.
   *
   * @param runs different events of the stage that a match needs; at least 1
   * @param optional whether a match needs none of it; what there is belongs to the evidence
   * @param maxGap greatest distance to the event before it in the match, or {@code null}
   */
  public record StageTerms(int runs, boolean optional, Duration maxGap) implements Serializable {
    public static final StageTerms PLAIN = new StageTerms(1, false, null);
  }

  /**
   * None of these within that time after the last event of a match, its own time included.
   *
   * @param within at most 30 days
   */
  public record Absence<S>(List<S> rules, Duration within) implements Serializable {
    public Absence {
      rules = List.copyOf(rules);
    }
  }

  /**
   * Some stages but not all, and then nothing of the rule for a while.
   *
   * @param after how long nothing happened
   * @param minStages least number of different stages
   * @param level of the finding
   */
  public record Stalled(Duration after, int minStages, Level level) implements Serializable {}

  /** When a group alerts again. */
  public enum FireMode {
    /** One alert for each identity or episode, which grows. */
    ONCE,
    /** One for each event that completes a match. */
    EVERY,
    /** One for each match, whose events and all before them count for no other. */
    RESET;

    /** The word used in rule files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param maxPerHour alerts of one group that may open within an hour of event time; 0 for any
   */
  public record Fire(FireMode mode, int maxPerHour) implements Serializable {
    public static final Fire ONCE = new Fire(FireMode.ONCE, 0);
  }

  /** What the timespan is laid over. */
  public enum WindowKind {
    /** Any stretch of that length. */
    SLIDING,
    /** Stretches of that length that follow each other since 1970-01-01T00:00Z. */
    TUMBLING,
    /** Any stretch of that length without a pause longer than the gap. */
    SESSION;

    /** The word used in rule files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param gap longest pause in a session; {@code null} for the other kinds
   */
  public record Window(WindowKind kind, Duration gap) implements Serializable {
    public static final Window SLIDING = new Window(WindowKind.SLIDING, null);
  }

  public CorrelationTerms {
    // Order decides messages, and hash tables have none.
    stages = new LinkedHashMap<>(stages);
    until = List.copyOf(until);
  }

  /** A rule in Sigma's own words. */
  public static <S> CorrelationTerms<S> none() {
    return new CorrelationTerms<>(
        Map.of(), List.of(), null, null, Fire.ONCE, Window.SLIDING, null, 0);
  }

  /** Demands on that stage. */
  public StageTerms of(S stage) {
    return stages.getOrDefault(stage, StageTerms.PLAIN);
  }

  /** The rules whose matches are no stage but can undo one: of {@code until} and absence. */
  public List<S> watched() {
    List<S> watched = new ArrayList<>(until);
    if (absence != null) {
      absence.rules().stream().filter(rule -> !watched.contains(rule)).forEach(watched::add);
    }
    return watched;
  }

  /** How long a match, or a part of one, waits for what may come after it. */
  public Duration patience() {
    if (absence != null) {
      return absence.within();
    }
    return stalled != null ? stalled.after() : Duration.ZERO;
  }

  /** The same with other names for the stages. */
  public <N> CorrelationTerms<N> named(Function<S, N> names) {
    Map<N, StageTerms> renamed = new LinkedHashMap<>();
    stages.forEach((stage, terms) -> renamed.put(names.apply(stage), terms));
    return new CorrelationTerms<>(
        renamed,
        until.stream().map(names).toList(),
        absence == null
            ? null
            : new Absence<>(absence.rules().stream().map(names).toList(), absence.within()),
        stalled,
        fire,
        window,
        allowedLateness,
        evidenceCap);
  }
}
