package dev.mirrorwatch.job.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final WorkloadFiles FILES = new WorkloadFiles(List.of(), 12_000, 18_000_000, 6);
  private static final List<Run> STARTS = List.of(run(2, 3));

  private static final StateFigures STATE =
      new StateFigures(
          Backend.ROCKSDB,
          10_000,
          4,
          new StateFigures.Checkpoint(30_000_000, 30_000_000, 1_200),
          new StateFigures.Checkpoint(30_300_000, 500_000, 90),
          Map.of("correlate", 30_000_000L),
          90_000_000,
          700_000_000,
          100,
          100);

  private static Run run(double wall, double cpu) {
    return new Run(
        wall, new Cost(cpu, 500_000_000, 80_000_000, Set.of(new Staging("alice", "tmt-1"))), null);
  }

  private static Figures figures(Peer peer, Run... runs) {
    return Figures.of(peer, Portion.ALL, FILES, List.of(runs), STARTS, new Accuracy(0.5, 1));
  }

  private static PointResult point(Figures... figures) {
    return new PointResult(
        Part.SHARE, "1/2000", 0.0005, 12_000, 18_000_000, 6, 2, List.of(figures));
  }

  @Test
  void theMedianIsTheMiddle() {
    assertThat(Figures.median(9, 1, 5)).isEqualTo(5);
    assertThat(Figures.median(9, 1)).isEqualTo(5);
    assertThat(Figures.median()).isNaN();
  }

  @Test
  void theStartDoesNotCount() {
    Figures figures = figures(Peer.MIRRORWATCH, run(3, 5), run(9, 9), run(4, 6));

    assertThat(figures.wallSeconds()).isEqualTo(4);
    assertThat(figures.netSeconds()).isEqualTo(2);
    assertThat(figures.cpuSeconds()).isEqualTo(3);
    assertThat(figures.eventsPerSecond()).isEqualTo(6_000);
    assertThat(figures.bytesPerSecond()).isEqualTo(9_000_000);
  }

  @Test
  void whatTheStartHidesHasNoRate() {
    for (double wall : new double[] {1.9, 2, 2.1}) {
      assertThat(figures(Peer.LIMIT, run(wall, 3)).netSeconds()).isNaN();
      assertThat(figures(Peer.LIMIT, run(wall, 3)).eventsPerSecond()).isNaN();
    }
    assertThat(figures(Peer.LIMIT, run(2.5, 3)).eventsPerSecond()).isEqualTo(24_000);
  }

  @Test
  void runsThatDidNotEndHaveNoFigures() {
    Figures figures = figures(Peer.SQL, new Run(180, null, "over 180 s"));

    assertThat(figures.eventsPerSecond()).isNaN();
    assertThat(MarkdownReport.of(List.of(point(figures))))
        .contains("| 1/2000 | sql (1 of 1 runs: over 180 s) |  |  |  |  |  |  |  |  |  |  |  |  |");
  }

  @Test
  void ratiosAreOfEventsASecond() {
    Figures ours = figures(Peer.MIRRORWATCH, run(3, 4));
    Figures cep = figures(Peer.FLINKCEP, run(5, 8));
    PointResult point = point(ours, cep);

    assertThat(point.ratio(ours, Peer.FLINKCEP)).isCloseTo(3, within(1e-9));
    assertThat(point.ratio(cep, Peer.FLINKCEP)).isEqualTo(1);
    assertThat(point.ratio(ours, Peer.LIMIT)).isNaN();
  }

  @Test
  void tablesCanBePasted() {
    String text =
        MarkdownReport.of(
            List.of(
                point(
                    figures(Peer.MIRRORWATCH, run(3, 4)),
                    figures(Peer.FLINKCEP, run(5, 8)),
                    Figures.of(
                        Peer.LIMIT,
                        new Portion(4, 1),
                        FILES,
                        List.of(run(3.234, 4)),
                        STARTS,
                        null))));

    assertThat(text)
        .isEqualTo(
            """
            **Share of mirror calls**

            | relevant | contender | wall s | net s | events/s | MB/s | CPU s | RSS MB | heap MB | alerts | recall | precision | × flinkcep | × limit |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            | 1/2000 | mirrorwatch | 3.0 | 1.00 | 12,000 | 18 | 1.0 | 500 | 80 | 1 | 0.50 | 1.00 | 3.00 | 1.23 |
            | 1/2000 | flinkcep | 5.0 | 3.00 | 4,000 | 6 | 5.0 | 500 | 80 | 1 | 0.50 | 1.00 | 1.00 | 0.41 |
            | 1/2000 | limit, first 1/4 | 3.2 | 1.23 | 9,720 | 15 | 1.0 | 500 | 80 |  |  |  | 2.43 | 1.00 |

            """);
  }

  @Test
  void theJsonSaysWhatTheTableSays() throws Exception {
    JsonNode report =
        new JsonMapper()
            .readTree(
                JsonReport.of(
                    List.of(
                        point(
                            figures(Peer.MIRRORWATCH, run(3, 4)),
                            figures(Peer.SQL, new Run(180, null, "over 180 s")))),
                    List.of(STATE),
                    BenchmarkOptions.of(Map.<String, String>of()::get),
                    "2 processors"));

    assertThat(report.at("/points/0/part").asText()).isEqualTo("share");
    assertThat(report.at("/points/0/contenders/0/name").asText()).isEqualTo("mirrorwatch");
    assertThat(report.at("/points/0/contenders/0/events_per_second").asDouble()).isEqualTo(12_000);
    assertThat(report.at("/points/0/contenders/0/recall").asDouble()).isEqualTo(0.5);
    assertThat(report.at("/points/0/contenders/1/events_per_second").isNull()).isTrue();
    assertThat(report.at("/points/0/contenders/1/end").asText()).isEqualTo("over 180 s");
    assertThat(report.at("/state/0/next/written_bytes").asLong()).isEqualTo(500_000);
  }

  @Test
  void stateHasATableOfItsOwn() {
    assertThat(StateReport.of(List.of(STATE)))
        .isEqualTo(
            """
            **Open stagings, each of its own principal**

            | back end | open | records/s | state, bytes each | checkpoint MB | s | next, MB written | s | heap MB | RSS MB |
            |---|---|---|---|---|---|---|---|---|---|
            | rocksdb | 10,000 | 2,500 | 3,000 | 30.0 | 1.2 | 0.5 | 0.1 | 90.0 | 700.0 |

            """);
  }
}
