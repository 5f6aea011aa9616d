package dev.mirrorwatch.job;

import dev.mirrorwatch.job.sink.SpoolSink;
import dev.mirrorwatch.job.source.RuleSources;
import dev.mirrorwatch.rules.ApprovalLoader;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.testdata.ScenarioParser;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.format.RecordSkip;
import dev.mirrorwatch.udfs.format.SkippedRun;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One run of the whole pipeline on the test's cluster, with everything that left it. */
final class PipelineRun {

  /** What the scenarios are held against. */
  static final List<Approval> APPROVALS =
      new ApprovalLoader().load(new RuleFile("approvals.yml", ScenarioParser.approvals()));

  final List<Alert> told = new ArrayList<>();
  final List<DeadLetter> deadLetters = new ArrayList<>();
  final List<LateEvent> lateEvents = new ArrayList<>();

  private PipelineRun() {}

  /** Runs records in the order given, with watermarks at the end only. */
  static PipelineRun of(Path folder, RuleSet rules, List<String> records) throws Exception {
    return of(folder, rules, APPROVALS, records);
  }

  static PipelineRun of(Path folder, RuleSet rules, List<Approval> approvals, List<String> records)
      throws Exception {
    List<RawLog> logs = new ArrayList<>();
    SkippedRun skipped = SkippedRun.ofFile(new RecordSkip(rules));
    for (int i = 0; i < records.size(); i++) {
      LogDecoder.decode(
          records.get(i).getBytes(StandardCharsets.UTF_8),
          "test",
          Origin.file("test", i + 1),
          Reception.now(),
          RecordLimits.DEFAULT,
          skipped,
          logs::add);
    }
    return of(
        folder,
        rules,
        approvals,
        environment ->
            environment
                .fromData(logs, TypeInformation.of(RawLog.class))
                .uid("source-test")
                .assignTimestampsAndWatermarks(
                    WatermarkStrategy.<RawLog>noWatermarks()
                        .withTimestampAssigner((log, before) -> log.eventTime()))
                .uid("event-time-test"));
  }

  static PipelineRun of(
      Path folder, RuleSet rules, Function<StreamExecutionEnvironment, DataStream<RawLog>> source)
      throws Exception {
    return of(folder, rules, APPROVALS, source);
  }

  private static PipelineRun of(
      Path folder,
      RuleSet rules,
      List<Approval> approvals,
      Function<StreamExecutionEnvironment, DataStream<RawLog>> source)
      throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(AuditCorrelationJob.strictGraph());
    environment.setParallelism(2);
    JobOutputs outputs =
        CorrelationPipeline.build(
            source.apply(environment),
            RuleSources.fixed(environment, rules),
            IdentityMap.NOBODY,
            Duration.ofHours(1),
            ScoringOptions.of(approvals));
    PipelineRun run = new PipelineRun();
    Path spools = Files.createTempDirectory(folder, "run");
    SpoolSink<Alert> alerts = spool(outputs.alerts(), spools, "alerts");
    SpoolSink<DeadLetter> deadLetters = spool(outputs.deadLetters(), spools, "dead-letters");
    SpoolSink<LateEvent> lateEvents = spool(outputs.lateEvents(), spools, "late-events");
    environment.execute();
    alerts.forEach(run.told::add);
    deadLetters.forEach(run.deadLetters::add);
    lateEvents.forEach(run.lateEvents::add);
    return run;
  }

  private static <T> SpoolSink<T> spool(DataStream<T> records, Path spools, String name)
      throws IOException {
    Path folder = Files.createDirectories(spools.resolve(name));
    SpoolSink<T> sink =
        new SpoolSink<>(folder, records.getType().createSerializer(new SerializerConfigImpl()));
    records.sinkTo(sink).uid("sink-" + name);
    return sink;
  }

  /** The last revisions that stand open. */
  List<Alert> open() {
    return last().stream().filter(alert -> alert.status().stands()).toList();
  }

  /** The last revisions that are allowed by an approval. */
  List<Alert> suppressed() {
    return last().stream().filter(alert -> alert.status() == AlertStatus.SUPPRESSED).toList();
  }

  private List<Alert> last() {
    Map<String, Alert> last = new LinkedHashMap<>();
    told.forEach(alert -> last.merge(alert.id(), alert, Alert::orLater));
    return List.copyOf(last.values());
  }

  /** The events that the alert's own rule saw, without those taken over from superseded alerts. */
  static Set<String> ownEventIds(Alert alert, RuleSet rules) {
    Set<String> stages = stages(alert.rule().name(), rules).collect(Collectors.toSet());
    return alert.evidence().stream()
        .filter(item -> stages.contains(item.stage()))
        .map(Evidence::eventId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of correlations that are stages, too. */
  private static Stream<String> stages(String name, RuleSet rules) {
    return rules.rule(name).orElseThrow() instanceof CorrelationRule rule
        ? rule.stages().stream().flatMap(stage -> stages(stage, rules))
        : Stream.of(name);
  }
}
