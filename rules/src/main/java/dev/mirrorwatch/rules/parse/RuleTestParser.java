package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.ExpectedAlert;
import dev.mirrorwatch.rules.model.GivenEvent;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RuleTest;
import dev.mirrorwatch.rules.model.TimedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the tests beside a rule file. In: {@code <rule file>.test.yml}. Out: its tests; what cannot
 * be read is reported and left out.
 */
public final class RuleTestParser {

  private static final List<String> FILE_KEYS = List.of("tests");
  private static final List<String> MATCH_KEYS =
      List.of("name", "rule", "event", "file", "fields", "match");
  private static final List<String> TIMELINE_KEYS =
      List.of("name", "rule", "timeline", "alerts", "late", "disorder", "allowed_lateness");
  private static final List<String> TEST_KEYS =
      Stream.concat(MATCH_KEYS.stream(), TIMELINE_KEYS.stream()).distinct().toList();
  private static final List<String> RECORD_KEYS =
      List.of("event", "file", "id", "at", "arrives", "again", "times", "every");
  private static final List<String> STAGE_KEYS =
      List.of("stage", "principal", "fields", "id", "at", "arrives", "again", "times", "every");
  private static final List<String> ALERT_KEYS =
      List.of("rule", "identity", "status", "stages", "events", "score", "group", "also_matched");
  private static final List<String> STATUSES =
      List.of("open", "stalled", "superseded", "retracted", "suppressed");
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");
  private static final Pattern SCORE = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");
  private static final int MOST_TIMES = 10_000;

  private final String file;
  private final Consumer<RuleIssue> issues;

  private RuleTestParser(String file, Consumer<RuleIssue> issues) {
    this.file = file;
    this.issues = issues;
  }

  /** The tests of a file, in its order. */
  public static List<RuleTest> parse(RuleFile file, Consumer<RuleIssue> issues) {
    RuleTestParser parser = new RuleTestParser(file.name(), issues);
    List<RuleTest> tests = new ArrayList<>();
    for (MappingNode document : YamlDocuments.read(file, issues)) {
      YamlMap map = new YamlMap(file.name(), document, issues);
      map.onlyKeys("a test file", FILE_KEYS);
      if (!map.has("tests")) {
        map.error(map.location(), "MW-MISSING-KEY", "'tests' is missing in the test file");
        continue;
      }
      map.maps("tests").forEach(test -> parser.test(test).ifPresent(tests::add));
    }
    parser.refuseDuplicates(tests);
    return tests;
  }

  private void refuseDuplicates(List<RuleTest> tests) {
    Map<String, RuleTest> byName = new LinkedHashMap<>();
    for (RuleTest test : tests) {
      RuleTest first = byName.putIfAbsent(test.name(), test);
      if (first != null) {
        issues.accept(
            RuleIssue.error(
                test.location(),
                "MW-TEST-DUPLICATE",
                "another test, in line %d, is called '%s', too"
                    .formatted(first.location().line(), test.name())));
      }
    }
  }

  private Optional<RuleTest> test(YamlMap test) {
    Optional<String> name = test.requiredText("name", "a test");
    Reference rule = reference(test, "rule");
    boolean timeline = test.has("timeline");
    boolean match = test.has("match");
    if (timeline == match) {
      // Without its kind nobody knows which keys it may have: only those of neither are wrong.
      test.onlyKeys("a test", TEST_KEYS);
      test.error(
          test.location(),
          "MW-TEST-KIND",
          match
              ? "a test has either 'match', for one event, or 'timeline', not both"
              : "a test needs 'match: true' or 'match: false' for one event, or a 'timeline'");
      return Optional.empty();
    }
    if (match) {
      test.onlyKeys("a test of one event", MATCH_KEYS);
      Optional<Boolean> expected = test.flag("match");
      Optional<GivenEvent> event = event(test, List.of("event", "file", "fields"));
      return name.isPresent() && expected.isPresent() && event.isPresent()
          ? Optional.of(
              new RuleTest.Match(name.get(), test.location(), rule, event.get(), expected.get()))
          : Optional.empty();
    }
    test.onlyKeys("a test with a timeline", TIMELINE_KEYS);
    if (!test.has("alerts")) {
      test.error(
          test.location(),
          "MW-MISSING-KEY",
          "'alerts' is missing in a test with a timeline; write 'alerts: []' where none may be");
    }
    List<YamlMap> written = test.maps("timeline");
    List<TimedEvent> events =
        written.stream().flatMap(event -> timedEvent(event).stream()).toList();
    if (written.isEmpty() && test.entry("timeline").orElseThrow().value() instanceof SequenceNode) {
      test.error(test.valueAt("timeline"), "MW-TEST-EVENT", "the timeline has no events");
    }
    List<ExpectedAlert> alerts = test.maps("alerts").stream().map(this::alert).toList();
    Duration disorder = duration(test, "disorder");
    Duration lateness = duration(test, "allowed_lateness");
    return name.map(
        text ->
            new RuleTest.Timeline(
                text,
                test.location(),
                rule,
                disorder == null ? RuleTest.Timeline.DEFAULT_DISORDER : disorder,
                lateness == null ? RuleTest.Timeline.DEFAULT_ALLOWED_LATENESS : lateness,
                events,
                alerts,
                test.has("late") ? test.references("late") : null));
  }

  private Optional<TimedEvent> timedEvent(YamlMap line) {
    boolean stage = line.has("stage");
    line.onlyKeys(
        stage ? "an event of a stage" : "an event with a record", stage ? STAGE_KEYS : RECORD_KEYS);
    Duration at = duration(line, "at");
    if (stage && !line.has("at")) {
      line.error(line.location(), "MW-MISSING-KEY", "'at' is missing in an event of a stage");
    }
    Duration arrives = duration(line, "arrives");
    if (at != null && arrives != null && arrives.compareTo(at) < 0) {
      line.error(
          line.valueAt("arrives"), "MW-TEST-ARRIVES", "no event arrives before it happens ('at')");
    }
    Optional<GivenEvent> event = event(line, List.of("stage", "event", "file"));
    return event.map(
        given ->
            new TimedEvent(
                line.location(),
                given,
                line.text("id").orElse(null),
                at,
                arrives,
                durations(line, "again"),
                number(line, "times", 1, MOST_TIMES).orElse(1),
                Optional.ofNullable(duration(line, "every")).orElse(Duration.ZERO)));
  }

  private Optional<GivenEvent> event(YamlMap map, List<String> ways) {
    List<String> used = ways.stream().filter(map::has).toList();
    if (used.size() != 1) {
      map.error(
          used.isEmpty() ? map.location() : map.entry(used.get(1)).orElseThrow().keyAt(),
          "MW-TEST-EVENT",
          "an event is told by exactly one of " + String.join(", ", ways));
      return Optional.empty();
    }
    return switch (used.get(0)) {
      case "event" -> record(map);
      case "file" -> Optional.ofNullable(reference(map, "file")).map(GivenEvent.RecordFile::new);
      case "fields" -> map.map("fields").map(this::fields).map(GivenEvent.Fields::new);
      default ->
          Optional.ofNullable(reference(map, "stage"))
              .map(
                  stage ->
                      new GivenEvent.OfStage(
                          stage,
                          map.text("principal").orElse(null),
                          map.map("fields").map(this::fields).orElse(Map.of())));
    };
  }

  private Optional<GivenEvent> record(YamlMap map) {
    Node value = map.entry("event").orElseThrow().value();
    if (!(value instanceof MappingNode record)) {
      map.error(map.valueAt("event"), "MW-VALUE-TYPE", "'event' must be a map");
      return Optional.empty();
    }
    return WrittenDocumentReader.read(file, record)
        .map(written -> new GivenEvent.Record(written.json().toString()));
  }

  private Map<String, List<String>> fields(YamlMap fields) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (YamlMap.Entry entry : fields.entries()) {
      List<String> texts = new ArrayList<>();
      for (Node node : YamlMap.elements(entry.value())) {
        if (!(node instanceof ScalarNode scalar)) {
          fields.error(
              fields.at(node),
              "MW-VALUE-TYPE",
              "a field has a text or a list of texts; write '" + entry.key() + ".name: value'");
        } else {
          texts.add(scalar.getTag() == Tag.NULL ? null : scalar.getValue());
        }
      }
      values.put(entry.key(), Collections.unmodifiableList(texts));
    }
    return values;
  }

  private ExpectedAlert alert(YamlMap alert) {
    alert.onlyKeys("an alert", ALERT_KEYS);
    String status = alert.text("status").orElse("open");
    if (!STATUSES.contains(status)) {
      issues.accept(
          RuleIssue.error(
                  alert.valueAt("status"),
                  "MW-TEST-STATUS",
                  "status '" + status + "' is none of " + String.join(", ", STATUSES))
              .suggesting(status, STATUSES));
    }
    Map<String, String> group = new LinkedHashMap<>();
    alert
        .map("group")
        .ifPresent(
            map ->
                map.entries()
                    .forEach(
                        entry ->
                            map.text(entry.key())
                                .ifPresent(value -> group.put(entry.key(), value))));
    return new ExpectedAlert(
        alert.location(),
        reference(alert, "rule"),
        alert.text("identity").orElse(null),
        status,
        alert.has("stages") ? alert.references("stages") : null,
        number(alert, "events", 1, Integer.MAX_VALUE).orElse(null),
        score(alert),
        group,
        alert.has("also_matched") ? alert.references("also_matched") : null);
  }

  private static ExpectedAlert.Score score(YamlMap alert) {
    Optional<String> text = alert.text("score");
    Matcher bounds = SCORE.matcher(text.orElse(""));
    if (text.isPresent() && !bounds.matches()) {
      alert.error(
          alert.valueAt("score"),
          "MW-TEST-NUMBER",
          "'score' is '" + text.get() + "', not a score such as 80 or 80-100");
    }
    if (text.isEmpty() || !bounds.matches()) {
      return null;
    }
    int least = Integer.parseInt(bounds.group(1));
    return new ExpectedAlert.Score(
        least, bounds.group(2) == null ? least : Integer.parseInt(bounds.group(2)));
  }

  private static Reference reference(YamlMap map, String key) {
    return map.text(key).map(text -> new Reference(text, map.valueAt(key))).orElse(null);
  }

  private static Optional<Integer> number(YamlMap map, String key, int least, int greatest) {
    Optional<String> text = map.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("\\d{1,10}")) {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= greatest) {
        return Optional.of((int) number);
      }
    }
    map.error(
        map.valueAt(key),
        "MW-TEST-NUMBER",
        "'%s' is '%s', not a whole number from %d to %d"
            .formatted(key, text.get(), least, greatest));
    return Optional.empty();
  }

  private static List<Duration> durations(YamlMap map, String key) {
    List<Duration> durations = new ArrayList<>();
    for (Reference text : map.references(key)) {
      Duration duration = duration(map, key, text);
      if (duration != null) {
        durations.add(duration);
      }
    }
    return durations;
  }

  private static Duration duration(YamlMap map, String key) {
    Reference text = reference(map, key);
    return text == null ? null : duration(map, key, text);
  }

  private static Duration duration(YamlMap map, String key, Reference written) {
    Matcher matcher = DURATION.matcher(written.text());
    if (written.text().isEmpty() || !matcher.matches()) {
      Location at = written.location();
      map.error(
          at,
          "MW-TEST-DURATION",
          "'%s' is '%s', not a time such as 0s, 90s, 1h30m or 2d".formatted(key, written.text()));
      return null;
    }
    return Duration.ofDays(part(matcher, 1))
        .plusHours(part(matcher, 2))
        .plusMinutes(part(matcher, 3))
        .plusSeconds(part(matcher, 4));
  }

  private static long part(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
  }
}
