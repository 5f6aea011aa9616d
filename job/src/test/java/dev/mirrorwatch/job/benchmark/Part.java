package dev.mirrorwatch.job.benchmark;

import java.util.Locale;

/** What is varied. */
enum Part {
  SHARE("Share of mirror calls", "relevant"),
  MEMORY("A gigabyte, all of it read by each", "relevant"),
  SHIPPED("All shipped rules, by share of mirror calls", "relevant"),
  RULES("Rules for calls that nobody makes", "rules"),
  CORRELATIONS("Correlations on the same stages", "correlations"),
  PRINCIPALS("Principals, mirror calls only", "principals"),
  FLOOD("Nine of ten records are mirror calls of one principal", "flood"),
  RECALL("Every shape and decoy three times", "recall"),
  STATE("Open stagings, each of its own principal", "back end");

  /** Heading of its table. */
  final String title;

  /** Heading of the column with what is varied. */
  final String varied;

  Part(String title, String varied) {
    this.title = title;
    this.varied = varied;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
