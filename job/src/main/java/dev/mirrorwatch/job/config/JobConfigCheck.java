package dev.mirrorwatch.job.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What the types cannot say: exactly one kind, names that differ, durations above zero. */
final class JobConfigCheck {

  private final List<String> problems = new ArrayList<>();

  private JobConfigCheck() {}

  /** Every problem at once; empty when the configuration can run. */
  static List<String> problems(JobConfig config) {
    JobConfigCheck check = new JobConfigCheck();
    check.positive("checkpointEvery", config.checkpointEvery());
    check.positive("time.idleAfter", config.time().idleAfter());
    check.atLeastADay("firstSeen.remember", config.firstSeen().remember());
    check.notNegative("firstSeen.learn", config.firstSeen().learn());
    check.notNegative("time.allowedLateness", config.time().allowedLateness());
    if (config.parallelism() != null && config.parallelism() < 1) {
      check.problems.add("parallelism is " + config.parallelism() + "; it must be 1 or more");
    }
    if (config.sources().isEmpty()) {
      check.problems.add("sources is empty: give a kafka or a folder source");
    }
    if (config.alerts().isEmpty()) {
      check.problems.add("alerts is empty: alerts need at least one place to go to");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < config.sources().size(); i++) {
      check.source("sources[" + i + "]", config.sources().get(i), names);
    }
    for (int i = 0; i < config.alerts().size(); i++) {
      check.sink("alerts[" + i + "]", config.alerts().get(i));
    }
    check.sink("deadLetters", config.deadLetters());
    check.sink("lateEvents", config.lateEvents());
    check.sink("ruleStatus", config.ruleStatus());
    check.rules(config.rules());
    if (Stream.of(config.deadLetters(), config.lateEvents(), config.ruleStatus())
        .anyMatch(sink -> sink.schema() != JobConfig.Sink.Schema.ECS)) {
      check.problems.add(
          "deadLetters, lateEvents and ruleStatus have one form: schema is for alerts");
    }
    if (Stream.of(config.deadLetters(), config.lateEvents(), config.ruleStatus())
        .anyMatch(sink -> sink.elasticsearch() != null)) {
      check.problems.add(
          "deadLetters, lateEvents and ruleStatus go to kafka, file or console: elasticsearch is for alerts");
    }
    return check.problems;
  }

  private void rules(JobConfig.Rules rules) {
    if (rules.reload() != null) {
      positive("rules.reload.every", rules.reload().every());
      if (rules.kafka() != null) {
        problems.add(
            "rules.reload looks at the folder, and rules.kafka takes its place: leave one out");
      } else if (rules.folder() == null) {
        problems.add(
            "rules.reload needs rules.folder: the rules that come with the job do not change");
      }
    }
    if (rules.kafka() != null) {
      needed("rules.kafka.bootstrapServers", rules.kafka().bootstrapServers());
      needed("rules.kafka.topic", rules.kafka().topic());
      positive("rules.kafka.settle", rules.kafka().settle());
    }
  }

  private void source(String at, JobConfig.Source source, Set<String> names) {
    if (source.name() == null || !source.name().matches("[A-Za-z0-9_-]+")) {
      problems.add(at + ".name must be letters, digits, '-' and '_', not '" + source.name() + "'");
    } else if (!names.add(source.name())) {
      problems.add(
          at + ".name '" + source.name() + "' is taken: state is restored by the source's name");
    }
    if (!exactlyOne(source.kafka(), source.folder())) {
      problems.add(at + " needs exactly one of kafka and folder");
    }
    if (source.kafka() != null) {
      needed(at + ".kafka.bootstrapServers", source.kafka().bootstrapServers());
      if (source.kafka().topics().isEmpty()) {
        problems.add(at + ".kafka.topics is empty");
      }
      notNegative(at + ".kafka.disorder", source.kafka().disorder());
    }
    if (source.folder() != null) {
      needed(at + ".folder.path", source.folder().path());
      positive(at + ".folder.checkEvery", source.folder().checkEvery());
      notNegative(at + ".folder.disorder", source.folder().disorder());
    }
  }

  private void sink(String at, JobConfig.Sink sink) {
    if (!exactlyOne(sink.console(), sink.kafka(), sink.elasticsearch(), sink.file())) {
      problems.add(at + " needs exactly one of console, kafka, elasticsearch and file");
    }
    if (sink.kafka() != null) {
      needed(at + ".kafka.bootstrapServers", sink.kafka().bootstrapServers());
      needed(at + ".kafka.topic", sink.kafka().topic());
    }
    if (sink.elasticsearch() != null && sink.schema() == JobConfig.Sink.Schema.OCSF) {
      problems.add(
          at + ".schema is ocsf; elasticsearch takes ecs, its index template is made for it");
    }
    if (sink.elasticsearch() != null && sink.elasticsearch().hosts().isEmpty()) {
      problems.add(at + ".elasticsearch.hosts is empty: such as [\"https://search-1:9200\"]");
    }
    if (sink.file() != null) {
      needed(at + ".file.path", sink.file().path());
    }
  }

  private void needed(String at, String value) {
    if (value == null || value.isBlank()) {
      problems.add(at + " is missing");
    }
  }

  private void atLeastADay(String at, Duration value) {
    if (value.compareTo(Duration.ofDays(1)) < 0) {
      problems.add(at + " is " + value + "; it is kept by days, such as P90D");
    }
  }

  private void positive(String at, Duration value) {
    if (value.isZero() || value.isNegative()) {
      problems.add(at + " is " + value + "; it must be above zero, such as PT10S");
    }
  }

  private void notNegative(String at, Duration value) {
    if (value.isNegative()) {
      problems.add(at + " is " + value + "; it must not be negative");
    }
  }

  private static boolean exactlyOne(Object... kinds) {
    return Arrays.stream(kinds).filter(Objects::nonNull).count() == 1;
  }
}
