package dev.mirrorwatch.job.sink.elasticsearch;

import dev.mirrorwatch.job.sink.AlertDocument;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Stores alerts in Elasticsearch: alert documents in, one stored document per alert id out.
 *
 * <p>The document's {@code _id} is the alert's id and its version is the alert's revision, of the
 * type {@code external}: the server itself refuses a revision that is not newer than the stored
 * one. So documents may arrive in any order and again after a recovery, from several writers at
 * once, and the highest revision stays. The type {@code external_gte} would also take an equal
 * revision, and with it rewrite every document that a recovery delivers again: two revisions of the
 * same number would replace each other in the order of their arrival, which is chance.
 *
 * <p>Delivery is at least once: what was not yet answered is part of every checkpoint. While
 * Elasticsearch is away or overloaded the sink waits, tries again and slows the job down;
 * checkpoints go on. After {@link ElasticsearchOptions#giveUpAfter()} the job fails.
 *
 * <p>The caller gives the uid: {@code stream.sinkTo(new ElasticsearchSink(options)).uid("...")}.
 */
public final class ElasticsearchSink extends AsyncSinkBase<AlertDocument, BulkEntry> {

  private static final int REQUESTS_IN_FLIGHT = 4;
  private static final int BULKS_IN_BUFFER = 10;
  private static final long BULK_BYTES = 5L << 20;

  private final ElasticsearchOptions options;

  /** A sink for these options; connects when the job runs. */
  public ElasticsearchSink(ElasticsearchOptions options) {
    super(
        (document, context) -> BulkEntry.of(document),
        options.bulkSize(),
        REQUESTS_IN_FLIGHT,
        options.bulkSize() * BULKS_IN_BUFFER,
        BULK_BYTES,
        options.flushInterval().toMillis(),
        BULK_BYTES,
        longestRequest(options),
        false);
    this.options = options;
  }

  @Override
  public StatefulSinkWriter<AlertDocument, BufferedRequestState<BulkEntry>> createWriter(
      WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<AlertDocument, BufferedRequestState<BulkEntry>> restoreWriter(
      WriterInitContext context, Collection<BufferedRequestState<BulkEntry>> unsent)
      throws IOException {
    return new ElasticsearchWriter(
        getElementConverter(),
        context,
        AsyncSinkWriterConfiguration.builder()
            .setMaxBatchSize(getMaxBatchSize())
            .setMaxBatchSizeInBytes(getMaxBatchSizeInBytes())
            .setMaxInFlightRequests(getMaxInFlightRequests())
            .setMaxBufferedRequests(getMaxBufferedRequests())
            .setMaxTimeInBufferMS(getMaxTimeInBufferMS())
            .setMaxRecordSizeInBytes(getMaxRecordSizeInBytes())
            .setRequestTimeoutMS(getRequestTimeoutMS())
            .setFailOnTimeout(getFailOnTimeout())
            .build(),
        unsent,
        new ElasticsearchConnection(options),
        options);
  }

  @Override
  public SimpleVersionedSerializer<BufferedRequestState<BulkEntry>> getWriterStateSerializer() {
    return new BulkEntrySerializer();
  }

  /**
   * After this time Flink takes an answer for lost and sends again. The client answers earlier in
   * any case: when it has tried every host, and the back-off has passed.
   */
  private static long longestRequest(ElasticsearchOptions options) {
    return options.requestTimeout().toMillis() * (options.hosts().size() + 1)
        + ElasticsearchWriter.BACKOFF.longest().toMillis();
  }
}
