package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.trial.TestResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** One object a line: every test, every rule with untested parts, then the sum. */
final class RuleTestJson {

  private RuleTestJson() {}

  static void print(List<TestResult> results, Map<String, List<String>> untested, PrintWriter out) {
    results.forEach(result -> out.println(json(result)));
    untested.forEach(
        (rule, parts) -> {
          ObjectNode line = JsonNodeFactory.instance.objectNode().put("rule", rule);
          add(parts, line.putArray("untested"));
          out.println(line);
        });
    out.println(
        JsonNodeFactory.instance
            .objectNode()
            .put("tests", results.size())
            .put("failed", results.stream().filter(result -> !result.passed()).count())
            .put("millis", RuleTestText.took(results).toMillis()));
  }

  private static ObjectNode json(TestResult result) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("file", result.file())
            .put("line", result.test().location().line())
            .put("test", result.test().name())
            .put("rule", result.test().rule().text())
            .put("passed", result.passed());
    add(result.differences(), line.putArray("difference"));
    add(result.notes(), line.putArray("notes"));
    return line;
  }

  private static void add(List<String> texts, ArrayNode array) {
    texts.forEach(array::add);
  }
}
