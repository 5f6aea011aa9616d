package dev.mirrorwatch.testservers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A real Elasticsearch node in a child process: the official distribution with few of its modules
 * (no scripts, no ingest pipelines, no lifecycle management).
 *
 * <p>{@link #kill()} and {@link #restart()} keep port and data; {@link #close()} deletes the data.
 */
public final class ElasticsearchServer implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(180);

  /**
   * Runs the server as a child of this shell, which kills it when the shell's standard input
   * closes: that happens whenever the test's JVM ends, also when it is killed. Without its launcher
   * the server's own JVM ends by itself.
   */
  private static final String WATCHED =
      """
      exec 3<&0
      "$@" &
      server=$!
      (while read -r line; do :; done; kill -9 $server) <&3 &
      wait $server
      """;

  private final Path folder;
  private final int port;
  private final ServerSecurity security;
  private final HttpClient http;
  private ServerProcess process;

  private ElasticsearchServer(Path folder, int port, ServerSecurity security)
      throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.port = port;
    this.security = security;
    writeConfiguration();
    this.http =
        security == null
            ? HttpClient.newHttpClient()
            : HttpClient.newBuilder().sslContext(trustOwnCertificate()).build();
    restart();
  }

  /** Starts a new, empty node without security and waits until it answers. */
  public static ElasticsearchServer start() throws IOException, GeneralSecurityException {
    return new ElasticsearchServer(newFolder(), freePort(), null);
  }

  /** Starts a new, empty node with HTTPS and the given users, and waits until it answers. */
  public static ElasticsearchServer startSecured(ServerSecurity security)
      throws IOException, GeneralSecurityException {
    return new ElasticsearchServer(newFolder(), freePort(), security);
  }

  /** Where clients connect. */
  public URI url() {
    return URI.create((security == null ? "http" : "https") + "://localhost:" + port);
  }

  /** The certificate, as a PEM file, that a client of a secured node has to trust. */
  public Path certificate() {
    return configuration().resolve("http.pem");
  }

  /**
   * Sends one request, as the first user where the node is secured.
   *
   * @param path such as {@code /alerts/_search}
   * @param json the body; may be empty
   */
  public HttpResponse<String> request(String method, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url().resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json));
    if (security != null) {
      ServerSecurity.User user = security.users().get(0);
      String credentials = user.name() + ":" + user.password();
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Ends the node as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Starts the node again, after {@link #kill()}, with the same port and data. */
  public void restart() throws IOException {
    List<String> words = new ArrayList<>(List.of("sh", "-c", WATCHED, "elasticsearch"));
    if (ownUserId() == 0) {
      // Elasticsearch refuses to run as root. In a user namespace root is an ordinary user that
      // still owns its files.
      words.addAll(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000"));
    }
    words.add(ServersFolder.elasticsearchHome().resolve("bin").resolve("elasticsearch").toString());
    ProcessBuilder command = new ProcessBuilder(words);
    Map<String, String> environment = command.environment();
    environment.put("ES_PATH_CONF", configuration().toString());
    environment.put("ES_TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put("ES_JAVA_HOME", System.getProperty("java.home"));
    environment.put(
        "ES_JAVA_OPTS", "-Xms512m -Xmx512m -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1");
    environment.put("CLI_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    process = ServerProcess.start("Elasticsearch", command, folder.resolve("elasticsearch.log"));
    process.awaitReady(this::answers, START_TIMEOUT);
  }

  /** Ends the node and deletes its data. */
  @Override
  public void close() throws IOException {
    process.kill();
    ServersFolder.delete(folder);
  }

  private boolean answers() {
    try {
      return request("GET", "/_cluster/health", "").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void writeConfiguration() throws IOException, GeneralSecurityException {
    Files.createDirectories(configuration());
    try (Stream<Path> shipped = Files.list(ServersFolder.elasticsearchHome().resolve("config"))) {
      for (Path file : shipped.filter(Files::isRegularFile).toList()) {
        Files.copy(file, configuration().resolve(file.getFileName()));
      }
    }
    List<String> settings =
        new ArrayList<>(
            List.of(
                "cluster.name: mirrorwatch-test",
                "discovery.type: single-node",
                "http.port: " + port,
                "transport.port: 0",
                "path.data: " + folder.resolve("data"),
                "path.logs: " + folder.resolve("logs"),
                // A nearly full disk is the machine's affair, not the test's.
                "cluster.routing.allocation.disk.threshold_enabled: false",
                "xpack.security.autoconfiguration.enabled: false"));
    if (security == null) {
      settings.add("xpack.security.enabled: false");
    } else {
      settings.addAll(security.install(configuration()));
    }
    Files.write(configuration().resolve("elasticsearch.yml"), settings);
  }

  private SSLContext trustOwnCertificate() throws IOException, GeneralSecurityException {
    return ServerSecurity.trusting(certificate());
  }

  private Path configuration() {
    return folder.resolve("config");
  }

  private int ownUserId() throws IOException {
    return (int) Files.getAttribute(folder, "unix:uid");
  }

  private static Path newFolder() throws IOException {
    return ServersFolder.newRunFolder("elasticsearch");
  }

  private static int freePort() throws IOException {
    return ServerProcess.freePorts(1).get(0);
  }
}
