package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.RecordLimits;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A Kafka value, in any container, to its records. Decoding here and not behind the source gives
 * each record its own event time before the partition's watermark is made.
 */
final class KafkaLogDeserializer implements KafkaRecordDeserializationSchema<RawLog> {

  private final String source;
  private final RecordLimits limits;

  KafkaLogDeserializer(String source, RecordLimits limits) {
    this.source = source;
    this.limits = limits;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawLog> out) {
    LogDecoder.decode(
        record.value(),
        source,
        Origin.kafka(record.topic(), record.partition(), record.offset()),
        limits,
        out::collect);
  }

  @Override
  public TypeInformation<RawLog> getProducedType() {
    return TypeInformation.of(RawLog.class);
  }
}
