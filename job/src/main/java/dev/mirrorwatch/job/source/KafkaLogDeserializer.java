package dev.mirrorwatch.job.source;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import dev.mirrorwatch.udfs.format.RecordSkip;
import dev.mirrorwatch.udfs.format.SkippedRun;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka value, in any container, to its records. Decoding here and not behind the source gives
 * each record its own event time before the partition's watermark is made.
 */
final class KafkaLogDeserializer implements KafkaRecordDeserializationSchema<RawLog> {

  private final String source;
  private final ZoneId zone;
  private final RecordLimits limits;
  private final @Nullable RuleSet skipping;

  private transient RecordSkip skip;
  private transient Map<TopicPartition, SkippedRun> skipped;

  /**
   * @param zone of lines that name none
   * @param skipping the rules that nothing but what they may match is decoded for, or {@code null}
   *     to decode all
   */
  KafkaLogDeserializer(
      String source, ZoneId zone, RecordLimits limits, @Nullable RuleSet skipping) {
    this.source = source;
    this.zone = zone;
    this.limits = limits;
    this.skipping = skipping;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    if (skipping != null) {
      skip = new RecordSkip(skipping);
      skipped = new HashMap<>();
    }
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawLog> out) {
    LogDecoder.decode(
        record.value(),
        source,
        Origin.kafka(record.topic(), record.partition(), record.offset()),
        reception(record),
        limits,
        skippedOf(record),
        out::collect);
  }

  private @Nullable SkippedRun skippedOf(ConsumerRecord<byte[], byte[]> record) {
    return skip == null
        ? null
        : skipped.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()),
            first -> SkippedRun.ofPartition(skip));
  }

  private Reception reception(ConsumerRecord<byte[], byte[]> record) {
    long time =
        record.timestamp() == ConsumerRecord.NO_TIMESTAMP
            ? Reception.now().time()
            : record.timestamp();
    return new Reception(time, zone);
  }

  @Override
  public TypeInformation<RawLog> getProducedType() {
    return TypeInformation.of(RawLog.class);
  }
}
