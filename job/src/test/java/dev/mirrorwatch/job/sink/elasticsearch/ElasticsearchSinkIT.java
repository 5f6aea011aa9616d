package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mirrorwatch.job.sink.AlertDocument;
import dev.mirrorwatch.testservers.ElasticsearchServer;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink in a real Flink runtime against a real Elasticsearch, under the shipped template. */
class ElasticsearchSinkIT {

  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(2)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME = 1_700_000_000_000L;

  private static final AtomicInteger PASSED = new AtomicInteger();
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  /** Enough documents have passed for the server to die in their midst. */
  private static final CountDownLatch REACHED = new CountDownLatch(1);

  private static final CountDownLatch KILLED = new CountDownLatch(1);

  private static ElasticsearchServer server;

  private String index;

  @BeforeAll
  static void startServer() throws Exception {
    server = ElasticsearchServer.start();
    String template = Files.readString(Path.of("..", "deploy/elasticsearch/alerts-template.json"));
    send("PUT", "/_index_template/mirrorwatch-alerts", template);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void startAnew(TestInfo test) {
    // An index of its own for each test, under the template's pattern.
    index = "mirrorwatch-alerts-" + test.getTestMethod().get().getName().toLowerCase(Locale.ROOT);
    PASSED.set(0);
    FAILED.set(false);
  }

  @Test
  void keepsTheHighestRevisionWhateverTheOrder() throws Exception {
    Random random = new Random(42);
    List<AlertDocument> documents = new ArrayList<>();
    Map<String, Integer> highest = new TreeMap<>();
    for (int alert = 0; alert < 500; alert++) {
      String id = "alert-" + alert;
      int revisions = 1 + random.nextInt(5);
      highest.put(id, revisions);
      for (int revision = 1; revision <= revisions; revision++) {
        documents.add(alert(id, revision));
      }
    }
    while (documents.size() < 2_000) {
      documents.add(documents.get(random.nextInt(documents.size())));
    }
    Collections.shuffle(documents, random);

    JobClient job = SinkJob.start(options(50), documents, document -> document, 0);
    SinkJob.await(job);

    assertThat(storedRevisions()).isEqualTo(highest);
    long written = count(job, "elasticsearch_written");
    assertThat(written).isGreaterThanOrEqualTo(500);
    assertThat(count(job, "elasticsearch_already_there")).isEqualTo(documents.size() - written);
  }

  @Test
  void losesNothingWhenElasticsearchDiesAndATaskFails() throws Exception {
    List<AlertDocument> documents = new ArrayList<>();
    Map<String, Integer> expected = new TreeMap<>();
    for (int alert = 0; alert < 2_000; alert++) {
      documents.add(alert("alert-" + alert, 1));
      expected.put("alert-" + alert, 1);
    }

    JobClient job =
        SinkJob.start(
            options(20),
            documents,
            document -> {
              int passed = PASSED.incrementAndGet();
              if (passed >= 400) {
                REACHED.countDown();
                KILLED.await();
              }
              if (passed > 1_200 && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("a task failure, made by the test");
              }
              return document;
            },
            3);
    assertThat(REACHED.await(1, TimeUnit.MINUTES)).isTrue();
    server.kill();
    KILLED.countDown();
    Instant patience = Instant.now().plusSeconds(60);
    while (count(job, "elasticsearch_retried") == 0) {
      assertThat(Instant.now()).as("the sink tries again").isBefore(patience);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(PASSED).as("the sink holds the job back meanwhile").hasValueLessThan(1_200);
    server.restart();
    SinkJob.await(job);

    assertThat(FAILED).isTrue();
    assertThat(storedRevisions()).isEqualTo(expected);
  }

  @Test
  void aRefusedDocumentGoesToTheRejectedAndTheRestArrives() throws Exception {
    AlertDocument refused =
        new AlertDocument("refused", 2, "{\"@timestamp\":\"yesterday\",\n\"user\":{}}", TIME);
    List<AlertDocument> documents = new ArrayList<>();
    for (int alert = 0; alert < 100; alert++) {
      documents.add(alert("alert-" + alert, 1));
    }
    documents.add(37, refused);

    JobClient job = SinkJob.start(options(50), documents, document -> document, 0);
    SinkJob.await(job);

    assertThat(storedRevisions()).hasSize(100).doesNotContainKey("refused");
    JsonNode rejected = send("GET", "/" + index + "-rejected/_doc/refused", "");
    assertThat(rejected.at("/_version").asInt()).isEqualTo(2);
    assertThat(rejected.at("/_source/event/original").asText()).isEqualTo(refused.json());
    assertThat(rejected.at("/_source/error/type").asText()).isEqualTo("document_parsing_exception");
    assertThat(rejected.at("/_source/error/message").asText())
        .contains("@timestamp")
        .contains("yesterday");
    assertThat(count(job, "elasticsearch_rejected")).isEqualTo(1);
    assertThat(count(job, "elasticsearch_unstorable")).isZero();
  }

  @Test
  void aDocumentLargerThanABulkTravelsAlone() throws Exception {
    String large = "{\"event\":{\"original\":\"" + "x".repeat(6 << 20) + "\"}}";
    List<AlertDocument> documents =
        List.of(
            alert("small-1", 1), new AlertDocument("large", 1, large, TIME), alert("small-2", 1));

    SinkJob.run(options(50), documents);

    assertThat(storedRevisions()).containsOnlyKeys("small-1", "small-2", "large");
  }

  @Test
  void theShippedTemplateTakesAnAlertAndWhatItDoesNotKnow() throws Exception {
    String json;
    try (InputStream file = getClass().getResourceAsStream("alert.json")) {
      json = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }

    SinkJob.run(options(50), List.of(new AlertDocument("a-1", 3, json, TIME)));

    send("POST", "/" + index + "/_refresh", "");
    for (String query :
        List.of(
            "source.ip:\"198.51.100.0/24\"",
            "@timestamp:[2026-11-20 TO 2026-11-22]",
            "mirrorwatch.alert.severity:critical AND mirrorwatch.alert.risk_score:>90",
            "mirrorwatch.group.mirror_target:\"tmt-0123\"",
            "mirrorwatch.stages.event.id:\"e-2\"",
            "threat.technique.subtechnique.id:\"T1020.001\"",
            "user_agent.original.text:terraform",
            "something.new:\"arn:aws:iam::000123456789:role/x\"")) {
      assertThat(found(query)).as(query).isEqualTo(1);
    }
    assertThat(found("mirrorwatch.stages.original:*"))
        .as("raw records are kept, not indexed")
        .isZero();
    JsonNode source = send("GET", "/" + index + "/_doc/a-1", "").get("_source");
    assertThat(source).isEqualTo(JSON.readTree(json));
  }

  private ElasticsearchOptions options(int bulkSize) {
    return ElasticsearchOptions.of(List.of(server.url()), index)
        .withBounds(
            bulkSize, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(2));
  }

  private static AlertDocument alert(String id, int revision) {
    String json =
        "{\"@timestamp\":%d,\"event\":{\"kind\":\"alert\"},\"mirrorwatch\":{\"alert\":{\"id\":\"%s\",\"revision\":%d}}}"
            .formatted(TIME, id, revision);
    return new AlertDocument(id, revision, json, TIME);
  }

  /** What is stored: alert id and revision, which is in the document and is its version. */
  private Map<String, Integer> storedRevisions() throws Exception {
    send("POST", "/" + index + "/_refresh", "");
    JsonNode answer = send("GET", "/" + index + "/_search?size=10000&version=true", "");
    Map<String, Integer> revisions = new TreeMap<>();
    for (JsonNode hit : answer.at("/hits/hits")) {
      int version = hit.get("_version").asInt();
      JsonNode revision = hit.at("/_source/mirrorwatch/alert/revision");
      if (!revision.isMissingNode()) {
        assertThat(revision.asInt()).isEqualTo(version);
      }
      revisions.put(hit.get("_id").asText(), version);
    }
    return revisions;
  }

  private int found(String query) throws Exception {
    String body =
        JSON.writeValueAsString(Map.of("query", Map.of("query_string", Map.of("query", query))));
    return send("POST", "/" + index + "/_count", body).get("count").asInt();
  }

  private static JsonNode send(String method, String path, String json) throws Exception {
    HttpResponse<String> response = server.request(method, path, json);
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JSON.readTree(response.body());
  }

  private static long count(JobClient job, String counter) {
    return METRICS.findMetrics(job.getJobID(), counter).values().stream()
        .mapToLong(metric -> ((Counter) metric).getCount())
        .sum();
  }
}
