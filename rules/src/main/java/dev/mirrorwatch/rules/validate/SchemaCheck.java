package dev.mirrorwatch.rules.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.WrittenDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Documents against our schemas, which say more than Sigma's own. A finding is a warning: what the
 * schemas find beyond the parser is descriptive and changes no match.
 */
final class SchemaCheck implements DocumentCheck {

  private static final List<String> KINDS = List.of("detection", "correlation", "filter");
  private static final Map<String, JsonSchema> SCHEMAS =
      KINDS.stream().collect(Collectors.toUnmodifiableMap(kind -> kind, SchemaCheck::schema));

  @Override
  public void check(WrittenDocument document, Consumer<RuleIssue> issues) {
    ObjectNode json = document.json();
    List<String> kinds = KINDS.stream().filter(json::has).toList();
    if (kinds.size() == 1) {
      for (ValidationMessage finding : SCHEMAS.get(kinds.get(0)).validate(json)) {
        issues.accept(issue(finding, document));
      }
    }
  }

  private static RuleIssue issue(ValidationMessage finding, WrittenDocument document) {
    String pointer = finding.getInstanceLocation().toString();
    Location at =
        switch (finding.getType()) {
          // The pointer leads to the map around the key that should not be there.
          case "additionalProperties" -> document.keyAt(pointer + "/" + finding.getProperty());
          case "not" -> document.keyAt(pointer);
          default -> document.valueAt(pointer);
        };
    return RuleIssue.warning(at, "MW-SCHEMA", finding.getError());
  }

  private static JsonSchema schema(String kind) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .errorMessageKeyword("message")
            .build();
    String name = "/dev/mirrorwatch/rules/schema/" + kind + ".json";
    try (InputStream in = SchemaCheck.class.getResourceAsStream(name)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in, config);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the schema " + name, e);
    }
  }
}
