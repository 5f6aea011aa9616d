package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.FieldMap;
import dev.mirrorwatch.rules.model.LogSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads field maps: {@code logsource}, and below {@code fields} a path for each name. */
public final class FieldMapParser {

  private static final List<String> KEYS = List.of("logsource", "fields");

  private FieldMapParser() {}

  /** The maps of all the files, one for each document. */
  public static List<FieldMap> parse(List<RuleFile> files, Consumer<RuleIssue> issues) {
    List<FieldMap> maps = new ArrayList<>();
    for (RuleFile file : files) {
      for (MappingNode document : YamlDocuments.read(file, issues)) {
        YamlMap map = new YamlMap(file.name(), document, issues);
        map.onlyKeys("a field map", KEYS);
        LogSource logSource = new LogSourceParser(map, issues).logSource();
        maps.add(new FieldMap(logSource, paths(map)));
      }
    }
    return maps;
  }

  private static Map<String, String> paths(YamlMap document) {
    Map<String, String> paths = new HashMap<>();
    Optional<YamlMap> fields = document.map("fields");
    if (fields.isEmpty()) {
      document.error(document.location(), "MW-MISSING-KEY", "'fields' is missing");
      return paths;
    }
    for (YamlMap.Entry entry : fields.get().entries()) {
      fields
          .get()
          .requiredText(entry.key(), "'fields'")
          .ifPresent(path -> paths.put(entry.key(), path));
    }
    return paths;
  }
}
