package dev.mirrorwatch.job.benchmark;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** Events a second of each contender, one SVG for each part that has such figures. */
final class ThroughputPlots {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final String RATE = "events a second";

  private ThroughputPlots() {}

  static void write(List<PointResult> results, Path folder) throws IOException {
    for (Part part : List.of(Part.SHARE, Part.RULES, Part.PRINCIPALS, Part.FLOOD)) {
      List<PointResult> points =
          results.stream().filter(result -> result.part() == part).toList();
      if (!points.isEmpty()) {
        // One point is no line.
        Chart<?, ?> chart = points.size() == 1 ? bars(points.get(0)) : lines(part, points);
        VectorGraphicsEncoder.saveVectorGraphic(
            chart, folder.resolve(part.toString()).toString(), VectorGraphicsFormat.SVG);
      }
    }
  }

  private static XYChart lines(Part part, List<PointResult> points) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(part.title)
            .xAxisTitle(part.varied)
            .yAxisTitle(RATE)
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    plain(chart.getStyler());
    for (Peer peer : Peer.values()) {
      double[] values =
          points.stream().filter(point -> rate(point, peer) > 0).mapToDouble(PointResult::value).toArray();
      double[] rates =
          points.stream().mapToDouble(point -> rate(point, peer)).filter(rate -> rate > 0).toArray();
      if (values.length > 0) {
        chart.addSeries(peer.toString(), values, rates);
      }
    }
    return chart;
  }

  private static CategoryChart bars(PointResult point) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(point.part().title + ": " + point.label())
            .yAxisTitle(RATE)
            .build();
    plain(chart.getStyler());
    List<Peer> ended =
        Arrays.stream(Peer.values()).filter(peer -> rate(point, peer) > 0).toList();
    chart.addSeries(
        RATE,
        ended.stream().map(Peer::toString).toList(),
        ended.stream().map(peer -> rate(point, peer)).toList());
    chart.getStyler().setLegendVisible(false);
    return chart;
  }

  private static void plain(Styler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
  }

  /** 0 where there is no figure: a logarithm has no place for it. */
  private static double rate(PointResult point, Peer peer) {
    return point.figures().stream()
        .filter(figures -> figures.peer() == peer && figures.ended() > 0)
        .mapToDouble(Figures::eventsPerSecond)
        .findFirst()
        .orElse(0);
  }
}
