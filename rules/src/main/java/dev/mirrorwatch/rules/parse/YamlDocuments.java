package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Splits a rule file into YAML documents that keep their positions. Never throws. */
final class YamlDocuments {

  /** Longest accepted file, in characters; the largest public rule has 40,000. */
  static final int LONGEST_FILE = 1_000_000;

  private static final int DEEPEST_NESTING = 32;
  private static final int MOST_COLLECTION_ALIASES = 20;

  private YamlDocuments() {}

  /**
   * The mappings that the file holds. The documents before a syntax error are returned, what
   * follows it is not; everything left out is reported.
   */
  static List<MappingNode> read(RuleFile file, Consumer<RuleIssue> issues) {
    Location start = new Location(file.name(), 1, 1);
    String text = file.text().startsWith("\uFEFF") ? file.text().substring(1) : file.text();
    List<MappingNode> documents = new ArrayList<>();
    if (text.length() > LONGEST_FILE) {
      issues.accept(
          RuleIssue.error(
              start, "MW-FILE-TOO-LARGE", "file has more than " + LONGEST_FILE + " characters"));
      return documents;
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.name())
            .setMaxAliasesForCollections(MOST_COLLECTION_ALIASES)
            .setCodePointLimit(LONGEST_FILE)
            // Room for all of it: the reader trips over a sign of two units at a buffer's end.
            .setBufferSize(text.length() + 2)
            .build();
    try {
      Optional<Location> tooDeep = firstTooDeep(file.name(), text, settings);
      if (tooDeep.isPresent()) {
        issues.accept(
            RuleIssue.error(
                tooDeep.get(),
                "MW-YAML-TOO-DEEP",
                "more than " + DEEPEST_NESTING + " collections inside each other"));
        return documents;
      }
    } catch (YamlEngineException e) {
      // The second reading below meets it again, after the documents before it.
    }
    boolean empty = true;
    try {
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        if (isNothing(node)) {
          continue;
        }
        empty = false;
        if (node instanceof MappingNode mapping) {
          documents.add(mapping);
        } else {
          issues.accept(
              RuleIssue.error(
                  locationOf(file.name(), node.getStartMark()),
                  "MW-NOT-A-MAP",
                  "a rule document must be a map of keys and values"));
        }
      }
    } catch (MarkedYamlEngineException e) {
      String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      issues.accept(
          RuleIssue.error(locationOf(file.name(), mark), "MW-YAML", "not YAML: " + problem));
      return documents;
    } catch (YamlEngineException e) {
      String problem = e.getMessage().lines().findFirst().orElse("unreadable");
      issues.accept(RuleIssue.error(start, "MW-YAML", "not YAML: " + problem));
      return documents;
    }
    if (empty) {
      issues.accept(RuleIssue.error(start, "MW-FILE-EMPTY", "file has no rule document"));
    }
    return documents;
  }

  /** What stands between two separators, or behind the last, without any text. */
  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().isEmpty();
  }

  static Location locationOf(String file, Optional<Mark> mark) {
    return mark.map(at -> new Location(file, at.getLine() + 1, at.getColumn() + 1))
        .orElse(new Location(file, 1, 1));
  }

  /** Composing is recursive, so nesting is measured first, on the flat list of events. */
  private static Optional<Location> firstTooDeep(String file, String text, LoadSettings settings) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > DEEPEST_NESTING) {
        return Optional.of(locationOf(file, event.getStartMark()));
      }
    }
    return Optional.empty();
  }
}
