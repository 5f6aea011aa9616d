package dev.mirrorwatch.job.benchmark;

import java.util.Set;

/** An engine with the job of finding stagings in files, run in a process of its own. */
interface Contender {

  /** Reads the files to their end, and says which stagings it found; those that only read, none. */
  Set<Staging> run(Task task) throws Exception;
}
