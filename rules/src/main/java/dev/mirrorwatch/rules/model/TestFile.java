package dev.mirrorwatch.rules.model;

import java.util.List;

/**
 * The tests beside a rule file: {@code x.test.yml} has those of {@code x.yml}.
 *
 * @param name of the test file
 * @param tests in its order
 */
public record TestFile(String name, List<RuleTest> tests) {

  public TestFile {
    tests = List.copyOf(tests);
  }

  /** Whether a file has tests and no rules; its name says so. */
  public static boolean isNamedLikeOne(String file) {
    return file.endsWith(".test.yml") || file.endsWith(".test.yaml");
  }

  /** Whether that rule file is the one beside, however its ending is spelt. */
  public boolean isBeside(String ruleFile) {
    return stem(ruleFile).equals(stem(name).replaceFirst("\\.test$", ""));
  }

  private static String stem(String file) {
    return file.replaceFirst("\\.ya?ml$", "");
  }
}
