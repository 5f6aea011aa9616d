package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** One run of the command line within the test. */
record CommandRun(int code, String out, String err) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = commandLine.execute(args);
    return new CommandRun(code, out.toString(), err.toString());
  }

  JsonNode json() throws JsonProcessingException {
    return JSON.readTree(out);
  }

  List<JsonNode> jsonLines() throws JsonProcessingException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : out.lines().toList()) {
      nodes.add(JSON.readTree(line));
    }
    return nodes;
  }
}
