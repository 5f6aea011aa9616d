package dev.mirrorwatch.job.sink.elasticsearch;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.TransportException;
import dev.mirrorwatch.job.sink.AlertDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.DequeRequestBuffer;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.SimpleBatchCreator;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.elasticsearch.client.ResponseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends bulks and reads the answers. Answers are read in the client's threads; the result handler
 * takes what follows from them back to the task's thread.
 */
final class ElasticsearchWriter extends AsyncSinkWriter<AlertDocument, BulkEntry> {

  static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));

  private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchWriter.class);

  private final ElasticsearchConnection connection;
  private final ElasticsearchOptions options;
  private final long bulkBytes;
  private final ScheduledExecutorService waiting;
  private final Counter written;
  private final Counter alreadyThere;
  private final Counter retried;
  private final Counter rejected;
  private final Counter unstorable;

  ElasticsearchWriter(
      ElementConverter<AlertDocument, BulkEntry> converter,
      WriterInitContext context,
      AsyncSinkWriterConfiguration configuration,
      Collection<BufferedRequestState<BulkEntry>> unsent,
      ElasticsearchConnection connection,
      ElasticsearchOptions options) {
    super(
        converter,
        context,
        configuration,
        unsent,
        new SimpleBatchCreator<>(configuration.getMaxBatchSizeInBytes()),
        new DequeRequestBuffer<>());
    this.connection = connection;
    this.options = options;
    this.bulkBytes = configuration.getMaxRecordSizeInBytes();
    this.waiting =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "elasticsearch-sink-retry");
              thread.setDaemon(true);
              return thread;
            });
    MetricGroup metrics = context.metricGroup();
    this.written = counter(metrics, "elasticsearch_written");
    this.alreadyThere = counter(metrics, "elasticsearch_already_there");
    this.retried = counter(metrics, "elasticsearch_retried");
    this.rejected = counter(metrics, "elasticsearch_rejected");
    this.unstorable = counter(metrics, "elasticsearch_unstorable");
  }

  @Override
  protected void submitRequestEntries(
      List<BulkEntry> entries, ResultHandler<BulkEntry> resultHandler) {
    connection
        .send(entries)
        .whenComplete(
            (response, failure) -> {
              try {
                if (failure == null) {
                  readItems(entries, response, resultHandler);
                } else {
                  readFailure(entries, failure, resultHandler);
                }
              } catch (RuntimeException e) {
                // Else the future swallows it, and the job waits for this answer for ever.
                resultHandler.completeExceptionally(e);
              }
            });
  }

  /**
   * A document that is larger than a bulk counts as a full one: it travels alone, and only
   * Elasticsearch decides whether it is too large.
   */
  @Override
  protected long getSizeInBytes(BulkEntry entry) {
    return Math.min(entry.line().length, bulkBytes);
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    try {
      connection.close();
    } catch (IOException e) {
      LOG.warn("Closing the connection to Elasticsearch failed", e);
    }
    super.close();
  }

  private void readItems(
      List<BulkEntry> entries, BulkResponse response, ResultHandler<BulkEntry> resultHandler) {
    List<BulkEntry> again = new ArrayList<>();
    List<BulkEntry> wrapped = new ArrayList<>();
    String lastFailure = "";
    for (int i = 0; i < entries.size(); i++) {
      BulkEntry entry = entries.get(i);
      BulkResponseItem item = response.items().get(i);
      String type = item.error() == null ? "" : textOf(item.error().type());
      switch (Verdict.of(item.status(), type)) {
        case WRITTEN -> written.inc();
        case ALREADY_THERE -> alreadyThere.inc();
        case RETRY -> {
          again.add(entry);
          lastFailure = describe(item.status(), item.error());
        }
        case REJECTED -> reject(entry, item.status(), item.error(), wrapped);
        case FATAL -> {
          resultHandler.completeExceptionally(fatal(entry, item.status(), item.error()));
          return;
        }
      }
    }
    proceed(again, wrapped, lastFailure, resultHandler);
  }

  private void readFailure(
      List<BulkEntry> entries, Throwable thrown, ResultHandler<BulkEntry> resultHandler) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    int status;
    ErrorCause error = null;
    if (failure instanceof ElasticsearchException answer) {
      status = answer.status();
      error = answer.error();
    } else if (failure instanceof TransportException answer) {
      // An answer that Elasticsearch would not give: some proxy stands between.
      status = answer.statusCode();
    } else if (failure instanceof ResponseException answer) {
      // An error without a readable body, such as a plain 413.
      status = answer.getResponse().getStatusLine().getStatusCode();
    } else if (failure instanceof IOException) {
      proceed(entries, List.of(), failure.toString(), resultHandler);
      return;
    } else {
      resultHandler.completeExceptionally(
          new IOException("Sending to Elasticsearch failed: " + failure, failure));
      return;
    }

    String type = error == null ? "" : textOf(error.type());
    switch (Verdict.of(status, type)) {
      // A success that cannot be read comes from a proxy: no reason to believe it.
      case WRITTEN, RETRY -> proceed(entries, List.of(), failure.toString(), resultHandler);
      case REJECTED -> {
        // A document alone in its request can be too large for the server. Any other refusal of a
        // whole request says nothing about the documents in it.
        if (status == 413 && entries.size() == 1) {
          List<BulkEntry> wrapped = new ArrayList<>();
          reject(entries.get(0), status, error, wrapped);
          proceed(List.of(), wrapped, "", resultHandler);
        } else {
          resultHandler.completeExceptionally(fatal(entries.get(0), status, error));
        }
      }
      case ALREADY_THERE, FATAL ->
          resultHandler.completeExceptionally(fatal(entries.get(0), status, error));
    }
  }

  /** Finishes a request: what failed waits and comes back, what was refused goes on wrapped. */
  private void proceed(
      List<BulkEntry> failed,
      List<BulkEntry> wrapped,
      String lastFailure,
      ResultHandler<BulkEntry> resultHandler) {
    if (failed.isEmpty()) {
      finish(wrapped, resultHandler);
      return;
    }
    long now = System.currentTimeMillis();
    List<BulkEntry> again = new ArrayList<>(wrapped);
    int failures = 0;
    for (BulkEntry entry : failed) {
      BulkEntry next = entry.failedAt(now);
      if (now - next.failingSince() > options.giveUpAfter().toMillis()) {
        resultHandler.completeExceptionally(
            new IOException(
                "Elasticsearch at "
                    + options.hosts()
                    + " has not taken alert "
                    + next.document().id()
                    + " for "
                    + options.giveUpAfter()
                    + ", after "
                    + next.attempts()
                    + " attempts. Last: "
                    + lastFailure));
        return;
      }
      failures = Math.max(failures, next.attempts());
      again.add(next);
    }
    retried.inc(failed.size());
    Duration pause = BACKOFF.after(failures, ThreadLocalRandom.current());
    LOG.warn(
        "Elasticsearch has not taken {} documents, next attempt in {} ms: {}",
        failed.size(),
        pause.toMillis(),
        lastFailure);
    // The request counts as running until then: that is what slows the job down.
    waiting.schedule(() -> finish(again, resultHandler), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void finish(List<BulkEntry> again, ResultHandler<BulkEntry> resultHandler) {
    if (again.isEmpty()) {
      resultHandler.complete();
    } else {
      resultHandler.retryForEntries(again);
    }
  }

  private void reject(
      BulkEntry entry, int status, @Nullable ErrorCause error, List<BulkEntry> wrapped) {
    String reason = describe(status, error);
    if (entry.rejected()) {
      unstorable.inc();
      LOG.error(
          "Elasticsearch refuses alert {} even as a rejected document ({}), here it is: {}",
          entry.document().id(),
          reason,
          entry.document().json());
      return;
    }
    rejected.inc();
    LOG.warn(
        "Elasticsearch refuses alert {} version {}, it goes to {}: {}",
        entry.document().id(),
        entry.document().version(),
        options.rejectedIndex(),
        reason);
    wrapped.add(entry.rejectedFor(error == null ? "http_" + status : textOf(error.type()), reason));
  }

  private IOException fatal(BulkEntry entry, int status, @Nullable ErrorCause error) {
    String advice =
        switch (status) {
          case 401 -> "check username and password or the API key";
          case 403 -> "the user or API key must be allowed to create and write this index";
          case 404 ->
              "the index is missing and may not be made automatically, or the address is wrong";
          default -> "the request as a whole was refused; is the address right?";
        };
    return new IOException(
        "Elasticsearch at "
            + options.hosts()
            + " refuses to write to "
            + connection.indexOf(entry)
            + " ("
            + advice
            + "): "
            + describe(status, error));
  }

  private static String describe(int status, @Nullable ErrorCause error) {
    StringBuilder text = new StringBuilder("HTTP ").append(status);
    // The innermost cause names the field and the value.
    for (ErrorCause cause = error; cause != null; cause = cause.causedBy()) {
      text.append(", ").append(textOf(cause.type())).append(": ").append(textOf(cause.reason()));
    }
    return text.toString();
  }

  private static String textOf(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Counter counter(MetricGroup metrics, String name) {
    return metrics.counter(name, new ThreadSafeSimpleCounter());
  }
}
