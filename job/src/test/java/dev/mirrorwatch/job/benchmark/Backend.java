package dev.mirrorwatch.job.benchmark;

import java.util.Locale;

/** Where Flink keeps state. */
enum Backend {
  HASHMAP,
  ROCKSDB;

  /** As {@code state.backend.type} has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
