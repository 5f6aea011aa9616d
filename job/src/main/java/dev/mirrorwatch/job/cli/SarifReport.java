package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleIssue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Problems as a SARIF 2.1.0 log, which code hosts show beside the lines. */
final class SarifReport {

  private SarifReport() {}

  static ObjectNode of(List<RuleIssue> issues) {
    ObjectNode log = JsonNodeFactory.instance.objectNode();
    log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    log.put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "mirrorwatch");
    driver.put("version", Version.own());
    List<String> ids = issues.stream().map(RuleIssue::id).distinct().sorted().toList();
    ArrayNode kinds = driver.putArray("rules");
    ids.forEach(id -> kinds.addObject().put("id", id));
    run.put("columnKind", "unicodeCodePoints");
    ArrayNode results = run.putArray("results");
    issues.forEach(issue -> addResult(results.addObject(), issue, ids));
    return log;
  }

  private static void addResult(ObjectNode result, RuleIssue issue, List<String> ids) {
    result.put("ruleId", issue.id());
    result.put("ruleIndex", ids.indexOf(issue.id()));
    result.put(
        "level",
        switch (issue.severity()) {
          case ERROR -> "error";
          case WARNING -> "warning";
          case INFO -> "note";
        });
    String question =
        issue.suggestion() == null ? "" : ", did you mean '" + issue.suggestion() + "'?";
    result.putObject("message").put("text", issue.message() + question);
    ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
    place.putObject("artifactLocation").put("uri", uri(issue.file()));
    place.putObject("region").put("startLine", issue.line()).put("startColumn", issue.column());
  }

  /** The path with what a URI cannot hold escaped. */
  private static String uri(String file) {
    try {
      return new URI(null, null, file.startsWith("/") ? file : "/" + file, null)
          .getRawPath()
          .substring(file.startsWith("/") ? 0 : 1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("every absolute path is one of a URI", e);
    }
  }
}
