package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mirrorwatch.job.sink.AlertDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a healthy Elasticsearch does not answer on demand, answered by a stub: overload, a refusal
 * of the rejected document itself, a proxy's error page.
 */
class ElasticsearchOverloadIT {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(2)
                  .build());

  private static final String OVERLOADED =
      item(429, "\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}");
  private static final String REFUSED =
      item(400, "\"error\":{\"type\":\"document_parsing_exception\",\"reason\":\"no\"}");
  private static final String CREATED = item(201, "\"result\":\"created\"");

  private final Queue<Answer> answers = new ArrayDeque<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
  private HttpServer stub;

  /** The last one is given again and again. */
  private record Answer(int status, String contentType, String body) {
    static Answer bulk(String item) {
      return new Answer(
          200,
          "application/vnd.elasticsearch+json;compatible-with=8",
          "{\"took\":1,\"errors\":true,\"items\":[" + item + "]}");
    }
  }

  @BeforeEach
  void startStub() throws IOException {
    stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stub.createContext("/", this::answer);
    stub.start();
  }

  @AfterEach
  void stopStub() {
    stub.stop(0);
  }

  @Test
  void triesAgainWhenElasticsearchIsOverloaded() throws Exception {
    answers.add(Answer.bulk(OVERLOADED));
    answers.add(new Answer(503, "text/html", "<h1>no backend</h1>"));
    answers.add(Answer.bulk(OVERLOADED));
    answers.add(Answer.bulk(CREATED));

    SinkJob.run(options(Duration.ofMinutes(1)).withApiKey("a-key"), alerts());

    assertThat(requests).hasSize(4).allMatch(request -> request.equals(requests.peek()));
    assertThat(requests.peek())
        .contains("\"_id\":\"a-1\"", "\"version\":7", "\"version_type\":\"external\"")
        .contains("{\"user\":\"alice\"}");
    assertThat(authorizations).containsOnly("ApiKey a-key");
  }

  @Test
  void givesUpInTheEndAndSaysWhy() {
    answers.add(Answer.bulk(OVERLOADED));

    assertThatThrownBy(() -> SinkJob.run(options(Duration.ofSeconds(1)), alerts()))
        .hasStackTraceContaining("has not taken alert a-1 for PT1S")
        .hasStackTraceContaining("HTTP 429, es_rejected_execution_exception: full");
    assertThat(requests).hasSizeGreaterThan(2);
  }

  @Test
  void whatIsRefusedTwiceDoesNotStopTheJob() throws Exception {
    answers.add(Answer.bulk(REFUSED));

    SinkJob.run(options(Duration.ofMinutes(1)), alerts());

    assertThat(requests).hasSize(2);
    assertThat(requests.peek()).contains("\"_index\":\"alerts\"");
    assertThat(requests).last().asString().contains("\"_index\":\"alerts-rejected\"");
  }

  @Test
  void aMissingIndexFailsTheJob() {
    answers.add(
        Answer.bulk(
            item(404, "\"error\":{\"type\":\"index_not_found_exception\",\"reason\":\"no\"}")));

    assertThatThrownBy(() -> SinkJob.run(options(Duration.ofMinutes(1)), alerts()))
        .hasStackTraceContaining("the index is missing and may not be made automatically");
  }

  @Test
  void anAddressThatIsNotElasticsearchFailsTheJob() {
    answers.add(new Answer(404, "text/html", "<h1>no such page</h1>"));

    assertThatThrownBy(() -> SinkJob.run(options(Duration.ofMinutes(1)), alerts()))
        .hasStackTraceContaining("or the address is wrong");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aDocumentThatIsTooLargeForTheServerIsRejected() throws Exception {
    answers.add(new Answer(413, "text/plain", ""));
    answers.add(Answer.bulk(CREATED));

    SinkJob.run(options(Duration.ofMinutes(1)), alerts());

    assertThat(requests).last().asString().contains("alerts-rejected", "http_413");
  }

  private ElasticsearchOptions options(Duration giveUpAfter) {
    URI host = URI.create("http://localhost:" + stub.getAddress().getPort());
    return ElasticsearchOptions.of(List.of(host), "alerts")
        .withBounds(10, Duration.ofMillis(100), Duration.ofSeconds(5), giveUpAfter);
  }

  private static List<AlertDocument> alerts() {
    return List.of(new AlertDocument("a-1", 7, "{\"user\":\"alice\"}", 0));
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", answer.contentType());
    exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String item(int status, String rest) {
    return "{\"index\":{\"_index\":\"alerts\",\"_id\":\"a-1\",\"status\":"
        + status
        + ","
        + rest
        + "}}";
  }
}
