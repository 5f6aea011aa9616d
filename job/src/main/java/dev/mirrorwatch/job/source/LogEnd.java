package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.event.RawLog;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Tells how far a history goes, before it ends: what waits for a time is decided where the log
 * covers that time. An operator and no function, for only those hear of the end and may tell it.
 *
 * <ul>
 *   <li>In/Out: {@link RawLog} with its time → the same; at the end a watermark at the latest
 *   <li>Key: none
 *   <li>State: none (a history is read in one go)
 *   <li>Side outputs: none
 * </ul>
 */
final class LogEnd extends AbstractStreamOperator<RawLog>
    implements OneInputStreamOperator<RawLog, RawLog>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private transient long latest;

  @Override
  public void open() throws Exception {
    super.open();
    latest = Long.MIN_VALUE;
  }

  @Override
  public void processElement(StreamRecord<RawLog> record) {
    latest = Math.max(latest, record.getTimestamp());
    output.collect(record);
  }

  @Override
  public void endInput() {
    if (latest > Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(latest));
    }
  }
}
