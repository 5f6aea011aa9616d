package dev.mirrorwatch.job.sink;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Alerts keyed by their id: a compacted topic keeps the last revision of each. */
final class KafkaAlertSerializer implements KafkaRecordSerializationSchema<AlertDocument> {

  private final String topic;

  KafkaAlertSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      AlertDocument document, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        topic,
        document.id().getBytes(StandardCharsets.UTF_8),
        document.json().getBytes(StandardCharsets.UTF_8));
  }
}
