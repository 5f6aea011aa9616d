package dev.mirrorwatch.testservers;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real Kafka broker in a child process. Topics are not created by themselves.
 *
 * <p>{@link #kill()} and {@link #restart()} keep port and data; {@link #close()} deletes the data.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

  private final Path folder;
  private final int port;
  private final int controllerPort;
  private ServerProcess process;

  private KafkaBroker(Path folder, int port, int controllerPort) throws IOException {
    this.folder = folder;
    this.port = port;
    this.controllerPort = controllerPort;
    restart();
  }

  /** Starts a new, empty broker on a free port and waits until clients may connect. */
  public static KafkaBroker start() throws IOException {
    List<Integer> ports = ServerProcess.freePorts(2);
    return new KafkaBroker(ServersFolder.newRunFolder("kafka"), ports.get(0), ports.get(1));
  }

  /** What clients call {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /** Ends the broker as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Starts the broker again, after {@link #kill()}, with the same port and data. */
  public void restart() throws IOException {
    Path log = folder.resolve("broker.log");
    // The log is appended to: an earlier start's READY must not count.
    Files.deleteIfExists(log);
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            ownClasses() + File.pathSeparator + ServersFolder.kafkaJars().resolve("*"),
            // By name: to load the class here would need the broker's jars.
            "dev.mirrorwatch.testservers.LocalKafkaMain",
            folder.resolve("data").toString(),
            Integer.toString(port),
            Integer.toString(controllerPort));
    process = ServerProcess.start("Kafka", command, log);
    process.awaitReady(
        () -> process.logText().contains("READY " + bootstrapServers()), START_TIMEOUT);
  }

  /** Ends the broker and deletes its data. */
  @Override
  public void close() throws IOException {
    process.kill();
    ServersFolder.delete(folder);
  }

  private static Path ownClasses() {
    try {
      return Path.of(KafkaBroker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
