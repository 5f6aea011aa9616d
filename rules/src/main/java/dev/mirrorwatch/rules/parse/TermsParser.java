package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Absence;
import dev.mirrorwatch.rules.model.CorrelationTerms.Fire;
import dev.mirrorwatch.rules.model.CorrelationTerms.FireMode;
import dev.mirrorwatch.rules.model.CorrelationTerms.StageTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Stalled;
import dev.mirrorwatch.rules.model.CorrelationTerms.Window;
import dev.mirrorwatch.rules.model.CorrelationTerms.WindowKind;
import dev.mirrorwatch.rules.model.Level;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads the keys of {@code mirrorwatch} that are about repeats, time and firing. What the engine
 * cannot keep in bounds is refused here.
 */
final class TermsParser {

  static final List<String> KEYS =
      List.of(
          "stages",
          "until",
          "absence",
          "stalled",
          "fire",
          "window",
          "allowed_lateness",
          "evidence_cap");

  /** Events that the automaton is given for one match. */
  private static final int MOST_EVENTS = 16;

  private static final int MOST_EVIDENCE = 512;
  private static final int MOST_PER_HOUR = 1_000;

  private final YamlMap own;
  private final Consumer<RuleIssue> issues;

  TermsParser(YamlMap own, Consumer<RuleIssue> issues) {
    this.own = own;
    this.issues = issues;
  }

  /**
   * @param rules what the correlation lists
   * @param timespan of the correlation, or {@code null}
   */
  CorrelationTerms<Reference> terms(List<Reference> rules, Duration timespan) {
    Map<Reference, StageTerms> stages = stages(rules.size(), timespan);
    return new CorrelationTerms<>(
        stages,
        own.references("until"),
        absence(),
        stalled(rules.size() - (int) stages.values().stream().filter(StageTerms::optional).count()),
        fire(),
        window(timespan),
        TimespanParser.limited(own, "allowed_lateness").orElse(null),
        count(own, "evidence_cap", 1, MOST_EVIDENCE).orElse(0));
  }

  private Map<Reference, StageTerms> stages(int rules, Duration timespan) {
    Map<Reference, StageTerms> stages = new LinkedHashMap<>();
    for (YamlMap stage : own.maps("stages")) {
      stage.onlyKeys("'stages'", List.of("rule", "runs", "optional", "max_gap"));
      Optional<String> rule = stage.requiredText("rule", "the stage");
      int runs = count(stage, "runs", 1, MOST_EVENTS).orElse(1);
      boolean optional = stage.flag("optional").orElse(false);
      Duration maxGap = TimespanParser.limited(stage, "max_gap").orElse(null);
      saysSomething(stage, "max_gap", maxGap, timespan);
      if (optional && (runs > 1 || maxGap != null)) {
        error(stage.location(), "a stage that is optional has no 'runs' and no 'max_gap'");
      }
      rule.ifPresent(
          name ->
              stages.put(
                  new Reference(name, stage.valueAt("rule")),
                  new StageTerms(runs, optional, maxGap)));
    }
    int events = rules - stages.size() + stages.values().stream().mapToInt(this::events).sum();
    if (!stages.isEmpty() && events > MOST_EVENTS) {
      error(
          own.valueAt("stages"),
          "a match of " + events + " events; the automaton takes up to " + MOST_EVENTS);
    }
    if (!stages.isEmpty() && events < 1) {
      error(own.valueAt("stages"), "every stage is optional, so that nothing is asked");
    }
    return stages;
  }

  private int events(StageTerms stage) {
    return stage.optional() ? 0 : stage.runs();
  }

  private Absence<Reference> absence() {
    Optional<YamlMap> found = own.map("absence");
    if (found.isEmpty()) {
      return null;
    }
    YamlMap absence = found.get();
    absence.onlyKeys("'absence'", List.of("rule", "within"));
    List<Reference> rules = absence.references("rule");
    if (rules.isEmpty()) {
      missing(absence, "rule", "absence");
    }
    Optional<Duration> within = requiredTimespan(absence, "within", "absence");
    return rules.isEmpty() || within.isEmpty() ? null : new Absence<>(rules, within.get());
  }

  private Stalled stalled(int required) {
    Optional<YamlMap> found = own.map("stalled");
    if (found.isEmpty()) {
      return null;
    }
    YamlMap stalled = found.get();
    stalled.onlyKeys("'stalled'", List.of("after", "min_stages", "level"));
    Optional<Duration> after = requiredTimespan(stalled, "after", "stalled");
    Optional<Level> level =
        word(stalled, "level", Arrays.asList(Level.values()), Level::text).or(() -> low(stalled));
    if (required < 2) {
      error(stalled.location(), "a rule with one stage to wait for never stalls between two");
      return null;
    }
    Optional<Integer> least =
        stalled.has("min_stages")
            ? count(stalled, "min_stages", 1, required - 1)
            : Optional.of(Math.min(2, required - 1));
    return after.isEmpty() || level.isEmpty() || least.isEmpty()
        ? null
        : new Stalled(after.get(), least.get(), level.get());
  }

  private static Optional<Level> low(YamlMap stalled) {
    return stalled.has("level") ? Optional.empty() : Optional.of(Level.LOW);
  }

  private Fire fire() {
    if (!own.has("fire")) {
      return Fire.ONCE;
    }
    List<FireMode> modes = Arrays.asList(FireMode.values());
    if (!isMap("fire")) {
      return word(own, "fire", modes, FireMode::word)
          .map(mode -> new Fire(mode, 0))
          .orElse(Fire.ONCE);
    }
    YamlMap fire = own.map("fire").orElseThrow();
    fire.onlyKeys("'fire'", List.of("mode", "max_per_hour"));
    FireMode mode = word(fire, "mode", modes, FireMode::word).orElse(FireMode.ONCE);
    return new Fire(mode, count(fire, "max_per_hour", 1, MOST_PER_HOUR).orElse(0));
  }

  private Window window(Duration timespan) {
    if (!own.has("window")) {
      return Window.SLIDING;
    }
    if (!isMap("window")) {
      List<WindowKind> kinds = Arrays.asList(WindowKind.values());
      Optional<WindowKind> kind = word(own, "window", kinds, WindowKind::word);
      if (kind.filter(WindowKind.SESSION::equals).isPresent()) {
        error(own.valueAt("window"), "a session needs its longest pause, as in {session: 10m}");
        return Window.SLIDING;
      }
      return kind.map(known -> new Window(known, null)).orElse(Window.SLIDING);
    }
    YamlMap window = own.map("window").orElseThrow();
    window.onlyKeys("'window'", List.of("session"));
    Optional<Duration> gap = requiredTimespan(window, "session", "window");
    saysSomething(window, "session", gap.orElse(null), timespan);
    return gap.map(pause -> new Window(WindowKind.SESSION, pause)).orElse(Window.SLIDING);
  }

  private boolean isMap(String key) {
    return own.entry(key).orElseThrow().value() instanceof MappingNode;
  }

  private void saysSomething(YamlMap map, String key, Duration gap, Duration timespan) {
    if (gap != null && timespan != null && !timespan.isZero() && gap.compareTo(timespan) >= 0) {
      issues.accept(
          RuleIssue.warning(
              map.valueAt(key),
              "MW-TERMS",
              "'" + key + "' is no shorter than the timespan, so that it changes nothing"));
    }
  }

  private <T> Optional<T> word(
      YamlMap map, String key, List<T> known, Function<T, String> spelling) {
    Optional<String> written = map.text(key);
    Optional<T> found =
        written.flatMap(
            word -> known.stream().filter(one -> spelling.apply(one).equals(word)).findFirst());
    if (written.isPresent() && found.isEmpty()) {
      List<String> words = known.stream().map(spelling).toList();
      issues.accept(
          RuleIssue.error(
                  map.valueAt(key),
                  "MW-TERMS",
                  "'" + written.get() + "' is none of " + String.join(", ", words))
              .suggesting(written.get(), words));
    }
    return found;
  }

  private Optional<Integer> count(YamlMap map, String key, int least, int most) {
    Optional<String> text = map.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("\\d{1,6}")) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    error(
        map.valueAt(key),
        least == most
            ? "'" + key + "' can only be " + least + " here"
            : "'" + key + "' is a number from " + least + " to " + most);
    return Optional.empty();
  }

  private Optional<Duration> requiredTimespan(YamlMap map, String key, String where) {
    if (!map.has(key)) {
      missing(map, key, where);
    }
    return TimespanParser.limited(map, key);
  }

  private void missing(YamlMap map, String key, String where) {
    if (!map.has(key)) {
      map.error(map.location(), "MW-MISSING-KEY", "'" + key + "' is missing in '" + where + "'");
    }
  }

  private void error(Location at, String message) {
    issues.accept(RuleIssue.error(at, "MW-TERMS", message));
  }
}
