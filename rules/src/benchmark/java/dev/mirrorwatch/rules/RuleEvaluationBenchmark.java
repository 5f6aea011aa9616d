package dev.mirrorwatch.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.rules.match.TextMatcher;
import dev.mirrorwatch.rules.match.OneOfMatcher;
import dev.mirrorwatch.rules.match.SubstringSetMatcher;
import dev.mirrorwatch.rules.match.ValueMatcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Events a second against the number of rules, on the records of the shipped CloudTrail sample. Each
 * measurement stands beside the plain way of doing the same: every rule asked, every text looked
 * for.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RuleEvaluationBenchmark {

  /** Parsed before the clock starts: reading records is not what is measured here. */
  private static List<TestEvent> sample() {
    List<TestEvent> events = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("sample.dir")))) {
      for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".gz"))::iterator) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          for (JsonNode record : json.readTree(in).path("Records")) {
            events.add(TestEvent.cloudTrail(record.toString()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (events.isEmpty()) {
      throw new IllegalStateException("no records below " + System.getProperty("sample.dir"));
    }
    return events;
  }

  /** Rules of the usual kind: a service, a call, something about the caller, and an exception. */
  @State(Scope.Benchmark)
  public static class Rules {

    @Param({"10", "100", "1000"})
    int rules;

    /** Whether the events have the calls that the rules ask for. */
    @Param({"other", "same"})
    String calls;

    private List<TestEvent> events;
    private List<CompiledRule> all;
    private RuleIndex index;
    private int next;

    @Setup(Level.Trial)
    public void load() {
      events = sample();
      TreeSet<String> names = new TreeSet<>();
      events.forEach(event -> names.addAll(event.values("eventName")));
      List<String> sampleCalls = List.copyOf(names);
      List<RuleFile> files =
          IntStream.range(0, rules)
              .mapToObj(
                  i ->
                      rule(
                          i,
                          calls.equals("same")
                              ? sampleCalls.get(i % sampleCalls.size())
                              : "OtherCall" + i))
              .toList();
      all = new RuleSetLoader().load(files).detections();
      index = new RuleIndex(all);
    }

    private static RuleFile rule(int i, String call) {
      return new RuleFile(
          i + ".yml",
          """
          title: Rule %1$d
          logsource: {product: aws, service: cloudtrail}
          detection:
            selection:
              eventSource: ec2.amazonaws.com
              eventName: %2$s
              userIdentity.type: [IAMUser, AssumedRole, Root]
            tool:
              userAgent|contains: [aws-cli, Boto3, 'tool-%1$d']
            known:
              sourceIPAddress|cidr: 10.%3$d.0.0/16
            condition: selection and tool and not known
          """
              .formatted(i, call, i % 256));
    }

    TestEvent event() {
      next = next + 1 == events.size() ? 0 : next + 1;
      return events.get(next);
    }
  }

  @Benchmark
  public void index(Rules rules, Blackhole matched) {
    rules.index.matches(rules.event(), matched::consume);
  }

  @Benchmark
  public void everyRuleAsked(Rules rules, Blackhole matched) {
    TestEvent event = rules.event();
    for (CompiledRule rule : rules.all) {
      if (rule.predicate().matches(event)) {
        matched.consume(rule);
      }
    }
  }

  /** A list of substrings, none of which is there. */
  @State(Scope.Benchmark)
  public static class Substrings {

    @Param({"2", "4", "16", "100", "1000"})
    int texts;

    private List<String> values;
    private ValueMatcher automaton;
    private ValueMatcher oneByOne;
    private int next;

    @Setup(Level.Trial)
    public void load() {
      values = new ArrayList<>();
      sample().forEach(event -> values.addAll(event.values("userAgent")));
      List<String> wanted = IntStream.range(0, texts).mapToObj(i -> "tool-" + i + "/").toList();
      automaton = new SubstringSetMatcher(wanted);
      oneByOne =
          new OneOfMatcher(
              wanted.stream()
                  .<ValueMatcher>map(text -> new TextMatcher(text, true, true, false))
                  .toList());
    }

    String value() {
      next = next + 1 == values.size() ? 0 : next + 1;
      return values.get(next);
    }
  }

  @Benchmark
  public boolean oneAutomaton(Substrings substrings) {
    return substrings.automaton.matches(substrings.value());
  }

  @Benchmark
  public boolean oneByOne(Substrings substrings) {
    return substrings.oneByOne.matches(substrings.value());
  }
}
