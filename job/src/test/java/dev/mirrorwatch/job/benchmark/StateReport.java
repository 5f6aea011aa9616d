package dev.mirrorwatch.job.benchmark;

import java.util.List;
import java.util.Locale;

/** What open stagings cost in, one Markdown table out, ready to paste. */
final class StateReport {

  private StateReport() {}

  static String of(List<StateFigures> results) {
    StringBuilder text = new StringBuilder("**").append(Part.STATE.title).append("**\n\n");
    text.append(
        """
        | back end | open | records/s | state, bytes each | checkpoint MB | s | next, MB written | s | heap MB | RSS MB |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (StateFigures figures : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,.0f | %,d | %s | %s | %s | %s | %s | %s |%n",
              figures.backend(),
              figures.open(),
              figures.recordsPerSecond(),
              figures.bytesOfEach(),
              megabytes(figures.full().writtenBytes()),
              seconds(figures.full().millis()),
              megabytes(figures.next().writtenBytes()),
              seconds(figures.next().millis()),
              megabytes(figures.heapBytes()),
              megabytes(figures.residentBytes())));
    }
    return text.append('\n').toString();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f", millis / 1e3);
  }
}
