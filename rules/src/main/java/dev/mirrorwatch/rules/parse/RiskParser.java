package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.rules.model.RiskTerms.Distinct;
import dev.mirrorwatch.rules.model.RiskTerms.Fact;
import dev.mirrorwatch.rules.model.RiskTerms.OfEvidence;
import dev.mirrorwatch.rules.model.RiskTerms.OfFact;
import dev.mirrorwatch.rules.model.RiskTerms.Outside;
import dev.mirrorwatch.rules.model.RiskTerms.Reason;
import dev.mirrorwatch.rules.model.RiskTerms.Test;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code risk} block of {@code mirrorwatch}. */
final class RiskParser {

  static final String KEY = "risk";

  private static final String ID = "MW-RISK";
  private static final int MOST_POINTS = 100;
  private static final int MOST_REASONS = 50;
  private static final int MOST_DISTINCT = 512;
  private static final List<String> TESTS = List.of("evidence", "distinct", "outside", "fact");
  private static final Pattern HOURS =
      Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)-([01]\\d|2[0-3]):([0-5]\\d)");

  /** {@code mon}, {@code tue}, … */
  private static final List<String> DAYS =
      Arrays.stream(DayOfWeek.values())
          .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
          .toList();

  private final Consumer<RuleIssue> issues;

  private RiskParser(Consumer<RuleIssue> issues) {
    this.issues = issues;
  }

  /** The block, or {@code null} where the rule has none that can be read. */
  static RiskTerms read(YamlMap own, Consumer<RuleIssue> issues) {
    return own.map(KEY).map(new RiskParser(issues)::terms).orElse(null);
  }

  private RiskTerms terms(YamlMap risk) {
    risk.onlyKeys("'risk'", List.of("score", "reasons"));
    Optional<Integer> score = requiredNumber(risk, "score", "'risk'", 0, MOST_POINTS);
    List<Reason> reasons = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlMap> written = risk.maps("reasons");
    if (written.size() > MOST_REASONS) {
      risk.error(risk.valueAt("reasons"), ID, "more than " + MOST_REASONS + " reasons");
    }
    for (YamlMap reason : written) {
      Optional<Reason> read = reason(reason);
      if (read.isPresent() && !names.add(read.get().name())) {
        reason.error(
            reason.valueAt("name"),
            ID,
            "another reason is called '" + read.get().name() + "', too");
      } else {
        read.ifPresent(reasons::add);
      }
    }
    return new RiskTerms(score.orElse(0), reasons);
  }

  private Optional<Reason> reason(YamlMap reason) {
    reason.onlyKeys(
        "a reason of 'risk'",
        List.of("name", "points", "text", "evidence", "distinct", "outside", "fact"));
    Optional<String> name = reason.requiredText("name", "the reason");
    Optional<Integer> points =
        requiredNumber(reason, "points", "the reason", -MOST_POINTS, MOST_POINTS);
    if (points.isPresent() && points.get() == 0) {
      reason.error(reason.valueAt("points"), ID, "a reason of 0 points changes nothing");
    }
    List<String> tests = TESTS.stream().filter(reason::has).toList();
    if (tests.size() != 1) {
      reason.error(
          reason.location(),
          ID,
          "a reason has exactly one of " + String.join(", ", TESTS) + ", not " + tests.size());
      return Optional.empty();
    }
    Optional<Test> test = test(tests.get(0), reason);
    if (name.isEmpty() || points.isEmpty() || test.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Reason(
            name.get(),
            points.get(),
            test.get(),
            reason.text("text").orElse(null),
            reason.valueAt("name")));
  }

  private Optional<Test> test(String kind, YamlMap reason) {
    return switch (kind) {
      case "evidence" ->
          reason
              .map("evidence")
              .map(
                  body ->
                      new OfEvidence(
                          new DetectionParser(reason, issues)
                              .detection("evidence", Set.of("condition"))));
      case "distinct" -> reason.map("distinct").flatMap(this::distinct);
      case "outside" -> reason.map("outside").flatMap(this::outside);
      default -> fact(reason);
    };
  }

  private Optional<Test> distinct(YamlMap distinct) {
    distinct.onlyKeys("'distinct'", List.of("field", "gte"));
    Optional<String> field = distinct.requiredText("field", "'distinct'");
    Optional<Integer> atLeast = requiredNumber(distinct, "gte", "'distinct'", 2, MOST_DISTINCT);
    return field.isEmpty() || atLeast.isEmpty()
        ? Optional.empty()
        : Optional.of(new Distinct(field.get(), atLeast.get()));
  }

  private Optional<Test> outside(YamlMap outside) {
    outside.onlyKeys("'outside'", List.of("hours", "days", "zone"));
    Optional<String> hours = outside.requiredText("hours", "'outside'");
    Matcher times = HOURS.matcher(hours.orElse(""));
    boolean readable = times.matches() && !hours.get().startsWith(hours.get().substring(6));
    if (hours.isPresent() && !readable) {
      outside.error(
          outside.valueAt("hours"), ID, "'" + hours.get() + "' are no hours such as 07:00-19:00");
    }
    Optional<ZoneId> zone = zone(outside);
    Optional<Set<DayOfWeek>> days = days(outside);
    return !readable || zone.isEmpty() || days.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Outside(
                LocalTime.of(Integer.parseInt(times.group(1)), Integer.parseInt(times.group(2))),
                LocalTime.of(Integer.parseInt(times.group(3)), Integer.parseInt(times.group(4))),
                days.get(),
                zone.get()));
  }

  private Optional<ZoneId> zone(YamlMap outside) {
    Optional<String> zone = outside.requiredText("zone", "'outside'");
    try {
      return zone.map(ZoneId::of);
    } catch (DateTimeException e) {
      issues.accept(
          RuleIssue.error(
                  outside.valueAt("zone"),
                  ID,
                  "'" + zone.get() + "' is no time zone of IANA's list")
              .suggesting(zone.get(), ZoneId.getAvailableZoneIds()));
      return Optional.empty();
    }
  }

  /** Without a word on them, Monday to Friday. */
  private Optional<Set<DayOfWeek>> days(YamlMap outside) {
    Set<DayOfWeek> days = new TreeSet<>();
    if (!outside.has("days")) {
      days.addAll(Arrays.asList(DayOfWeek.values()).subList(0, 5));
    }
    boolean readable = true;
    for (Reference entry : outside.references("days")) {
      String[] ends = entry.text().toLowerCase(Locale.ROOT).split("-", 2);
      int first = DAYS.indexOf(ends[0]);
      int last = DAYS.indexOf(ends[ends.length - 1]);
      if (first < 0 || last < first) {
        outside.error(
            entry.location(), ID, "'" + entry.text() + "' are no days such as sat or mon-fri");
        readable = false;
      } else {
        days.addAll(Arrays.asList(DayOfWeek.values()).subList(first, last + 1));
      }
    }
    return readable && !days.isEmpty() ? Optional.of(days) : Optional.empty();
  }

  private Optional<Test> fact(YamlMap reason) {
    Optional<String> word = reason.text("fact");
    Optional<Fact> fact =
        word.flatMap(
            written ->
                Arrays.stream(Fact.values()).filter(one -> one.word().equals(written)).findFirst());
    if (word.isPresent() && fact.isEmpty()) {
      List<String> words = Arrays.stream(Fact.values()).map(Fact::word).toList();
      issues.accept(
          RuleIssue.error(
                  reason.valueAt("fact"),
                  ID,
                  "'" + word.get() + "' is none of " + String.join(", ", words))
              .suggesting(word.get(), words));
    }
    return fact.map(OfFact::new);
  }

  private static Optional<Integer> requiredNumber(
      YamlMap map, String key, String where, int least, int most) {
    Optional<String> text = map.requiredText(key, where);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("[+-]?\\d{1,4}")) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    map.error(map.valueAt(key), ID, "'" + key + "' is a number from " + least + " to " + most);
    return Optional.empty();
  }
}
