package dev.mirrorwatch.testdata;

import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads scenario files: text in, {@link Scenario}s out. The form is told in {@code
 * testdata/README.md}.
 */
public final class ScenarioParser {
  private static final String ENDING = ".scenario";
  private static final String SHIPPED = "/dev/mirrorwatch/scenarios";
  private static final Instant DEFAULT_START = Instant.parse("2026-05-04T09:00:00Z");
  private static final String DEFAULT_ACCOUNT = "111122223333";
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern OFFSET =
      Pattern.compile("(?:(\\d{1,3})d\\+)?(\\d{2}):([0-5]\\d):([0-5]\\d)");
  private static final Pattern DELAY = Pattern.compile("\\+(\\d{1,6})([smhd])");

  private static final Map<String, MirrorCall> CALLS =
      Arrays.stream(MirrorCall.values())
          .collect(Collectors.toMap(MirrorCall::eventName, call -> call));

  private final String file;
  private final String name;
  private final Map<String, Word> header = new HashMap<>();
  private final List<Scenario.Delivery> deliveries = new ArrayList<>();
  private final List<Scenario.Alert> alerts = new ArrayList<>();
  private boolean nothingExpected;
  private int lineNumber;

  private ScenarioParser(String file) {
    this.file = file;
    this.name = file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
  }

  /** A word and the place where it begins. */
  private record Word(String text, int line, int column) {}

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

  private Word needed(String key) {
    Word value = header.get(key);
    if (value == null) {
      throw error(1, "the header '" + key + ":' is missing");
    }
    return value;
  }

  private void readLine(String line) {
    int comment = line.indexOf('#');
    List<Word> words = words(comment < 0 ? line : line.substring(0, comment));
    if (words.isEmpty()) {
      return;
    }
    Word first = words.get(0);
    if (first.text().equals("=>")) {
      readExpectation(words);
    } else if (first.text().endsWith(":")) {
      readHeader(first, line.substring(first.column() + first.text().length() - 1).trim());
    } else {
      readEvent(words);
    }
  }

  private List<Word> words(String line) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(new Word(matcher.group(), lineNumber, matcher.start() + 1));
    }
    return words;
  }

  private void readHeader(Word key, String value) {
    String name = key.text().substring(0, key.text().length() - 1);
    if (!Set.of("title", "rules", "start").contains(name)) {
      throw error(key, "unknown header '" + name + "'; known are title, rules and start");
    }
    if (!deliveries.isEmpty()) {
      throw error(key, "headers stand before the first event");
    }
    if (value.isEmpty()) {
      throw error(key, "the header '" + name + "' has no value");
    }
    if (header.put(name, new Word(value, key.line(), key.column())) != null) {
      throw error(key, "the header '" + name + "' stands twice");
    }
  }

  // Events: time, who, call, then key=value pairs and marks in any order.

  private void readEvent(List<Word> words) {
    if (words.size() < 3) {
      throw error(words.get(0), "an event is: time, who, call, then ids and marks");
    }
    if (!alerts.isEmpty() || nothingExpected) {
      throw error(words.get(0), "events stand before the expected alerts");
    }
    Instant time = start().plus(offset(words.get(0)));
    MirrorCall mirrorCall = CALLS.get(words.get(2).text());
    CloudTrailRecords.Call call =
        mirrorCall == null ? otherCall(words.get(2)) : CloudTrailRecords.mirror(mirrorCall);
    Dice dice = Dice.of(name + ":" + lineNumber);
    // What the line does not name is fresh, and so linked to nothing.
    call.target(dice.resourceId("tmt"))
        .filter(dice.resourceId("tmf"))
        .rule(dice.resourceId("tmfr"))
        .session(dice.resourceId("tms"))
        .networkInterface(dice.resourceId("eni"));
    String account = DEFAULT_ACCOUNT;
    boolean console = false;
    boolean twice = false;
    Duration delay = Duration.ZERO;
    Word outcome = null;
    Set<String> seen = new HashSet<>();
    for (Word word : words.subList(3, words.size())) {
      int equals = word.text().indexOf('=');
      String key = equals < 0 ? word.text() : word.text().substring(0, equals);
      String value = equals < 0 ? "" : word.text().substring(equals + 1);
      if (!seen.add(key)) {
        throw error(word, "'" + key + "' stands twice in this line");
      }
      if (equals >= 0 && value.isEmpty()) {
        throw error(word, "'" + key + "=' has no value");
      }
      switch (equals < 0 ? key : key + "=") {
        case "target=" -> call.target(value);
        case "filter=" -> call.filter(value);
        case "rule=" -> call.rule(value);
        case "session=" -> call.session(value);
        case "interface=" -> call.networkInterface(value);
        case "region=" -> call.in(value);
        case "provider=" -> call.atProvider(value);
        case "account=" -> account = account(word, value);
        case "arrives=" -> delay = delay(word, value);
        case "console" -> console = true;
        case "twice" -> twice = true;
        case "failed", "denied", "dry-run" -> {
          if (outcome != null) {
            throw error(word, "a call is either " + outcome.text() + " or " + key);
          }
          outcome = word;
        }
        default -> throw error(word, "unknown id or mark '" + word.text() + "'");
      }
    }
    Caller caller = caller(words.get(1), account);
    call.by(console ? caller.inConsole() : caller);
    if (outcome != null) {
      switch (outcome.text()) {
        case "denied" -> call.denied();
        case "dry-run" -> call.dryRun();
        default -> call.failed("Client.InvalidParameterValue", "A value is not valid.");
      }
    }
    String eventId = dice.uuid();
    String json = call.at(time).eventId(eventId).json();
    Instant arrival = time.plus(delay);
    deliveries.add(new Scenario.Delivery(eventId, time, arrival, lineNumber, json));
    if (twice) {
      Instant again = arrival.plusSeconds(60);
      deliveries.add(new Scenario.Delivery(eventId, time, again, lineNumber, json));
    }
  }

  /** Calls that are no mirror calls are written {@code service:Name}, as in s3:GetObject. */
  private CloudTrailRecords.Call otherCall(Word word) {
    int colon = word.text().indexOf(':');
    if (colon <= 0 || colon == word.text().length() - 1) {
      throw error(
          word,
          "unknown mirror call '" + word.text() + "'; calls of other kinds are service:CallName");
    }
    return CloudTrailRecords.call(
            word.text().substring(0, colon) + ".amazonaws.com", word.text().substring(colon + 1))
        .request(JsonObject.object().put("maxResults", 100));
  }

  private Caller caller(Word who, String account) {
    String[] parts = who.text().split(":", 2);
    if (parts.length == 1) {
      return parts[0].equals("root") ? Caller.root(account) : Caller.user(account, parts[0]);
    }
    String[] names = parts[1].split("/", 2);
    if (names.length == 2 && !names[0].isEmpty() && !names[1].isEmpty()) {
      if (parts[0].equals("role")) {
        return Caller.role(account, names[0], names[1]);
      }
      if (parts[0].equals("sso")) {
        return Caller.sso(account, names[0], names[1]);
      }
    }
    throw error(
        who,
        "unknown caller '"
            + who.text()
            + "'; write a user name, root, role:Role/session or"
            + " sso:PermissionSet/person");
  }

  private String account(Word word, String value) {
    if (!value.matches("\\d{12}")) {
      throw error(word, "an account has twelve digits");
    }
    return value;
  }

  private Instant start() {
    Word start = header.get("start");
    if (start == null) {
      return DEFAULT_START;
    }
    try {
      return Instant.parse(start.text());
    } catch (DateTimeParseException e) {
      throw error(start, "'" + start.text() + "' is no time such as 2026-05-04T09:00:00Z");
    }
  }

  private Duration offset(Word word) {
    Matcher matcher = OFFSET.matcher(word.text());
    if (!matcher.matches()) {
      throw error(word, "'" + word.text() + "' is no time such as 00:01:30 or 30d+00:00:00");
    }
    long days = matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
    return Duration.ofDays(days)
        .plusHours(Long.parseLong(matcher.group(2)))
        .plusMinutes(Long.parseLong(matcher.group(3)))
        .plusSeconds(Long.parseLong(matcher.group(4)));
  }

  private Duration delay(Word word, String value) {
    Matcher matcher = DELAY.matcher(value);
    if (!matcher.matches()) {
      throw error(word, "'" + value + "' is no delay such as +4m or +90s");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  // Expectations: => rule target=… [stages=n] [events=n], or => nothing.

  private void readExpectation(List<Word> words) {
    if (words.size() == 1) {
      throw error(words.get(0), "after '=>' comes the name of a rule, or 'nothing'");
    }
    Word rule = words.get(1);
    if (nothingExpected || rule.text().equals("nothing") && !alerts.isEmpty()) {
      throw error(words.get(0), "'=> nothing' stands alone");
    }
    if (rule.text().equals("nothing")) {
      if (words.size() > 2) {
        throw error(words.get(2), "'=> nothing' stands alone");
      }
      nothingExpected = true;
      return;
    }
    if (!rules().contains(rule.text())) {
      throw error(rule, "'" + rule.text() + "' is not among the rules under test");
    }
    String target = null;
    OptionalInt stages = OptionalInt.empty();
    OptionalInt events = OptionalInt.empty();
    for (Word word : words.subList(2, words.size())) {
      String[] pair = word.text().split("=", 2);
      String value = pair.length == 2 ? pair[1] : "";
      switch (pair[0]) {
        case "target" -> target = value;
        case "stages" -> stages = OptionalInt.of(count(word, value));
        case "events" -> events = OptionalInt.of(count(word, value));
        default ->
            throw error(word, "unknown '" + word.text() + "'; known are target=, stages=, events=");
      }
    }
    if (target == null || target.isEmpty()) {
      throw error(rule, "an expected alert names its target=");
    }
    alerts.add(new Scenario.Alert(rule.text(), target, stages, events));
  }

  private int count(Word word, String value) {
    if (!value.matches("[1-9]\\d{0,4}")) {
      throw error(word, "'" + value + "' is no count");
    }
    return Integer.parseInt(value);
  }

  private ScenarioSyntaxException error(Word word, String problem) {
    return new ScenarioSyntaxException(file, word.line(), word.column(), problem);
  }

  private ScenarioSyntaxException error(int column, String problem) {
    return new ScenarioSyntaxException(file, lineNumber, column, problem);
  }
}
