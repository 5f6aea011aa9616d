package dev.mirrorwatch.job;

import dev.mirrorwatch.job.source.RuleSources;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.testdata.ExpectedAlert;
import dev.mirrorwatch.testdata.Shape;
import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadRecord;
import dev.mirrorwatch.testdata.WorkloadSettings;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.ingest.NormalizeFunction;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.EventComparator;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.flink.util.function.SerializableFunction;

/**
 * From an event's arrival at the source to the alert at the sink: our pipeline, and plain
 * event-time FlinkCEP on the same input. A program, not a test: {@code mvn -B -pl job -am -Platency
 * -DskipTests verify}.
 *
 * <p>Half a day of CloudTrail with known stagings arrives one to fifteen minutes late, record by
 * record, and is replayed in a minute. Speeding time up leaves two delays of different kinds, which
 * are therefore told apart: how long the record that released a match came after the last event of
 * it, in the time of the logs, which does not depend on the engine's speed; and how long the engine
 * took from that record to the alert, on the wall clock, which is not sped up.
 */
public final class LatencyMeasurement {

  private static final int RECORDS = 20_000;
  private static final int STAGINGS = 1_000;
  private static final Duration DAY = Duration.ofHours(12);
  private static final int SPEED = 720;
  private static final long SEED = 1;
  private static final int SHORTEST_DELAY_SECONDS = 60;
  private static final int LONGEST_DELAY_SECONDS = 900;

  private static final String STAGING = "aws_tm_staging";

  /** The calls of a staging in the order of the pattern; at equal times this order decides. */
  private static final List<String> CALLS =
      List.of(
          "CreateTrafficMirrorTarget",
          "CreateTrafficMirrorFilter",
          "CreateTrafficMirrorFilterRule",
          "CreateTrafficMirrorSession");

  // Shared with the operators, which run in this process.
  private static final List<Arrival> ARRIVALS = new ArrayList<>();
  private static final AtomicLongArray EMITTED = new AtomicLongArray(RECORDS);
  private static final Map<String, Long> SIGHTED = new ConcurrentHashMap<>();
  private static final AtomicLong START = new AtomicLong();

  private LatencyMeasurement() {}

  /**
   * @param time when it arrives, in the time of the logs
   */
  private record Arrival(long time, String eventId, RawLog log) {}

  public static void main(String[] arguments) throws Exception {
    Workload workload =
        Workload.of(
            WorkloadSettings.defaults()
                .withSeed(SEED)
                .withEvents(RECORDS)
                .withTime(WorkloadSettings.defaults().start(), DAY)
                .withPrincipals(2_000)
                .withDuplicateShare(0)
                .withDecoys(0, List.of())
                // What one readable pattern can say: target, filter, rule, session, in this order.
                .withShapes(
                    STAGINGS,
                    List.of(Shape.ORDER_TFRS, Shape.IAM_USER, Shape.SSO_ROLE, Shape.SAME_SECOND)));
    arrive(workload);
    RuleSet rules = new RuleSetLoader().load(new RuleSetLoader().shipped());
    System.out.printf(
        "%-32s %8s %14s %14s %12s %12s%n",
        "engine", "recall", "wait p50 s", "wait p99 s", "engine p50", "engine p99 ms");
    Duration bound = Duration.ofSeconds(LONGEST_DELAY_SECONDS);
    run("mirrorwatch", bound, workload, null, logs -> pipeline(logs, rules));
    run("mirrorwatch, again", bound, workload, null, logs -> pipeline(logs, rules));
    for (Duration cepBound : List.of(bound, Duration.ofSeconds(60))) {
      run("FlinkCEP, " + cepBound, cepBound, workload, cepBound, logs -> cep(logs, rules));
    }
  }

  private static void arrive(Workload workload) {
    Random random = new Random(SEED);
    for (WorkloadRecord record : workload) {
      LogDecoder.decode(
          record.json().getBytes(StandardCharsets.UTF_8),
          "latency",
          Origin.file("latency", ARRIVALS.size() + 1),
          RecordLimits.DEFAULT,
          log -> {
            // Five minutes on average, as the provider says, and up to fifteen.
            double share = Math.pow(random.nextDouble(), 2.5);
            int seconds =
                (int)
                    (SHORTEST_DELAY_SECONDS
                        + share * (LONGEST_DELAY_SECONDS - SHORTEST_DELAY_SECONDS));
            ARRIVALS.add(new Arrival(log.eventTime() + seconds * 1000L, record.eventId(), log));
          });
    }
    ARRIVALS.sort(Comparator.comparingLong(Arrival::time));
  }

  private interface Engine {
    void build(DataStream<RawLog> logs);
  }

  /**
   * @param waitsFor the watermark's distance, or {@code null} where a match waits for no watermark
   */
  private static void run(
      String name, Duration bound, Workload workload, Duration waitsFor, Engine engine)
      throws Exception {
    SIGHTED.clear();
    START.set(0);
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    DataStream<RawLog> logs =
        environment
            .fromSequence(0, ARRIVALS.size() - 1)
            .setParallelism(1)
            .map(new Replay())
            .returns(TypeInformation.of(RawLog.class))
            .setParallelism(1)
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<RawLog>forBoundedOutOfOrderness(bound)
                    .withTimestampAssigner((log, before) -> log.eventTime()))
            .setParallelism(1);
    engine.build(logs);
    environment.execute(name);
    report(name, workload, waitsFor);
  }

  /** Hands each record on when it is its turn. */
  private static final class Replay implements MapFunction<Long, RawLog> {

    @Override
    public RawLog map(Long number) {
      int i = Math.toIntExact(number);
      START.compareAndSet(0, System.nanoTime());
      long millis = (ARRIVALS.get(i).time() - ARRIVALS.get(0).time()) / SPEED;
      long due = START.get() + Duration.ofMillis(millis).toNanos();
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      EMITTED.set(i, System.nanoTime());
      return ARRIVALS.get(i).log();
    }
  }

  private static void pipeline(DataStream<RawLog> logs, RuleSet rules) {
    CorrelationPipeline.build(
            logs,
            RuleSources.fixed(logs.getExecutionEnvironment(), rules),
            IdentityMap.NOBODY,
            Duration.ofHours(1),
            ScoringOptions.of(List.of()))
        .alerts()
        .sinkTo(
            new Sightings<Alert>(
                alert ->
                    alert.rule().name().equals(STAGING) && alert.status() == AlertStatus.OPEN
                        ? alert.identity()
                        : null));
  }

  /** As a reader of Flink's documentation would write it; ties of time are put in order. */
  private static void cep(DataStream<RawLog> logs, RuleSet rules) {
    Pattern<AuditEvent, ?> staging =
        Pattern.<AuditEvent>begin("target")
            .where(SimpleCondition.of(event -> isCall(event, 0)))
            .followedBy("filter")
            .where(SimpleCondition.of(event -> isCall(event, 1)))
            .followedBy("rule")
            .where(SimpleCondition.of(event -> isCall(event, 2)))
            .where(new Shares("filter", "mirror.filter_id"))
            .followedBy("session")
            .where(SimpleCondition.of(event -> isCall(event, 3)))
            .where(new Shares("target", "mirror.target_id"))
            .where(new Shares("filter", "mirror.filter_id"))
            .within(Duration.ofHours(2));
    DataStream<AuditEvent> calls =
        logs.process(
                new NormalizeFunction(rules.fieldsRead(), rules.readsLeaves(), IdentityMap.NOBODY))
            .filter(event -> event.outcome() == Outcome.SUCCESS && CALLS.contains(event.action()))
            .keyBy(
                event -> event.principal().origin() + event.account() + event.region(),
                Types.STRING);
    EventComparator<AuditEvent> byStage =
        (one, other) -> Integer.compare(CALLS.indexOf(one.action()), CALLS.indexOf(other.action()));
    CEP.pattern(calls, staging, byStage)
        .process(new TargetOfMatch(), Types.STRING)
        .sinkTo(new Sightings<String>(target -> target));
  }

  private static boolean isCall(AuditEvent event, int number) {
    return event.action().equals(CALLS.get(number));
  }

  private static List<String> ids(AuditEvent event, String field) {
    return event.resources().stream()
        .filter(resource -> resource.field().equals(field))
        .map(ResourceId::id)
        .toList();
  }

  /** Uses what an earlier stage made. */
  private static final class Shares extends IterativeCondition<AuditEvent> {

    private final String stage;
    private final String field;

    Shares(String stage, String field) {
      this.stage = stage;
      this.field = field;
    }

    @Override
    public boolean filter(AuditEvent event, Context<AuditEvent> context) throws Exception {
      for (AuditEvent earlier : context.getEventsForPattern(stage)) {
        if (ids(earlier, field).stream().anyMatch(ids(event, field)::contains)) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class TargetOfMatch extends PatternProcessFunction<AuditEvent, String> {

    @Override
    public void processMatch(
        Map<String, List<AuditEvent>> match, Context context, Collector<String> out) {
      out.collect(ids(match.get("target").get(0), "mirror.target_id").get(0));
    }
  }

  /** Notes when a target was first seen; the function says which, or {@code null}. */
  private record Sightings<T>(SerializableFunction<T, String> target) implements Sink<T> {

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(T element, Context context) {
          String seen = target.apply(element);
          if (seen != null) {
            SIGHTED.putIfAbsent(seen, System.nanoTime());
          }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }

  private static void report(String name, Workload workload, Duration waitsFor) {
    Map<String, Integer> arrivals = new HashMap<>();
    IntStream.range(0, ARRIVALS.size()).forEach(i -> arrivals.put(ARRIVALS.get(i).eventId(), i));
    List<Long> waits = new ArrayList<>();
    List<Long> engine = new ArrayList<>();
    int found = 0;
    for (ExpectedAlert alert : workload.truth()) {
      Long sighted = SIGHTED.get(alert.targetId());
      if (sighted == null) {
        continue;
      }
      found++;
      int last = alert.eventIds().stream().mapToInt(arrivals::get).max().orElseThrow();
      int release =
          waitsFor == null
              ? last
              : release(last, alert.last().toEpochMilli() + waitsFor.toMillis() + 1);
      // What only the end of the input released says nothing about a stream that goes on.
      if (release < ARRIVALS.size()) {
        waits.add((ARRIVALS.get(release).time() - ARRIVALS.get(last).time()) / 1000);
        engine.add((sighted - EMITTED.get(release)) / 1_000_000);
      }
    }
    System.out.printf(
        "%-32s %8.3f %14d %14d %12d %12d%n",
        name,
        (double) found / workload.truth().size(),
        percentile(waits, 50),
        percentile(waits, 99),
        percentile(engine, 50),
        percentile(engine, 99));
  }

  /** The first record, the last of the match or a later one, that takes the watermark there. */
  private static int release(int last, long eventTime) {
    long newest = Long.MIN_VALUE;
    for (int i = 0; i < ARRIVALS.size(); i++) {
      newest = Math.max(newest, ARRIVALS.get(i).log().eventTime());
      if (i >= last && newest >= eventTime) {
        return i;
      }
    }
    return ARRIVALS.size();
  }

  private static long percentile(List<Long> values, int percent) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? -1 : sorted.get((sorted.size() - 1) * percent / 100);
  }
}
