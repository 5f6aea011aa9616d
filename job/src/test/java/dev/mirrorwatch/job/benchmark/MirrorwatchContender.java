package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mirrorwatch.job.CorrelationPipeline;
import dev.mirrorwatch.job.JobOutputs;
import dev.mirrorwatch.job.cli.TemporaryFolder;
import dev.mirrorwatch.job.sink.SpoolSink;
import dev.mirrorwatch.job.source.LogSources;
import dev.mirrorwatch.job.source.RuleSources;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.risk.ScoringOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job as {@code replay} builds it. */
final class MirrorwatchContender implements Contender {

  private static final JsonMapper JSON = new JsonMapper();

  /** As of the other contenders. */
  private static final Duration DISORDER = Duration.ofMinutes(15);

  @Override
  public Set<Staging> run(Task task) throws Exception {
    StreamExecutionEnvironment environment = LocalFlink.environment();
    RuleSet rules = new RuleSetLoader().load(task.rules().files());
    JobOutputs outputs =
        CorrelationPipeline.build(
            LogSources.filesInOrder(environment, task.files(), ZoneOffset.UTC, rules, DISORDER),
            RuleSources.fixed(environment, rules),
            IdentityMap.NOBODY,
            Duration.ZERO,
            ScoringOptions.of(List.of()));
    SpoolSink<Alert> alerts =
        SpoolSink.ofLastRevisions(
            TemporaryFolder.create("benchmark"),
            outputs.alerts().getType().createSerializer(new SerializerConfigImpl()));
    outputs.alerts().sinkTo(alerts).uid("results");
    environment.execute();
    List<Alert> last = new ArrayList<>();
    alerts.forEach(last::add);
    return last.stream()
        .filter(alert -> alert.rule().name().equals("aws_tm_staging"))
        .filter(alert -> alert.status().stands())
        .map(alert -> new Staging(principal(alert), alert.identity()))
        .collect(Collectors.toSet());
  }

  /** As the record of the last session has it. */
  private static String principal(Alert alert) {
    Evidence session =
        alert.evidence().stream()
            .filter(evidence -> evidence.stage().equals("aws_tm_session"))
            .reduce((one, later) -> later)
            .orElseThrow();
    try {
      return JSON.readTree(session.original().utf8()).path("userIdentity").path("arn").asText();
    } catch (IOException e) {
      throw new UncheckedIOException("the evidence of " + alert.id() + " is no JSON", e);
    }
  }
}
