package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Original;
import dev.mirrorwatch.udfs.event.PackedEvidence;
import dev.mirrorwatch.udfs.event.StageHit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The largest state of a key, in bytes of Flink's serializers, is what the README says. */
class LargestStateTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);

  /** As much as is kept of a record; the longer ones are cut. Nothing in it comes twice. */
  private static final String RECORD =
      new Random(7)
          .ints(16 << 10, 'A', 'z')
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private static StageHit full(StageHit hit) {
    Evidence item = hit.evidence();
    return new StageHit(
        hit.rule(),
        hit.ruleVersion(),
        hit.stage(),
        hit.groupValues(),
        hit.time(),
        hit.eventId(),
        hit.links(),
        PackedEvidence.of(
            new Evidence(
                item.stage(),
                item.eventId(),
                item.time(),
                item.cloudProvider(),
                item.eventProvider(),
                item.action(),
                item.outcome(),
                item.errorCode(),
                item.principal(),
                item.sourceIp(),
                item.sourceAddress(),
                item.userAgent(),
                item.account(),
                item.region(),
                item.resources(),
                item.fields(),
                item.origin(),
                Original.of(RECORD),
                true)));
  }

  /** The event ids are as long as the provider's. */
  private static String eventId(int i) {
    return "00000000-0000-4000-8000-%012d".formatted(i);
  }

  private static void assertLargest(
      String row, CorrelationRule rule, int events, int kept, IntFunction<StageHit> event)
      throws Exception {
    try (CorrelateHarness harness = new CorrelateHarness(LATENESS, rule)) {
      for (int i = 0; i < events; i++) {
        harness.arrive(full(event.apply(i)));
        harness.told().clear();
      }
      assertThat(harness.bufferedHits()).as("hits of a full group").isEqualTo(kept);
      long documented = documentedBytes(row);
      assertThat(harness.stateBytes())
          .as("bytes of a full group: " + row)
          .isBetween(documented * 9 / 10, documented);
    }
  }

  private static long documentedBytes(String row) throws IOException {
    Matcher number =
        Pattern.compile("\\| " + Pattern.quote(row) + " \\|.*\\| ([0-9,]+) \\|")
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(number.find()).as("a row of the README: " + row).isTrue();
    return Long.parseLong(number.group(1).replace(",", ""));
  }

  @Test
  void ofStages() throws Exception {
    CorrelationRule rule = Rules.staging();
    Hits hits = new Hits(rule);
    // One filter with all its rules, used by as many alerts as there is room for.
    assertLargest(
        "`temporal`, `temporal_ordered`",
        rule,
        600,
        BufferLimits.PER_GROUP,
        i -> {
          double minute = i / 600.0;
          if (i < 64) {
            return hits.filter(eventId(i), minute, "tmf-1");
          }
          if (i < 128) {
            return hits.filterRule(eventId(i), minute, "tmf-1");
          }
          return i % 2 == 0
              ? hits.target(eventId(i), minute, "tmt-" + i / 2)
              : hits.session(eventId(i), minute, "tmt-" + i / 2, "tmf-1");
        });
  }

  @Test
  void ofCounts() throws Exception {
    CorrelationRule rule = Rules.eventCount(10);
    Hits hits = new Hits(rule);
    assertLargest(
        "`event_count`, `value_count` up to 64",
        rule,
        // One more, and the oldest alert makes room for others.
        BufferLimits.PER_GROUP,
        BufferLimits.PER_GROUP,
        i -> hits.target(eventId(i), i / 6.0, null));
  }

  @Test
  void ofGreatCounts() throws Exception {
    CorrelationRule rule = Rules.eventCount(100);
    Hits hits = new Hits(rule);
    assertLargest(
        "`event_count`, `value_count` of 100",
        rule,
        900,
        800,
        i -> hits.target(eventId(i), i / 6.0, null));
  }

  @Test
  void ofNumbers() throws Exception {
    CorrelationRule rule =
        Rules.counting(
            CorrelationType.VALUE_SUM,
            CorrelationCondition.atLeast(1_000_000, List.of("mirror.target_id")));
    Hits hits = new Hits(rule);
    assertLargest(
        "`value_sum`, `value_avg`, `value_percentile`, `value_median`",
        rule,
        BufferLimits.NUMBERS_PER_GROUP + 10,
        BufferLimits.NUMBERS_PER_GROUP,
        i -> hits.target(eventId(i), i / 600.0, "1"));
  }
}
