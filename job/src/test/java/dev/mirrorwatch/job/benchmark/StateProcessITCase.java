package dev.mirrorwatch.job.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateProcessITCase {

  private static final int OPEN = 3_000;

  @TempDir private Path folder;

  private StateFigures measure(Backend backend) throws Exception {
    StateFigures figures = StateProcess.measure(backend, OPEN, folder);
    // One record for each, all still there when they are completed.
    assertThat(figures.bytesOfEach()).isBetween(1_000L, 6_000L);
    assertThat(figures.drawn()).isEqualTo(100);
    assertThat(figures.alerts()).isEqualTo(100);
    assertThat(figures.operators().keySet()).anyMatch(name -> name.contains("correlate"));
    return figures;
  }

  @Test
  void theHeapIsWrittenAsAWhole() throws Exception {
    StateFigures figures = measure(Backend.HASHMAP);
    assertThat(figures.next().writtenBytes()).isEqualTo(figures.next().stateBytes());
    assertThat(figures.next().stateBytes()).isGreaterThan(figures.full().stateBytes());
  }

  @Test
  void rocksDbWritesWhatIsNew() throws Exception {
    StateFigures figures = measure(Backend.ROCKSDB);
    assertThat(figures.full().writtenBytes()).isEqualTo(figures.full().stateBytes());
    assertThat(figures.next().writtenBytes()).isLessThan(figures.full().writtenBytes() / 2);
  }
}
