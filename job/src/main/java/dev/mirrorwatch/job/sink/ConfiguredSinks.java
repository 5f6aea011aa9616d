package dev.mirrorwatch.job.sink;

import dev.mirrorwatch.job.JobOutputs;
import dev.mirrorwatch.job.OperatorUid;
import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.sink.elasticsearch.ElasticsearchOptions;
import dev.mirrorwatch.job.sink.elasticsearch.ElasticsearchSink;
import dev.mirrorwatch.udfs.alert.AlertText;
import dev.mirrorwatch.udfs.event.Alert;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Attaches the configured sinks to the pipeline's ways out. */
public final class ConfiguredSinks {

  private ConfiguredSinks() {}

  public static void attach(JobOutputs outputs, JobConfig config) {
    DataStream<AlertDocument> ecs =
        outputs
            .alerts()
            .map(new AlertDocuments(false))
            .uid(OperatorUid.ALERT_DOCUMENTS.uid())
            .name(OperatorUid.ALERT_DOCUMENTS.label());
    for (int i = 0; i < config.alerts().size(); i++) {
      JobConfig.Sink sink = config.alerts().get(i);
      DataStream<AlertDocument> documents =
          sink.schema() == JobConfig.Sink.Schema.ECS ? ecs : findings(outputs.alerts(), i);
      attachAlerts(outputs.alerts(), documents, sink, config, i);
    }
    attachSide(
        outputs.deadLetters(),
        SideDocuments::of,
        OperatorUid.DEAD_LETTER_DOCUMENTS,
        config.deadLetters(),
        OperatorUid.SINK_DEAD_LETTERS,
        config);
    attachSide(
        outputs.lateEvents(),
        SideDocuments::of,
        OperatorUid.LATE_EVENT_DOCUMENTS,
        config.lateEvents(),
        OperatorUid.SINK_LATE_EVENTS,
        config);
    attachSide(
        outputs.ruleStatus(),
        SideDocuments::of,
        OperatorUid.RULE_STATUS_DOCUMENTS,
        config.ruleStatus(),
        OperatorUid.SINK_RULE_STATUS,
        config);
  }

  private static DataStream<AlertDocument> findings(DataStream<Alert> alerts, int number) {
    String part = "ocsf-" + number;
    return alerts
        .map(new AlertDocuments(true))
        .uid(OperatorUid.ALERT_DOCUMENTS.uid(part))
        .name(OperatorUid.ALERT_DOCUMENTS.label(part));
  }

  private static void attachAlerts(
      DataStream<Alert> alerts,
      DataStream<AlertDocument> documents,
      JobConfig.Sink sink,
      JobConfig config,
      int number) {
    String part = kind(sink) + "-" + number;
    if (sink.kafka() != null) {
      // A prefix for each sink: two that share one would fence each other off.
      String prefix = config.name() + "-" + OperatorUid.SINK_ALERTS.uid(part);
      end(documents, kafkaAlerts(sink.kafka(), prefix), OperatorUid.SINK_ALERTS, part);
    } else if (sink.elasticsearch() != null) {
      end(
          documents,
          new ElasticsearchSink(options(sink.elasticsearch())),
          OperatorUid.SINK_ALERTS,
          part);
    } else {
      boolean text =
          sink.console() != null && sink.console().format() == JobConfig.Sink.Format.TEXT;
      DataStream<String> lines =
          (text ? alerts.map(AlertText::of) : documents.map(AlertDocument::json))
              .uid(OperatorUid.ALERT_DOCUMENTS.uid(part))
              .name(OperatorUid.ALERT_DOCUMENTS.label(part));
      end(
          lines,
          sink.file() == null ? ConsoleSink.standardOutput() : file(sink.file()),
          OperatorUid.SINK_ALERTS,
          part);
    }
  }

  private static <T> void attachSide(
      DataStream<T> records,
      MapFunction<T, String> document,
      OperatorUid documentUid,
      JobConfig.Sink sink,
      OperatorUid uid,
      JobConfig config) {
    DataStream<String> lines =
        records
            .map(document)
            .returns(String.class)
            .uid(documentUid.uid())
            .name(documentUid.label());
    Sink<String> end =
        sink.kafka() != null
            ? kafkaLines(sink.kafka(), config.name() + "-" + uid.uid())
            : sink.file() != null ? file(sink.file()) : ConsoleSink.standardError();
    end(lines, end, uid, kind(sink));
  }

  private static <T> void end(DataStream<T> records, Sink<T> sink, OperatorUid uid, String part) {
    records.sinkTo(sink).uid(uid.uid(part)).name(uid.label(part));
  }

  private static String kind(JobConfig.Sink sink) {
    if (sink.kafka() != null) {
      return "kafka";
    }
    if (sink.elasticsearch() != null) {
      return "elasticsearch";
    }
    return sink.file() != null ? "file" : "console";
  }

  private static Sink<AlertDocument> kafkaAlerts(
      JobConfig.Sink.Kafka config, String transactionPrefix) {
    return KafkaDelivery.of(config, transactionPrefix, new KafkaAlertSerializer(config.topic()));
  }

  private static Sink<String> kafkaLines(JobConfig.Sink.Kafka config, String transactionPrefix) {
    return KafkaDelivery.of(
        config,
        transactionPrefix,
        KafkaRecordSerializationSchema.<String>builder()
            .setTopic(config.topic())
            .setValueSerializationSchema(new SimpleStringSchema())
            .build());
  }

  private static Sink<String> file(JobConfig.Sink.File config) {
    return FileSink.forRowFormat(
            new Path(java.nio.file.Path.of(config.path()).toAbsolutePath().toUri()),
            new SimpleStringEncoder<String>())
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(
            OutputFileConfig.builder().withPartPrefix("part").withPartSuffix(".ndjson").build())
        .build();
  }

  private static ElasticsearchOptions options(JobConfig.Sink.Elasticsearch config) {
    List<URI> hosts = config.hosts().stream().map(ConfiguredSinks::host).toList();
    try {
      ElasticsearchOptions options = ElasticsearchOptions.of(hosts, config.index());
      if (config.username() != null || config.password() != null) {
        options = options.withPassword(config.username(), config.password());
      }
      if (config.apiKey() != null) {
        options = options.withApiKey(config.apiKey());
      }
      return options.withAuthority(config.caCertificate(), config.caFingerprint());
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigException(List.of("elasticsearch: " + e.getMessage()));
    }
  }

  private static URI host(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The text itself is not shown: it may hold a password.
      throw new InvalidConfigException(
          List.of("elasticsearch: a host is no address such as https://search-1:9200"));
    }
  }

  /** What all Kafka sinks share. */
  private static final class KafkaDelivery {

    /** Longer than a checkpoint ever takes, short enough not to block readers after a crash. */
    private static final String TRANSACTION_TIMEOUT_MS = "300000";

    static <T> KafkaSink<T> of(
        JobConfig.Sink.Kafka config,
        String transactionPrefix,
        KafkaRecordSerializationSchema<T> serializer) {
      Properties properties = new Properties();
      properties.setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS);
      properties.putAll(config.properties());
      KafkaSinkBuilder<T> builder =
          KafkaSink.<T>builder()
              .setBootstrapServers(config.bootstrapServers())
              .setKafkaProducerConfig(properties)
              .setRecordSerializer(serializer)
              .setDeliveryGuarantee(
                  config.exactlyOnce()
                      ? DeliveryGuarantee.EXACTLY_ONCE
                      : DeliveryGuarantee.AT_LEAST_ONCE);
      return config.exactlyOnce()
          ? builder.setTransactionalIdPrefix(transactionPrefix).build()
          : builder.build();
    }
  }
}
