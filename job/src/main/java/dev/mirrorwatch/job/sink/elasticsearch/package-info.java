/**
 * Alerts out to Elasticsearch, one document per alert.
 *
 * <p>Every alert document leaves {@link dev.mirrorwatch.job.sink.elasticsearch.ElasticsearchSink}
 * by a named way, and each way has a counter:
 *
 * <ul>
 *   <li>{@code elasticsearch_written}: stored.
 *   <li>{@code elasticsearch_already_there}: this revision or a newer one was stored before.
 *   <li>{@code elasticsearch_rejected}: refused for its content; stored, with the reason, in the
 *       index of rejected documents instead.
 *   <li>{@code elasticsearch_unstorable}: refused there too; logged as an error in full.
 * </ul>
 *
 * <p>Everything else (no connection, no permission, no such index) holds the documents back and
 * fails the job in the end: nothing is dropped.
 */
@NullMarked
package dev.mirrorwatch.job.sink.elasticsearch;

import org.jspecify.annotations.NullMarked;
