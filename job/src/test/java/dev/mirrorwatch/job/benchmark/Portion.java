package dev.mirrorwatch.job.benchmark;

/**
 * How much of a workload a contender reads, where a rate is all that is asked.
 *
 * @param divisor 4 = the first quarter, for the slow
 * @param times how often, for those that would be over before a clock tells
 */
record Portion(int divisor, int times) {

  static final Portion ALL = new Portion(1, 1);

  /** Whether what is found can be held against the truth. */
  boolean isAll() {
    return equals(ALL);
  }

  /** Behind the contender's name; empty for all. */
  String label() {
    return (divisor == 1 ? "" : ", first 1/" + divisor)
        + (times == 1 ? "" : ", " + times + " times over");
  }
}
