package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.job.sink.AlertDocument;
import dev.mirrorwatch.testservers.ElasticsearchServer;
import dev.mirrorwatch.testservers.ServerSecurity;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTPS and users: what lets the sink in, and what the job says when it is kept out. */
class ElasticsearchSecurityIT {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(2)
                  .build());

  private static final String ROLE_OF_THE_README =
      """
      mirrorwatch-sink:
        indices:
          - names: [ "mirrorwatch-alerts*" ]
            privileges: [ "create_index", "index" ]
      """;

  private static ElasticsearchServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server =
        ElasticsearchServer.startSecured(
            new ServerSecurity(
                List.of(
                    new ServerSecurity.User("writer", "correct-horse", "superuser"),
                    new ServerSecurity.User("sink", "tr0ub4dor", "mirrorwatch-sink"),
                    new ServerSecurity.User("reader", "battery-staple", "monitoring_user")),
                ROLE_OF_THE_README));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Test
  void writesWhenItTrustsTheCertificate() throws Exception {
    SinkJob.run(
        options("by-certificate")
            .withPassword("writer", "correct-horse")
            .withAuthority(server.certificate().toString(), null),
        alerts());

    assertThat(stored("by-certificate")).contains("\"found\":true");
  }

  @Test
  void writesWhenItTrustsTheFingerprint() throws Exception {
    byte[] certificate;
    try (var pem = Files.newInputStream(server.certificate())) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded();
    }
    String fingerprint =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));

    SinkJob.run(
        options("by-fingerprint")
            .withPassword("writer", "correct-horse")
            .withAuthority(null, fingerprint),
        alerts());

    assertThat(stored("by-fingerprint")).contains("\"found\":true");
  }

  @Test
  void needsNoMorePrivilegesThanTheReadmeSays() throws Exception {
    ElasticsearchOptions options =
        options("mirrorwatch-alerts")
            .withAuthority(server.certificate().toString(), null)
            .withPassword("sink", "tr0ub4dor");

    SinkJob.run(
        options,
        List.of(
            new AlertDocument("a-1", 1, "{\"user\":\"alice\"}", 0),
            new AlertDocument("a-2", 1, "{\"user\":{\"name\":\"alice\"},\"new\":1}", 0)));

    // The two disagree about what a user is: the first to arrive decides the mapping.
    String accepted = stored("mirrorwatch-alerts") + stored("mirrorwatch-alerts", "a-2");
    String rejected =
        stored("mirrorwatch-alerts-rejected") + stored("mirrorwatch-alerts-rejected", "a-2");
    assertThat(accepted).containsOnlyOnce("\"found\":true");
    assertThat(rejected).containsOnlyOnce("\"found\":true");
  }

  @Test
  void failsAtOnceWithAWrongPassword() {
    assertThatThrownBy(() -> SinkJob.run(trusted().withPassword("writer", "wrong"), alerts()))
        .hasStackTraceContaining("refuses to write to refused (check username and password")
        .hasStackTraceContaining("HTTP 401");
  }

  @Test
  void failsAtOnceWithoutThePermissionToWrite() {
    assertThatThrownBy(
            () -> SinkJob.run(trusted().withPassword("reader", "battery-staple"), alerts()))
        .hasStackTraceContaining("must be allowed to create and write this index")
        .hasStackTraceContaining("HTTP 403")
        .hasStackTraceContaining("security_exception");
  }

  @Test
  void givesUpOnACertificateThatItDoesNotTrust() {
    assertThatThrownBy(
            () ->
                SinkJob.run(
                    options("refused")
                        .withPassword("writer", "correct-horse")
                        .withBounds(
                            10,
                            Duration.ofMillis(100),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(1)),
                    alerts()))
        .hasStackTraceContaining("has not taken alert a-1 for PT1S")
        .hasStackTraceContaining("SSLHandshakeException");
  }

  private static ElasticsearchOptions options(String index) {
    return ElasticsearchOptions.of(List.of(server.url()), index);
  }

  private static ElasticsearchOptions trusted() {
    return options("refused").withAuthority(server.certificate().toString(), null);
  }

  private static List<AlertDocument> alerts() {
    return List.of(new AlertDocument("a-1", 1, "{\"user\":\"alice\"}", 0));
  }

  private static String stored(String index) throws Exception {
    return stored(index, "a-1");
  }

  private static String stored(String index, String id) throws Exception {
    return server.request("GET", "/" + index + "/_doc/" + id, "").body();
  }
}
