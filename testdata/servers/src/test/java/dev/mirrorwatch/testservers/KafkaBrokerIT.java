package dev.mirrorwatch.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

  @Test
  void keepsItsTopicsWhenKilledAndRestarted() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start()) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("events", 2, (short) 1))).all().get();
      }

      broker.kill();
      broker.restart();

      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get()).containsExactly("events");
      }
    }
  }

  @Test
  void saysWhyItDidNotStart(@TempDir Path folder) throws Exception {
    ServerProcess process =
        ServerProcess.start(
            "Kafka",
            new ProcessBuilder("sh", "-c", "echo the port is taken; exit 3"),
            folder.resolve("log"));

    assertThatThrownBy(() -> process.awaitReady(() -> false, Duration.ofSeconds(20)))
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("the port is taken");
  }

  @Test
  void leavesNoProcessBehind() throws IOException {
    long before = ProcessHandle.current().descendants().count();

    KafkaBroker.start().close();

    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
  }
}
