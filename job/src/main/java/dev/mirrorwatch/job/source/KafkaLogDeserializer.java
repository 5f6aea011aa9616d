package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.time.ZoneId;
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
  private final ZoneId zone;
  private final RecordLimits limits;

  /**
   * @param zone of lines that name none
   */
  KafkaLogDeserializer(String source, ZoneId zone, RecordLimits limits) {
    this.source = source;
    this.zone = zone;
    this.limits = limits;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawLog> out) {
    LogDecoder.decode(
        record.value(),
        source,
        Origin.kafka(record.topic(), record.partition(), record.offset()),
        reception(record),
        limits,
        out::collect);
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
