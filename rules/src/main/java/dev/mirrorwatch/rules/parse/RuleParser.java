package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.RuleFilter;
import dev.mirrorwatch.rules.model.WrittenDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Turns rule files into documents: detections, correlations and filters. */
public final class RuleParser {

  private final Consumer<RuleIssue> issues;
  private final List<DetectionRule> detections = new ArrayList<>();
  private final List<CorrelationDocument> correlations = new ArrayList<>();
  private final List<RuleFilter> filters = new ArrayList<>();
  private final List<WrittenDocument> written = new ArrayList<>();

  private RuleParser(Consumer<RuleIssue> issues) {
    this.issues = issues;
  }

  /** Reads every document of every file. What cannot be read is reported and left out. */
  public static RuleDocuments parse(List<RuleFile> files, Consumer<RuleIssue> issues) {
    RuleParser parser = new RuleParser(issues);
    for (RuleFile file : files) {
      for (MappingNode document : YamlDocuments.read(file, issues)) {
        WrittenDocumentReader.read(file.name(), document).ifPresent(parser.written::add);
        parser.read(file, document);
      }
    }
    return new RuleDocuments(
        parser.detections, parser.correlations, parser.filters, parser.written);
  }

  private void read(RuleFile file, MappingNode node) {
    YamlMap document = new YamlMap(file.name(), node, issues);
    if (document.has("action")) {
      document.error(
          document.entry("action").orElseThrow().keyAt(),
          "MW-NOT-SUPPORTED",
          "rule collections by 'action' are not supported, write the documents out in full");
      return;
    }
    List<String> kinds =
        Stream.of("detection", "correlation", "filter").filter(document::has).toList();
    if (kinds.isEmpty()) {
      document.error(
          document.location(),
          "MW-UNKNOWN-DOCUMENT",
          "document has neither 'detection' nor 'correlation' nor 'filter'");
      return;
    }
    if (kinds.size() > 1) {
      document.error(
          document.entry(kinds.get(1)).orElseThrow().keyAt(),
          "MW-AMBIGUOUS-DOCUMENT",
          "document has both '" + kinds.get(0) + "' and '" + kinds.get(1) + "'");
      return;
    }
    HeaderParser headers = new HeaderParser(file, document, issues);
    switch (kinds.get(0)) {
      case "detection" -> detections.add(new DetectionParser(document, issues).rule(headers));
      case "correlation" ->
          new CorrelationParser(document, issues).rule(headers).ifPresent(correlations::add);
      default -> filters.add(new DetectionParser(document, issues).filter());
    }
  }
}
