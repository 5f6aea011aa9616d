package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElasticsearchOptionsTest {

  private static final ElasticsearchOptions PLAIN =
      ElasticsearchOptions.of(List.of(URI.create("http://search-1:9200")), "alerts");

  @Test
  void showNoSecret() {
    assertThat(PLAIN.withPassword("writer", "hunter2").toString())
        .contains("username=writer", "password=(set)", "apiKey=(none)")
        .doesNotContain("hunter2");
    assertThat(PLAIN.withApiKey("c2VjcmV0").toString())
        .contains("apiKey=(set)")
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void takeOneWayOfAuthentication() {
    assertThatThrownBy(() -> PLAIN.withPassword("writer", "hunter2").withApiKey("key"))
        .hasMessageContaining("not both")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"search-1:9200", "ftp://search-1", "https://search-1:9200/path", "https:///"})
  void refuseWhatIsNoHost(String host) {
    assertThatThrownBy(() -> ElasticsearchOptions.of(List.of(URI.create(host)), "alerts"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host");
  }

  @Test
  void refuseAPasswordInTheAddressWithoutPrintingIt() {
    URI host = URI.create("https://writer:hunter2@search-1:9200");

    assertThatThrownBy(() -> ElasticsearchOptions.of(List.of(host), "alerts"))
        .hasMessageContaining("search-1")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void refuseBoundsThatBindNothing() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> PLAIN.withBounds(0, second, second, second))
        .hasMessageContaining("bulk size");
    assertThatThrownBy(() -> PLAIN.withBounds(1, second, second, Duration.ZERO))
        .hasMessageContaining("give up");
  }
}
