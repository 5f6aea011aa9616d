package dev.mirrorwatch.job.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mirrorwatch.testservers.KafkaBroker;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped rsyslog configuration in the real rsyslog, from a datagram to an event. */
class RsyslogIT {

  private static final Path SHIPPED = Path.of("../deploy/rsyslog/mirrorwatch.conf");
  private static final Path DAEMON = Path.of("/usr/sbin/rsyslogd");

  @TempDir private Path folder;

  @Test
  void aLineOfADeviceBecomesAnEvent() throws Exception {
    assumeTrue(
        Files.isExecutable(DAEMON) && hasKafkaOutput(),
        "rsyslog with its Kafka output is not installed: apt-get install rsyslog rsyslog-kafka");
    try (KafkaBroker kafka = KafkaBroker.start()) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("syslog", 1, (short) 1))).all().get();
      }
      int port = freePort();
      Process rsyslog = start(kafka.bootstrapServers(), port);
      try {
        AuditEvent event =
            firstEvent(
                kafka.bootstrapServers(),
                port,
                "<189>7: *Jan  2 00:00:43.167: %SYS-5-CONFIG_I: Configured from \"console\" by"
                    + " alice on vty0 (192.0.2.9)");

        assertThat(event.fields().values("host.name")).containsExactly("127.0.0.1");
        assertThat(event.fields().values("log.syslog.priority")).containsExactly("189");
        assertThat(event.principal().name()).isEqualTo("alice");
        assertThat(event.sourceIp()).isEqualTo("192.0.2.9");
        // The device's clock was never set: the time is that of the reception.
        assertThat(Instant.ofEpochMilli(event.time()))
            .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(5));
      } finally {
        rsyslog.destroy();
        rsyslog.waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  private static boolean hasKafkaOutput() throws Exception {
    try (var files =
        Files.find(Path.of("/usr/lib"), 4, (path, of) -> path.endsWith("omkafka.so"))) {
      return files.findAny().isPresent();
    }
  }

  private Process start(String broker, int port) throws Exception {
    String config =
        Files.readString(SHIPPED)
            .replace("localhost:9092", broker)
            .replace("port=\"514\"", "port=\"" + port + "\"")
            .replace("/var/spool/rsyslog", folder.toString());
    Path file = Files.writeString(folder.resolve("rsyslog.conf"), config);
    return new ProcessBuilder(
            DAEMON.toString(), "-n", "-f", file.toString(), "-i", folder.resolve("pid").toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("rsyslog.log").toFile())
        .start();
  }

  /** Sends the line again and again, for a datagram that nobody listens to is lost. */
  private static AuditEvent firstEvent(String broker, int port, String line) throws Exception {
    LogFormats formats =
        new LogFormats(new FieldDemand(Set.of("host.name", "log.syslog.priority"), false));
    try (DatagramSocket socket = new DatagramSocket();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers", broker,
                    "group.id", "test",
                    "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("syslog"));
      byte[] bytes = line.getBytes(UTF_8);
      List<RawLog> logs = new ArrayList<>();
      for (int i = 0; i < 60 && logs.isEmpty(); i++) {
        socket.send(
            new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                record ->
                    LogDecoder.decode(
                        record.value(),
                        "syslog",
                        Origin.kafka(record.topic(), record.partition(), record.offset()),
                        RecordLimits.DEFAULT,
                        logs::add));
      }
      assertThat(logs).as("records that rsyslog wrote").isNotEmpty();
      return formats.normalize(logs.get(0)).event();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
