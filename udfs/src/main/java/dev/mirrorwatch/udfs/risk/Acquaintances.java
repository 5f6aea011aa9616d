package dev.mirrorwatch.udfs.risk;

/** Who is known for which family of calls. */
@FunctionalInterface
public interface Acquaintances {

  /** Nothing is known of anybody. */
  Acquaintances NONE = (origin, family, before) -> Acquaintance.UNKNOWN;

  /**
   * @param origin root of the principal's role chain
   * @param family of calls
   * @param before epoch milliseconds; only what happened earlier counts
   */
  Acquaintance of(String origin, String family, long before);

  /** What more events can make of each other, in this order and never back. */
  enum Kind {
    /** The calls are not watched for long enough to tell. */
    UNKNOWN,
    /** The principal was not seen. */
    NEW,
    /** It was. */
    SEEN
  }

  /**
   * @param days for which the calls are watched, at most as many as are remembered
   */
  record Acquaintance(Kind kind, long days) {
    static final Acquaintance UNKNOWN = new Acquaintance(Kind.UNKNOWN, 0);
  }
}
