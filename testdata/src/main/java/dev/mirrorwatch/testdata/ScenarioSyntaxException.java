package dev.mirrorwatch.testdata;

/** A scenario file that cannot be read; the message begins with {@code file:line:column}. */
public final class ScenarioSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScenarioSyntaxException(String file, int line, int column, String problem) {
    super(file + ":" + line + ":" + column + ": " + problem);
  }
}
