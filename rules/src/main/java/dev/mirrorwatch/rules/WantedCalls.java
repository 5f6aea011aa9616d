package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.match.KnownFields;
import dev.mirrorwatch.rules.match.Possibility;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calls of one product that some rule may match, told by nothing but their names. */
public final class WantedCalls {

  /** By product the fields that follow from the name of a call, the record's own first. */
  private static final Map<String, List<String>> NAME_FIELDS =
      Map.of(
          "aws", List.of("eventName", "event.action", "mirror.action"),
          "azure",
              List.of(
                  "operationName",
                  "operationName.value",
                  "OperationName",
                  "OperationNameValue",
                  "azure.operation",
                  "azure.activitylogs.operation_name",
                  "event.action",
                  "mirror.action"),
          "gcp", List.of("gcp.method", "gcp.audit.method_name", "event.action", "mirror.action"));

  /** As no call is named. */
  private static final String NOBODY = "\0";

  private final List<CompiledRule> rules;

  /**
   * @param product Sigma's log source product
   */
  public WantedCalls(RuleSet rules, String product) {
    this.rules = rules.detections().stream().filter(rule -> mayBeOf(rule, product)).toList();
  }

  /**
   * The fields that follow from nothing but the name of a call.
   *
   * @param product Sigma's log source product; none for one whose records do not name calls
   */
  public static List<String> nameFields(String product) {
    return NAME_FIELDS.getOrDefault(product, List.of());
  }

  /** Whether the name of a call can be enough to know that the rule does not match. */
  public static boolean areToldByName(CompiledRule rule) {
    String product = rule.rule().logSource().product();
    Map<String, List<String>> known = new HashMap<>();
    nameFields(product == null ? "" : product).forEach(field -> known.put(field, List.of(NOBODY)));
    return rule.predicate().given(new KnownFields(known)) == Possibility.NEVER;
  }

  private static boolean mayBeOf(CompiledRule rule, String product) {
    String wanted = rule.rule().logSource().product();
    return wanted == null || wanted.equals(product);
  }

  /**
   * Whether a rule may match a call.
   *
   * @param ofName the fields that follow from the call's name
   */
  public boolean mayMatch(KnownFields ofName) {
    return rules.stream().anyMatch(rule -> rule.predicate().given(ofName) != Possibility.NEVER);
  }
}
