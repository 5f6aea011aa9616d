package dev.mirrorwatch.testdata;

/** A word of a scenario file and the place where it begins, counted from 1. */
record ScenarioWord(String text, String file, int line, int column) {
  ScenarioSyntaxException error(String problem) {
    return new ScenarioSyntaxException(file, line, column, problem);
  }
}
