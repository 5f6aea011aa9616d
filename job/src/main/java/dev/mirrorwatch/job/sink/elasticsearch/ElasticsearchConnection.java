package dev.mirrorwatch.job.sink.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.TransportUtils;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;
import org.jspecify.annotations.Nullable;

/** One writer's connections to the hosts of the options. */
final class ElasticsearchConnection implements AutoCloseable {

  private final ElasticsearchOptions options;
  private final RestClientTransport transport;
  private final ElasticsearchAsyncClient client;

  /** Reads the certificate; connects at the first request only. */
  ElasticsearchConnection(ElasticsearchOptions options) throws IOException {
    this.options = options;
    this.transport = new RestClientTransport(restClient(options), new JacksonJsonpMapper());
    this.client = new ElasticsearchAsyncClient(transport);
  }

  /** Sends the documents in one request; the answer has one item for each, in the same order. */
  CompletableFuture<BulkResponse> send(List<BulkEntry> entries) {
    BulkRequest.Builder bulk = new BulkRequest.Builder();
    for (BulkEntry entry : entries) {
      BinaryData line = BinaryData.of(entry.line(), ContentType.APPLICATION_JSON);
      bulk.operations(
          operation ->
              operation.index(
                  index ->
                      index
                          .index(indexOf(entry))
                          .id(entry.document().id())
                          .versionType(VersionType.External)
                          .version(entry.document().version())
                          .document(line)));
    }
    return client.bulk(bulk.build());
  }

  /** The index that the document is meant for. */
  String indexOf(BulkEntry entry) {
    return entry.rejected() ? options.rejectedIndex() : options.index();
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }

  private static RestClient restClient(ElasticsearchOptions options) throws IOException {
    HttpHost[] hosts =
        options.hosts().stream()
            .map(host -> new HttpHost(host.getHost(), host.getPort(), host.getScheme()))
            .toArray(HttpHost[]::new);
    int timeout = Math.toIntExact(options.requestTimeout().toMillis());
    RestClientBuilder builder =
        RestClient.builder(hosts)
            .setRequestConfigCallback(
                request -> request.setConnectTimeout(timeout).setSocketTimeout(timeout));

    SSLContext trust = trust(options);
    if (trust != null) {
      builder.setHttpClientConfigCallback(http -> http.setSSLContext(trust));
    }
    String authorization = authorization(options);
    if (authorization != null) {
      builder.setDefaultHeaders(new Header[] {new BasicHeader("Authorization", authorization)});
    }
    return builder.build();
  }

  private static @Nullable SSLContext trust(ElasticsearchOptions options) throws IOException {
    if (options.caCertificate() != null) {
      return TransportUtils.sslContextFromHttpCaCrt(new File(options.caCertificate()));
    }
    if (options.caFingerprint() != null) {
      return TransportUtils.sslContextFromCaFingerprint(options.caFingerprint());
    }
    return null;
  }

  private static @Nullable String authorization(ElasticsearchOptions options) {
    if (options.apiKey() != null) {
      return "ApiKey " + options.apiKey();
    }
    if (options.username() != null) {
      String credentials = options.username() + ":" + options.password();
      return "Basic "
          + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
    return null;
  }
}
