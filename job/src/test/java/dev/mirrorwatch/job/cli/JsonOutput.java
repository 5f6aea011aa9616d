package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** What a command printed, read as JSON. */
final class JsonOutput {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonOutput() {}

  /** The one value that was printed. */
  static JsonNode json(CommandRun run) throws JsonProcessingException {
    return JSON.readTree(run.out());
  }

  /** One value a line. */
  static List<JsonNode> jsonLines(CommandRun run) throws JsonProcessingException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : run.lines()) {
      nodes.add(JSON.readTree(line));
    }
    return nodes;
  }
}
