package dev.mirrorwatch.testdata;

import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One event of a scenario: the words of its line in (time, who, call, then ids and marks in any
 * order), its deliveries out.
 */
final class ScenarioLine {
  private static final String DEFAULT_ACCOUNT = "111122223333";
  private static final Pattern OFFSET =
      Pattern.compile("(?:(\\d{1,3})d\\+)?(\\d{2}):([0-5]\\d):([0-5]\\d)");
  private static final Pattern DELAY = Pattern.compile("\\+(\\d{1,6})([smhd])");

  private static final Map<String, MirrorCall> CALLS =
      Arrays.stream(MirrorCall.values())
          .collect(Collectors.toMap(MirrorCall::eventName, call -> call));

  private final CloudTrailRecords.Call call;
  private final ScenarioWord callWord;
  private final Map<String, String> details = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private String account = DEFAULT_ACCOUNT;
  private boolean console;
  private boolean twice;
  private Duration delay = Duration.ZERO;
  private String outcome = "";
  private ScenarioWord as;
  private String signingKey = "";

  private ScenarioLine(CloudTrailRecords.Call call, ScenarioWord callWord) {
    this.call = call;
    this.callWord = callWord;
  }

  /**
   * Reads a line.
   *
   * @param scenario name of the scenario; with the number of the line it makes the event id
   * @param start time of offset zero
   */
  static List<Scenario.Delivery> read(String scenario, Instant start, List<ScenarioWord> words) {
    if (words.size() < 3) {
      throw words.get(0).error("an event is: time, who, call, then ids and marks");
    }
    int number = words.get(0).line();
    Dice dice = Dice.of(scenario + ":" + number);
    Instant time = start.plus(offset(words.get(0), words.get(0).text()));
    ScenarioLine line = new ScenarioLine(call(words.get(2), dice), words.get(2));
    line.details.put("interface", dice.resourceId("eni"));
    line.details.put("target", dice.resourceId("tmt"));
    for (ScenarioWord word : words.subList(3, words.size())) {
      line.readMark(word);
    }
    String eventId = dice.uuid();
    String json = line.finished(words.get(1)).at(time).eventId(eventId).json();
    Instant arrival = time.plus(line.delay);
    Scenario.Delivery once = new Scenario.Delivery(eventId, time, arrival, number, json);
    if (!line.twice) {
      return List.of(once);
    }
    Instant again = arrival.plusSeconds(60);
    return List.of(once, new Scenario.Delivery(eventId, time, again, number, json));
  }

  /** What the line does not name is fresh, and so linked to nothing. */
  private static CloudTrailRecords.Call call(ScenarioWord word, Dice dice) {
    MirrorCall mirrorCall = CALLS.get(word.text());
    CloudTrailRecords.Call call =
        mirrorCall == null ? otherCall(word) : CloudTrailRecords.mirror(mirrorCall);
    return call.target(dice.resourceId("tmt"))
        .filter(dice.resourceId("tmf"))
        .rule(dice.resourceId("tmfr"))
        .session(dice.resourceId("tms"))
        .networkInterface(dice.resourceId("eni"));
  }

  private void readMark(ScenarioWord word) {
    int equals = word.text().indexOf('=');
    String key = equals < 0 ? word.text() : word.text().substring(0, equals);
    String value = equals < 0 ? "" : word.text().substring(equals + 1);
    if (!seen.add(key)) {
      throw word.error("'" + key + "' stands twice in this line");
    }
    if (equals >= 0 && value.isEmpty()) {
      throw word.error("'" + key + "=' has no value");
    }
    if (!value.isEmpty()) {
      details.put(key, value);
    }
    switch (equals < 0 ? key : key + "=") {
      case "target=" -> target(value);
      case "filter=" -> call.filter(value);
      case "rule=" -> call.rule(value);
      case "session=" -> call.session(value);
      case "interface=" -> call.networkInterface(value);
      case "name=" -> call.named(value);
      case "region=" -> call.in(value);
      case "provider=" -> call.atProvider(value);
      case "account=" -> account = account(word, value);
      case "direction=" -> call.direction(value);
      case "cidr=" -> call.cidr(value);
      case "port=", "user=", "role=", "with=", "balancer=", "snapshot=", "flow-log=" -> {
        // Stands in the details.
      }
      case "as=" -> as = word;
      case "key=" -> signingKey = value;
      case "shared=" -> call.sharedId(value);
      case "stranger" -> call.byStranger();
      case "arrives=" -> delay = delay(word, value);
      case "console" -> console = true;
      case "twice" -> twice = true;
      case "failed", "denied", "dry-run" -> {
        if (!outcome.isEmpty()) {
          throw word.error("a call is either " + outcome + " or " + key);
        }
        outcome = key;
      }
      default -> throw word.error("unknown id or mark '" + word.text() + "'");
    }
  }

  /** The call with its caller and outcome; the refusal names the caller, so it comes last. */
  private CloudTrailRecords.Call finished(ScenarioWord who) {
    Caller caller = caller(who, who.text(), account);
    call.by(console ? caller.inConsole() : caller);
    if (details.containsKey("balancer")) {
      String arn = balancer(details.get("balancer"), account);
      details.put("balancer", arn);
      call.loadBalancer(arn);
    }
    if (as != null) {
      details.putIfAbsent("key", caller(as, details.get("as"), account).accessKeyId());
    } else if (!signingKey.isEmpty()) {
      call.signedWith(signingKey);
    }
    if (!CALLS.containsKey(callWord.text())) {
      String name = callWord.text().substring(callWord.text().indexOf(':') + 1);
      SurroundingCall.complete(call, name, details, account);
    }
    return switch (outcome) {
      case "denied" -> call.denied();
      case "dry-run" -> call.dryRun();
      case "failed" -> call.failed("Client.InvalidParameterValue", "A value is not valid.");
      default -> call;
    };
  }

  /** A session that is changed is redirected only where the scenario names its new target. */
  private void target(String id) {
    call.target(id);
    if (CALLS.get(callWord.text()) == MirrorCall.MODIFY_SESSION) {
      call.redirected();
    }
  }

  private static String balancer(String name, String account) {
    return "arn:aws:elasticloadbalancing:us-east-1:"
        + account
        + ":loadbalancer/net/"
        + name
        + "/0123456789abcdef";
  }

  /** Calls that are no mirror calls are written {@code service:Name}, as in s3:GetObject. */
  private static CloudTrailRecords.Call otherCall(ScenarioWord word) {
    int colon = word.text().indexOf(':');
    if (colon <= 0 || colon == word.text().length() - 1) {
      throw word.error(
          "unknown mirror call '" + word.text() + "'; calls of other kinds are service:CallName");
    }
    return CloudTrailRecords.call(
        word.text().substring(0, colon) + ".amazonaws.com", word.text().substring(colon + 1));
  }

  private static Caller caller(ScenarioWord who, String text, String account) {
    String[] parts = text.split(":", 2);
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
    throw who.error(
        "unknown caller '"
            + text
            + "'; write a user name, root, role:Role/session or"
            + " sso:PermissionSet/person");
  }

  private static String account(ScenarioWord word, String value) {
    if (!value.matches("\\d{12}")) {
      throw word.error("an account has twelve digits");
    }
    return value;
  }

  static Duration offset(ScenarioWord word, String text) {
    Matcher matcher = OFFSET.matcher(text);
    if (!matcher.matches()) {
      throw word.error("'" + text + "' is no time such as 00:01:30 or 30d+00:00:00");
    }
    long days = matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
    return Duration.ofDays(days)
        .plusHours(Long.parseLong(matcher.group(2)))
        .plusMinutes(Long.parseLong(matcher.group(3)))
        .plusSeconds(Long.parseLong(matcher.group(4)));
  }

  private static Duration delay(ScenarioWord word, String value) {
    Matcher matcher = DELAY.matcher(value);
    if (!matcher.matches()) {
      throw word.error("'" + value + "' is no delay such as +4m or +90s");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
