package dev.mirrorwatch.testservers;

import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its controller in one JVM. {@link KafkaBroker} starts it as a child process.
 *
 * <p>In: a data folder, the broker's port and the controller's port. Out: the line {@code READY
 * host:port} on standard output once clients may connect. It leaves when its standard input closes,
 * so it does not outlive the process that started it, however that one ended.
 */
public final class LocalKafkaMain {

  /** The same at every start: a formatted folder refuses another one. */
  private static final Uuid CLUSTER = new Uuid(1, 1);

  private LocalKafkaMain() {}

  /** Formats the folder unless that was done before, starts the broker and waits for the end. */
  public static void main(String[] args) throws Exception {
    String folder = args[0];
    String broker = "localhost:" + Integer.parseInt(args[1]);
    String controller = "localhost:" + Integer.parseInt(args[2]);

    format(folder);
    KafkaRaftServer server =
        new KafkaRaftServer(
            new KafkaConfig(settings(folder, broker, controller), false), Time.SYSTEM);
    server.startup();
    // No log: standard output is how the parent hears of it.
    System.out.println("READY " + broker);

    while (System.in.read() != -1) {
      // Nothing is ever sent: the end of the stream is the message.
    }
    // An orderly shutdown takes seconds, and nobody wants the data any more.
    Runtime.getRuntime().halt(0);
  }

  private static void format(String folder) throws Exception {
    new Formatter()
        .setPrintStream(System.err)
        .setClusterId(CLUSTER.toString())
        .setNodeId(1)
        .setControllerListenerName("CONTROLLER")
        .setDirectories(List.of(folder))
        .setMetadataLogDirectory(folder)
        .setIgnoreFormatted(true)
        .run();
  }

  private static Properties settings(String folder, String broker, String controller) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + broker);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", folder);
    // One broker can keep one copy only.
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A typing error in a topic's name shall fail the test, not wait for records for ever.
    settings.put("auto.create.topics.enable", "false");
    return settings;
  }
}
