package dev.mirrorwatch.job.config;

import java.util.List;

/**
 * A configuration that cannot run. The message names every problem, with its place and a remedy.
 */
public final class InvalidConfigException extends RuntimeException {

  public InvalidConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
