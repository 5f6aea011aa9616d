package dev.mirrorwatch.job.benchmark;

import java.util.Locale;

/** Who is measured. The classes of some are compiled by the profile only, so all go by name. */
enum Peer {
  MIRRORWATCH("MirrorwatchContender"),
  FLINKCEP("CepContender"),
  SQL("SqlContender"),
  ESPER("EsperContender"),
  LOOP("LoopContender"),
  LIMIT("LimitContender$Lines"),
  LIMIT_CHUNKS("LimitContender$Chunks");

  private final String type;

  Peer(String type) {
    this.type = type;
  }

  String className() {
    return Peer.class.getPackageName() + "." + type;
  }

  /** Whether it looks for anything. */
  boolean finds() {
    return this != LIMIT && this != LIMIT_CHUNKS;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
