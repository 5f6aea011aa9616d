package dev.mirrorwatch.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads scenario files: text in, {@link Scenario}s out. The form is told in {@code
 * testdata/README.md}.
 */
public final class ScenarioParser {
  private static final String ENDING = ".scenario";
  private static final String SHIPPED = "/dev/mirrorwatch/scenarios";
  private static final Instant DEFAULT_START = Instant.parse("2026-05-04T09:00:00Z");
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern SCORE = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");
  private final String file;
  private final String name;
  private final Map<String, ScenarioWord> header = new HashMap<>();
  private final List<Scenario.Delivery> deliveries = new ArrayList<>();
  private final List<Scenario.Alert> alerts = new ArrayList<>();
  private boolean nothingExpected;
  private int lineNumber;

  private ScenarioParser(String file) {
    this.file = file;
    this.name = file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
  }

  /**
   * Reads the scenarios that are shipped with this artifact, in the order of their names.
   *
   * @throws ScenarioSyntaxException if one of them cannot be read
   */
  public static List<Scenario> shipped() {
    try {
      URI folder = ScenarioParser.class.getResource(SHIPPED).toURI();
      if (folder.getScheme().equals("file")) {
        return parseFolder(Path.of(folder));
      }
      try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
        return parseFolder(jar.getPath(SHIPPED));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The approvals that the shipped scenarios are held against: YAML. */
  public static String approvals() {
    try (InputStream file = ScenarioParser.class.getResourceAsStream(SHIPPED + "/approvals.yml")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads every {@code .scenario} file of a folder, in the order of their names.
   *
   * @throws ScenarioSyntaxException if one of them cannot be read
   */
  public static List<Scenario> parseFolder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(path -> path.toString().endsWith(ENDING)).sorted().toList();
    }
    List<Scenario> scenarios = new ArrayList<>();
    for (Path path : files) {
      scenarios.add(parse(path.getFileName().toString(), Files.readString(path)));
    }
    return scenarios;
  }

  /**
   * Reads one scenario.
   *
   * @param file name of the file, for messages and for the name of the scenario
   * @throws ScenarioSyntaxException if the text is no scenario
   */
  public static Scenario parse(String file, String text) {
    ScenarioParser parser = new ScenarioParser(file);
    for (String line : text.lines().toList()) {
      parser.lineNumber++;
      parser.readLine(line);
    }
    return parser.scenario();
  }

  private Scenario scenario() {
    lineNumber = Math.max(1, lineNumber);
    String title = needed("title").text();
    List<String> rules = rules();
    if (deliveries.isEmpty()) {
      throw error(1, "the scenario has no events");
    }
    if (alerts.isEmpty() && !nothingExpected) {
      throw error(1, "the scenario says nothing about its end; write '=> nothing' if no alert");
    }
    deliveries.sort(Comparator.comparing(Scenario.Delivery::arrival));
    return new Scenario(name, title, rules, deliveries, alerts);
  }

  private List<String> rules() {
    return List.of(needed("rules").text().split("[,\\s]+"));
  }

  private ScenarioWord needed(String key) {
    ScenarioWord value = header.get(key);
    if (value == null) {
      throw error(1, "the header '" + key + ":' is missing");
    }
    return value;
  }

  private void readLine(String line) {
    int comment = line.indexOf('#');
    List<ScenarioWord> words = words(comment < 0 ? line : line.substring(0, comment));
    if (words.isEmpty()) {
      return;
    }
    ScenarioWord first = words.get(0);
    if (first.text().equals("=>")) {
      readExpectation(words);
    } else if (first.text().endsWith(":")) {
      readHeader(first, line.substring(first.column() + first.text().length() - 1).trim());
    } else {
      if (!alerts.isEmpty() || nothingExpected) {
        throw first.error("events stand before the expected alerts");
      }
      deliveries.addAll(
          words.size() > 2 && words.get(1).text().equals("syslog")
              ? List.of(syslog(words, line))
              : ScenarioLine.read(name, start(), words));
    }
  }

  /** A line of text as it arrives, with its own clock: the rest of the line, blanks and all. */
  private Scenario.Delivery syslog(List<ScenarioWord> words, String line) {
    Instant arrival = start().plus(ScenarioLine.offset(words.get(0), words.get(0).text()));
    String text = line.substring(words.get(2).column() - 1);
    return new Scenario.Delivery(name + "-" + lineNumber, arrival, arrival, lineNumber, text);
  }

  private List<ScenarioWord> words(String line) {
    List<ScenarioWord> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(new ScenarioWord(matcher.group(), file, lineNumber, matcher.start() + 1));
    }
    return words;
  }

  private void readHeader(ScenarioWord key, String value) {
    String name = key.text().substring(0, key.text().length() - 1);
    if (!Set.of("title", "rules", "start").contains(name)) {
      throw key.error("unknown header '" + name + "'; known are title, rules and start");
    }
    if (!deliveries.isEmpty()) {
      throw key.error("headers stand before the first event");
    }
    if (value.isEmpty()) {
      throw key.error("the header '" + name + "' has no value");
    }
    if (header.put(name, new ScenarioWord(value, file, key.line(), key.column())) != null) {
      throw key.error("the header '" + name + "' stands twice");
    }
  }

  private Instant start() {
    ScenarioWord start = header.get("start");
    if (start == null) {
      return DEFAULT_START;
    }
    try {
      return Instant.parse(start.text());
    } catch (DateTimeParseException e) {
      throw start.error("'" + start.text() + "' is no time such as 2026-05-04T09:00:00Z");
    }
  }

  // Expectations: => rule target=… (or session=…, at=…, stalled=…) [stages=n] [events=n]
  // [score=n or score=n-m] [suppressed=approval], or
  // => nothing.

  private void readExpectation(List<ScenarioWord> words) {
    if (words.size() == 1) {
      throw words.get(0).error("after '=>' comes the name of a rule, or 'nothing'");
    }
    ScenarioWord rule = words.get(1);
    if (nothingExpected || rule.text().equals("nothing") && !alerts.isEmpty()) {
      throw words.get(0).error("'=> nothing' stands alone");
    }
    if (rule.text().equals("nothing")) {
      if (words.size() > 2) {
        throw words.get(2).error("'=> nothing' stands alone");
      }
      nothingExpected = true;
      return;
    }
    if (!rules().contains(rule.text()) && !rules().contains(Scenario.ALL_RULES)) {
      throw rule.error("'" + rule.text() + "' is not among the rules under test");
    }
    String target = null;
    OptionalInt stages = OptionalInt.empty();
    OptionalInt events = OptionalInt.empty();
    Optional<Scenario.Score> score = Optional.empty();
    Optional<String> suppressedBy = Optional.empty();
    for (ScenarioWord word : words.subList(2, words.size())) {
      String[] pair = word.text().split("=", 2);
      String value = pair.length == 2 ? pair[1] : "";
      switch (pair[0]) {
        case "target", "session" -> target = value;
        case "tap" -> target = AzureScenarioLine.tap(value);
        case "capture" -> target = AzureScenarioLine.capture(value);
        case "stalled" -> target = "stalled " + start().plus(ScenarioLine.offset(word, value));
        case "at" -> target = start().plus(ScenarioLine.offset(word, value)).toString();
        case "stages" -> stages = OptionalInt.of(count(word, value));
        case "events" -> events = OptionalInt.of(count(word, value));
        case "score" -> score = Optional.of(score(word, value));
        case "suppressed" -> suppressedBy = Optional.of(value);
        default ->
            throw word.error(
                "unknown '"
                    + word.text()
                    + "'; known are target=, session=, tap=, capture=, at=, stalled=, stages=, events=, score=, suppressed=");
      }
    }
    if (target == null || target.isEmpty()) {
      throw rule.error(
          "an expected alert names its target= or session=, or when it was complete with at=, or"
              + " when its last event came with stalled=");
    }
    alerts.add(new Scenario.Alert(rule.text(), target, stages, events, score, suppressedBy));
  }

  private static Scenario.Score score(ScenarioWord word, String value) {
    Matcher bounds = SCORE.matcher(value);
    if (!bounds.matches()) {
      throw word.error("'" + value + "' is no score such as 80 or 80-100");
    }
    int least = Integer.parseInt(bounds.group(1));
    return new Scenario.Score(
        least, bounds.group(2) == null ? least : Integer.parseInt(bounds.group(2)));
  }

  private int count(ScenarioWord word, String value) {
    if (!value.matches("[1-9]\\d{0,4}")) {
      throw word.error("'" + value + "' is no count");
    }
    return Integer.parseInt(value);
  }

  private ScenarioSyntaxException error(int column, String problem) {
    return new ScenarioSyntaxException(file, lineNumber, column, problem);
  }
}
