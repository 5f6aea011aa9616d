package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Placeholders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads {@code placeholders.yml}: a map from the name of a placeholder to its values. */
public final class PlaceholderParser {

  private static final String FILE_NAME = "placeholders.yml";

  private PlaceholderParser() {}

  /** Whether the file holds placeholders and no rules; its name says so. */
  public static boolean reads(RuleFile file) {
    return file.name().equals(FILE_NAME) || file.name().endsWith("/" + FILE_NAME);
  }

  /** The placeholders of all the files together. */
  public static Placeholders parse(List<RuleFile> files, Consumer<RuleIssue> issues) {
    Map<String, List<String>> values = new HashMap<>();
    for (RuleFile file : files) {
      for (MappingNode document : YamlDocuments.read(file, issues)) {
        YamlMap map = new YamlMap(file.name(), document, issues);
        for (YamlMap.Entry entry : map.entries()) {
          List<String> texts = map.texts(entry.key());
          if (texts.isEmpty()) {
            map.error(entry.keyAt(), "MW-PLACEHOLDER", "'" + entry.key() + "' has no values");
          }
          if (values.put(entry.key(), texts) != null) {
            map.error(
                entry.keyAt(), "MW-PLACEHOLDER", "'" + entry.key() + "' has values elsewhere too");
          }
        }
      }
    }
    return new Placeholders(values);
  }
}
