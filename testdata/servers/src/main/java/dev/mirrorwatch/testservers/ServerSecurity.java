package dev.mirrorwatch.testservers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who may use a secured {@link ElasticsearchServer}. Its certificate is made anew for each server.
 *
 * @param users at least one; the server's own requests are made as the first, who therefore needs
 *     the role {@code superuser}
 * @param roles further roles, as Elasticsearch's file {@code roles.yml} has them; may be empty
 */
public record ServerSecurity(List<User> users, String roles) {

  private static final String KEYSTORE_PASSWORD = "test-only";
  private static final int HASH_ROUNDS = 10_000;

  /**
   * A user of the server's file realm.
   *
   * @param role one of the further roles, or of Elasticsearch's own, such as {@code
   *     monitoring_user}
   */
  public record User(String name, String password, String role) {}

  /** Writes users, key and certificate; returns the settings that make the server use them. */
  List<String> install(Path configuration) throws IOException, GeneralSecurityException {
    List<String> passwords = new ArrayList<>();
    List<String> rolesOfUsers = new ArrayList<>();
    for (User user : users) {
      passwords.add(user.name() + ":" + hash(user.password()));
      rolesOfUsers.add(user.role() + ":" + user.name());
    }
    Files.write(configuration.resolve("users"), passwords);
    Files.write(configuration.resolve("users_roles"), rolesOfUsers);
    Files.writeString(configuration.resolve("roles.yml"), roles);

    keytool(
        configuration,
        ("-genkeypair -alias http -keyalg EC -validity 2 -dname CN=localhost"
                + " -ext san=dns:localhost,ip:127.0.0.1 -ext bc:c -keystore http.p12"
                + " -storetype PKCS12 -storepass "
                + KEYSTORE_PASSWORD)
            .split(" "));
    keytool(
        configuration,
        ("-exportcert -rfc -alias http -keystore http.p12 -file http.pem -storepass "
                + KEYSTORE_PASSWORD)
            .split(" "));
    return List.of(
        "xpack.security.enabled: true",
        "xpack.security.authc.realms.file.users.order: 0",
        "xpack.security.http.ssl.enabled: true",
        "xpack.security.http.ssl.keystore.path: http.p12",
        "xpack.security.http.ssl.keystore.password: " + KEYSTORE_PASSWORD);
  }

  /** TLS that trusts this one certificate and no other. */
  static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The format in which Elasticsearch keeps a PBKDF2 hash in its users file. */
  private static String hash(String password) throws GeneralSecurityException {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, HASH_ROUNDS, 256))
            .getEncoded();
    Base64.Encoder base64 = Base64.getEncoder();
    return "{PBKDF2}"
        + HASH_ROUNDS
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(key);
  }

  private static void keytool(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process keytool =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("keytool was interrupted", e);
    }
  }
}
