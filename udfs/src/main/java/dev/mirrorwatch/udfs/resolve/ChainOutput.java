package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.UnexplainedHit;

/** Where a step of a role chain tells what it learnt. */
public interface ChainOutput {

  /** The hit with one more hop: the next step may know more. */
  void explained(UnexplainedHit hit);

  /** The hit as far as it is known; it may come again when more is. */
  void asFarAsKnown(UnexplainedHit hit);

  /** Who got the key, for the steps behind: somebody got another key with it. */
  void needed(KeyAnswer answer);

  /** Something to count under that name. */
  void count(String name);
}
