package dev.mirrorwatch.job.benchmark;

import java.util.List;
import java.util.Locale;

/** Results in, one Markdown table for each part out, ready to paste. */
final class MarkdownReport {

  private MarkdownReport() {}

  static String of(List<PointResult> results) {
    StringBuilder text = new StringBuilder();
    for (Part part : Part.values()) {
      List<PointResult> points = results.stream().filter(result -> result.part() == part).toList();
      if (points.isEmpty()) {
        continue;
      }
      text.append("**").append(part.title).append("**\n\n");
      text.append("| ").append(part.varied);
      text.append(
          """
           | contender | wall s | net s | events/s | MB/s | CPU s | RSS MB | heap MB | alerts | recall | precision | × flinkcep | × limit |
          |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
          """);
      points.forEach(point -> point.figures().forEach(figures -> row(text, point, figures)));
      text.append('\n');
    }
    return text.toString();
  }

  private static void row(StringBuilder text, PointResult point, Figures figures) {
    String name = figures.peer() + figures.portion().label();
    if (figures.ended() < figures.runs()) {
      name +=
          " (%d of %d runs: %s)"
              .formatted(figures.runs() - figures.ended(), figures.runs(), figures.end());
    }
    boolean ended = figures.ended() > 0;
    Accuracy accuracy = ended ? figures.accuracy() : null;
    List<String> cells =
        List.of(
            point.label(),
            name,
            number("%.1f", figures.wallSeconds()),
            number("%.2f", figures.netSeconds()),
            rate(figures.eventsPerSecond()),
            number("%.0f", figures.bytesPerSecond() / 1e6),
            number("%.1f", figures.cpuSeconds()),
            ended ? megabytes(figures.residentBytes()) : "",
            ended && figures.heapBytes() > 0 ? megabytes(figures.heapBytes()) : "",
            ended && figures.peer().finds() ? Integer.toString(figures.alerts()) : "",
            accuracy == null ? "" : number("%.2f", accuracy.recall()),
            accuracy == null ? "" : number("%.2f", accuracy.precision()),
            number("%.2f", point.ratio(figures, Peer.FLINKCEP)),
            number("%.2f", point.ratio(figures, Peer.LIMIT)));
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  /** Three digits: more are noise. */
  private static String rate(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(value)) - 2));
    return String.format(Locale.ROOT, "%,.0f", Math.round(value / unit) * unit);
  }

  private static String megabytes(long bytes) {
    return Long.toString(Math.round(bytes / 1e6));
  }
}
