package dev.mirrorwatch.job.sink.elasticsearch;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are stored, and how hard to try.
 *
 * <p>At most one of password and API key, at most one of certificate and fingerprint. {@link
 * #toString()} shows no secret. The options travel to the cluster inside the job: the certificate's
 * path must exist on every task manager, and who may read the cluster's job storage may read the
 * password.
 *
 * @param hosts such as {@code https://search-1:9200}: scheme, name and port, no path, no user
 * @param index the index or write alias of the alerts; made by Elasticsearch at the first alert
 * @param rejectedIndex takes the documents that {@code index} refuses, wrapped
 * @param username of basic authentication; needs {@code password}
 * @param password of basic authentication
 * @param apiKey the encoded API key, as Elasticsearch hands it out
 * @param caCertificate path of the PEM file with the authority to trust instead of Java's own
 * @param caFingerprint SHA-256 of that authority's certificate, as Elasticsearch prints it
 * @param bulkSize most documents in one request
 * @param flushInterval longest time a document waits for others before it is sent
 * @param requestTimeout longest wait for an answer of one host
 * @param giveUpAfter how long a document is tried again before the job fails
 */
public record ElasticsearchOptions(
    List<URI> hosts,
    String index,
    String rejectedIndex,
    @Nullable String username,
    @Nullable String password,
    @Nullable String apiKey,
    @Nullable String caCertificate,
    @Nullable String caFingerprint,
    int bulkSize,
    Duration flushInterval,
    Duration requestTimeout,
    Duration giveUpAfter)
    implements Serializable {

  private static final int LARGEST_BULK = 10_000;

  /** Checks every value; the message of the exception names the wrong one. */
  public ElasticsearchOptions {
    hosts = List.copyOf(hosts);
    require(!hosts.isEmpty(), "at least one Elasticsearch host is needed");
    hosts.forEach(ElasticsearchOptions::checkHost);
    require(!index.isBlank(), "the Elasticsearch index has no name");
    require(
        !rejectedIndex.isBlank() && !rejectedIndex.equals(index),
        "rejected documents need an index of their own, not '" + rejectedIndex + "'");
    require(
        (username == null) == (password == null),
        "username and password of Elasticsearch go together");
    require(
        username == null || apiKey == null,
        "Elasticsearch takes a password or an API key, not both");
    require(
        caCertificate == null || caFingerprint == null,
        "trust Elasticsearch by certificate or by fingerprint, not by both");
    require(
        bulkSize > 0 && bulkSize <= LARGEST_BULK,
        "bulk size must be from 1 to " + LARGEST_BULK + ", not " + bulkSize);
    requirePositive(flushInterval, "flush interval");
    requirePositive(requestTimeout, "request timeout");
    requirePositive(giveUpAfter, "time to give up after");
  }

  /** No authentication, bulks of 500 or one second, and five minutes of trying. */
  public static ElasticsearchOptions of(List<URI> hosts, String index) {
    return new ElasticsearchOptions(
        hosts,
        index,
        index + "-rejected",
        null,
        null,
        null,
        null,
        null,
        500,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5));
  }

  /** The same with a user's name and password. */
  public ElasticsearchOptions withPassword(String newUsername, String newPassword) {
    return new ElasticsearchOptions(
        hosts,
        index,
        rejectedIndex,
        newUsername,
        newPassword,
        apiKey,
        caCertificate,
        caFingerprint,
        bulkSize,
        flushInterval,
        requestTimeout,
        giveUpAfter);
  }

  /** The same with an API key. */
  public ElasticsearchOptions withApiKey(String newApiKey) {
    return new ElasticsearchOptions(
        hosts,
        index,
        rejectedIndex,
        username,
        password,
        newApiKey,
        caCertificate,
        caFingerprint,
        bulkSize,
        flushInterval,
        requestTimeout,
        giveUpAfter);
  }

  /** The same with another authority to trust; one of the two is {@code null}. */
  public ElasticsearchOptions withAuthority(
      @Nullable String newCaCertificate, @Nullable String newCaFingerprint) {
    return new ElasticsearchOptions(
        hosts,
        index,
        rejectedIndex,
        username,
        password,
        apiKey,
        newCaCertificate,
        newCaFingerprint,
        bulkSize,
        flushInterval,
        requestTimeout,
        giveUpAfter);
  }

  /** The same with other bounds. */
  public ElasticsearchOptions withBounds(
      int newBulkSize,
      Duration newFlushInterval,
      Duration newRequestTimeout,
      Duration newGiveUpAfter) {
    return new ElasticsearchOptions(
        hosts,
        index,
        rejectedIndex,
        username,
        password,
        apiKey,
        caCertificate,
        caFingerprint,
        newBulkSize,
        newFlushInterval,
        newRequestTimeout,
        newGiveUpAfter);
  }

  /** Everything but the secrets; of those only whether they are set. */
  @Override
  public String toString() {
    return "ElasticsearchOptions[hosts="
        + hosts
        + ", index="
        + index
        + ", rejectedIndex="
        + rejectedIndex
        + ", username="
        + username
        + ", password="
        + masked(password)
        + ", apiKey="
        + masked(apiKey)
        + ", caCertificate="
        + caCertificate
        + ", caFingerprint="
        + caFingerprint
        + ", bulkSize="
        + bulkSize
        + ", flushInterval="
        + flushInterval
        + ", requestTimeout="
        + requestTimeout
        + ", giveUpAfter="
        + giveUpAfter
        + "]";
  }

  private static String masked(@Nullable String secret) {
    return secret == null ? "(none)" : "(set)";
  }

  private static void checkHost(URI host) {
    // Before anything that would print the address: a password must not get into a message.
    require(
        host.getUserInfo() == null,
        "the address of "
            + host.getHost()
            + " holds a user: give username and password as options of their own");
    require(
        ("http".equals(host.getScheme()) || "https".equals(host.getScheme()))
            && host.getHost() != null,
        "an Elasticsearch host looks like https://search-1:9200, not " + host);
    require(
        host.getPath().isEmpty() || host.getPath().equals("/"),
        "an Elasticsearch host has no path: " + host);
  }

  private static void requirePositive(Duration duration, String name) {
    require(duration.toMillis() > 0, name + " must be positive, not " + duration);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
