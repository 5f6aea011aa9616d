package dev.mirrorwatch.rules.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.WrittenDocument;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A tag of ATT&CK that ATT&CK no longer has. The rule works; its alerts are filed wrongly. */
final class ReplacedTagCheck implements DocumentCheck {

  private static final Map<String, String> REPLACED =
      CheckData.lines("attack-replaced.txt").stream()
          .map(line -> line.split(" "))
          .collect(Collectors.toUnmodifiableMap(words -> words[0], words -> words[1]));

  @Override
  public void check(WrittenDocument document, Consumer<RuleIssue> issues) {
    JsonNode tags = document.json().path("tags");
    for (int i = 0; tags.isArray() && i < tags.size(); i++) {
      String tag = tags.get(i).asText();
      if (REPLACED.containsKey(tag)) {
        issues.accept(
            RuleIssue.info(
                    document.valueAt("/tags/" + i),
                    "MW-REPLACED-TAG",
                    "ATT&CK no longer has '" + tag + "'")
                .suggesting(REPLACED.get(tag)));
      }
    }
  }
}
