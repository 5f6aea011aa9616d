package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.reload.RuleFileChange;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The key is the file's path, the value its text; no value: the file is gone. */
final class RuleFileDeserializer implements KafkaRecordDeserializationSchema<RuleFileChange> {

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RuleFileChange> out) {
    out.collect(
        new RuleFileChange(
            // Without a key it is still a file, and one that can be named in a message.
            record.key() == null
                ? record.topic() + "/" + record.partition() + "/" + record.offset() + ".yml"
                : new String(record.key(), StandardCharsets.UTF_8),
            record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8)));
  }

  @Override
  public TypeInformation<RuleFileChange> getProducedType() {
    return TypeInformation.of(RuleFileChange.class);
  }
}
