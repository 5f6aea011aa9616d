package dev.mirrorwatch.udfs.resolve;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;

/** Where a step of a role chain tells what it learnt. */
public interface ChainOutput {

  /** The event with one more hop: the next step may know more. */
  void explained(UnexplainedEvent event);

  /** The event as far as it is known; it may come again when more is, or has come with less. */
  void asFarAsKnown(UnexplainedEvent event);

  /** The event of which all is known that can be: it comes once. */
  void known(UnexplainedEvent event);

  /** Who got the key, for the steps behind: somebody got another key with it. */
  void needed(KeyAnswer answer);

  /** Something to count under that name. */
  void count(String name);
}
