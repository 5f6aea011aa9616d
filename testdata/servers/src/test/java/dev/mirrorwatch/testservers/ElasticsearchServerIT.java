package dev.mirrorwatch.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ElasticsearchServerIT {

  @Test
  void keepsItsDocumentsWhenKilledAndRestarted() throws Exception {
    long before = ProcessHandle.current().descendants().count();
    try (ElasticsearchServer server = ElasticsearchServer.start()) {
      assertThat(server.request("PUT", "/events/_doc/1", "{\"a\":1}").statusCode()).isEqualTo(201);

      server.kill();
      server.restart();

      server.request("GET", "/_cluster/health/events?wait_for_status=yellow&timeout=30s", "");
      assertThat(server.request("GET", "/events/_doc/1", "").body()).contains("{\"a\":1}");
    }
    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
  }

  @Test
  void knowsItsUsers() throws Exception {
    ServerSecurity security =
        new ServerSecurity(List.of(new ServerSecurity.User("root", "secret-1", "superuser")), "");

    try (ElasticsearchServer server = ElasticsearchServer.startSecured(security)) {
      assertThat(server.url()).hasScheme("https");
      assertThat(server.request("GET", "/_security/_authenticate", "").body())
          .contains("\"username\":\"root\"");
    }
  }
}
