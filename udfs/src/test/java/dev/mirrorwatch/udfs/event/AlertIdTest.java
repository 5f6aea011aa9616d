package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AlertIdTest {

  @Test
  void idIsTheSameOnEveryRunAndRelease() {
    assertThat(AlertId.of("rule", List.of("alice", "eu"), "tmt-1"))
        .isEqualTo("b9270937c727ae880aeab56e5bf75ce1")
        .matches("[0-9a-f]{32}");
  }

  @Test
  void borderBetweenPartsCounts() {
    Set<String> ids =
        Set.of(
            AlertId.of("a", List.of("b"), "c"),
            AlertId.of("ab", List.of(), "c"),
            AlertId.of("a", List.of("bc"), ""),
            AlertId.of("a", List.of("", "b"), "c"),
            AlertId.of("a", List.of("b", ""), "c"),
            AlertId.of("a", List.of("1:b"), "c"));
    assertThat(ids).hasSize(6);
  }

  @Property(tries = 200)
  void everyPartCounts(@ForAll String rule, @ForAll List<String> group, @ForAll String identity) {
    String id = AlertId.of(rule, group, identity);
    assertThat(AlertId.of(rule, List.copyOf(group), identity)).isEqualTo(id);
    assertThat(AlertId.of(rule + "x", group, identity)).isNotEqualTo(id);
    assertThat(AlertId.of(rule, group, identity + "x")).isNotEqualTo(id);
    Assume.that(!group.isEmpty());
    assertThat(AlertId.of(rule, group.subList(1, group.size()), identity)).isNotEqualTo(id);
  }
}
