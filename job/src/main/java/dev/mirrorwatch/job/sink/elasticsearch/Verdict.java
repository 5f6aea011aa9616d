package dev.mirrorwatch.job.sink.elasticsearch;

/** What Elasticsearch's answer means for a document. */
enum Verdict {
  /** Stored. */
  WRITTEN,
  /** The same or a newer revision is stored: the promise is kept without this document. */
  ALREADY_THERE,
  /** Not now, but the same request may succeed later. */
  RETRY,
  /** Never, because of what is in the document. Others are not concerned. */
  REJECTED,
  /** Never, because of how the sink is set up: every other document would fare the same. */
  FATAL;

  /**
   * The verdict of an HTTP status.
   *
   * @param status of one document in a bulk, or of a whole request
   * @param errorType Elasticsearch's name of the error; empty where there was none
   */
  static Verdict of(int status, String errorType) {
    if (status >= 200 && status < 300) {
      return WRITTEN;
    }
    if (status >= 500) {
      return RETRY;
    }
    return switch (status) {
      case 408, 429 -> RETRY;
      case 409 -> ALREADY_THERE;
      case 401, 403 -> FATAL;
      // Elasticsearch may be told not to make indices by itself.
      case 404 -> errorType.equals("index_not_found_exception") ? FATAL : REJECTED;
      default -> REJECTED;
    };
  }
}
