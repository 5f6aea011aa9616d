package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.CorrelationCondition;
import dev.mirrorwatch.rules.model.CorrelationDocument;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.Fire;
import dev.mirrorwatch.rules.model.CorrelationTerms.WindowKind;
import dev.mirrorwatch.rules.model.CorrelationType;
import dev.mirrorwatch.rules.model.Reference;
import dev.mirrorwatch.rules.model.StageCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads correlation documents, with their {@code mirrorwatch} extensions. */
final class CorrelationParser {

  private static final List<String> KEYS =
      List.of("type", "rules", "group-by", "timespan", "condition", "aliases", "generate");
  private static final List<String> MIRRORWATCH_KEYS =
      Stream.concat(
              Stream.of(
                  "join",
                  "after",
                  "identity",
                  "distinct_events",
                  "supersedes",
                  "guide",
                  RiskParser.KEY),
              TermsParser.KEYS.stream())
          .toList();
  private static final Set<String> SEQUENCE_KEYS =
      Set.of("after", "join", "identity", "distinct_events");
  private static final Set<String> WHOLE_SEQUENCE_KEYS = Set.of("stages", "stalled");
  private static final Set<String> UNDOING_KEYS = Set.of("until", "absence", "fire");
  private static final Set<String> OLD_SPELLINGS_OF_ORDERED =
      Set.of("ordered_temporal", "temporal_order");

  private final YamlMap document;
  private final Consumer<RuleIssue> issues;

  CorrelationParser(YamlMap document, Consumer<RuleIssue> issues) {
    this.document = document;
    this.issues = issues;
  }

  /** The correlation, or nothing where there is no body to read. */
  Optional<CorrelationDocument> rule(HeaderParser headers) {
    Optional<YamlMap> found = document.map("correlation");
    return found.map(body -> rule(headers, body));
  }

  private CorrelationDocument rule(HeaderParser headers, YamlMap body) {
    YamlMap own = document.map("mirrorwatch").orElse(emptyMap());
    own.onlyKeys("'mirrorwatch' of a correlation", MIRRORWATCH_KEYS);
    body.onlyKeys("'correlation'", KEYS);
    Optional<CorrelationType> readable = type(body);
    CorrelationType type = readable.orElse(CorrelationType.TEMPORAL);
    List<Reference> listed = body.references("rules");
    // Without a type nothing can be said of the condition.
    CorrelationCondition condition =
        readable
            .map(known -> new CorrelationConditionParser(body, known, issues))
            .map(parser -> parser.condition(listed.size()))
            .orElse(null);
    List<Reference> rules = body.has("rules") ? listed : rulesOf(condition);
    if (rules.isEmpty()) {
      document.error(body.valueAt("rules"), "MW-MISSING-KEY", "'rules' names no rule");
    }
    if (!body.has("group-by")) {
      issues.accept(
          RuleIssue.warning(
              body.location(),
              "MW-NO-GROUP-BY",
              "without 'group-by' all events of all accounts are one group"));
    }
    Duration timespan = TimespanParser.unlimited(body, "timespan");
    CorrelationTerms<Reference> terms = new TermsParser(own, issues).terms(rules, timespan);
    readable.ifPresent(known -> refuseWithoutMeaning(known, condition, terms, own));
    return new CorrelationDocument(
        headers.header(null, own.text("guide").orElse(null)),
        type,
        rules,
        body.texts("group-by"),
        aliases(body),
        timespan,
        body.has("timespan") ? body.valueAt("timespan") : body.location(),
        condition,
        generate(body),
        joins(own),
        after(own),
        own.texts("identity"),
        own.flag("distinct_events").orElse(false),
        own.references("supersedes"),
        terms,
        RiskParser.read(own, issues),
        body.location());
  }

  /** A condition over rules may be their list: in the order they are named in. */
  private static List<Reference> rulesOf(CorrelationCondition condition) {
    return condition == null || condition.stages() == null
        ? List.of()
        : new StageCondition(condition.stages()).references();
  }

  private YamlMap emptyMap() {
    MappingNode nothing = new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    return new YamlMap(document.location().file(), nothing, issues);
  }

  private Optional<CorrelationType> type(YamlMap body) {
    Optional<String> written = body.requiredText("type", "the correlation");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    String word = written.get();
    if (OLD_SPELLINGS_OF_ORDERED.contains(word)) {
      issues.accept(
          RuleIssue.warning(
              body.valueAt("type"),
              "MW-OLD-SPELLING",
              "'" + word + "' is called temporal_ordered in the specification"));
      return Optional.of(CorrelationType.TEMPORAL_ORDERED);
    }
    Optional<CorrelationType> type =
        Arrays.stream(CorrelationType.values()).filter(t -> t.sigma().equals(word)).findFirst();
    if (type.isEmpty()) {
      issues.accept(
          RuleIssue.error(
                  body.valueAt("type"),
                  "MW-UNKNOWN-TYPE",
                  "unknown correlation type '" + word + "'")
              .suggesting(
                  word,
                  Arrays.stream(CorrelationType.values()).map(CorrelationType::sigma).toList()));
    }
    return type;
  }

  /** Sigma's schema puts it at the top, its reference implementation into the correlation. */
  private boolean generate(YamlMap body) {
    Optional<Boolean> outer = document.flag("generate");
    Optional<Boolean> inner = body.flag("generate");
    if (outer.isPresent() && inner.isPresent() && !outer.equals(inner)) {
      document.error(
          body.valueAt("generate"),
          "MW-GENERATE-CONFLICT",
          "'generate' says " + inner.get() + " here and " + outer.get() + " at the top");
    }
    return inner.or(() -> outer).orElse(false);
  }

  private List<CorrelationDocument.Alias> aliases(YamlMap body) {
    List<CorrelationDocument.Alias> aliases = new ArrayList<>();
    Optional<YamlMap> found = body.map("aliases");
    if (found.isEmpty()) {
      return aliases;
    }
    for (YamlMap.Entry alias : found.get().entries()) {
      Map<Reference, String> fields = new LinkedHashMap<>();
      Optional<YamlMap> map = found.get().map(alias.key());
      for (YamlMap.Entry field : map.map(YamlMap::entries).orElse(List.of())) {
        Reference stage = new Reference(field.key(), field.keyAt());
        map.get().text(field.key()).ifPresent(text -> fields.put(stage, text));
      }
      aliases.add(new CorrelationDocument.Alias(alias.key(), fields, alias.keyAt()));
    }
    return aliases;
  }

  private List<CorrelationDocument.Link> joins(YamlMap own) {
    List<CorrelationDocument.Link> joins = new ArrayList<>();
    for (YamlMap join : own.maps("join")) {
      join.onlyKeys("'join'", List.of("field", "stages"));
      Optional<String> field = join.requiredText("field", "the join");
      List<Reference> stages = join.references("stages");
      if (stages.size() < 2) {
        document.error(
            join.has("stages") ? join.valueAt("stages") : join.location(),
            "MW-JOIN",
            "a join needs at least two stages");
      } else {
        field.ifPresent(text -> joins.add(new CorrelationDocument.Link(text, stages)));
      }
    }
    return joins;
  }

  private Map<Reference, List<Reference>> after(YamlMap own) {
    Map<Reference, List<Reference>> after = new LinkedHashMap<>();
    Optional<YamlMap> map = own.map("after");
    for (YamlMap.Entry entry : map.map(YamlMap::entries).orElse(List.of())) {
      after.put(new Reference(entry.key(), entry.keyAt()), map.get().references(entry.key()));
    }
    return after;
  }

  /** What binds the events of a sequence together says nothing about a number or a condition. */
  private void refuseWithoutMeaning(
      CorrelationType type,
      CorrelationCondition condition,
      CorrelationTerms<Reference> terms,
      YamlMap own) {
    boolean sequence =
        type == CorrelationType.TEMPORAL
            ? condition == null || isLowerBound(condition)
            : type == CorrelationType.TEMPORAL_ORDERED && condition == null;
    for (YamlMap.Entry entry : own.entries()) {
      String key = entry.key();
      boolean ofSequence = SEQUENCE_KEYS.contains(key);
      boolean ofWholeSequence = WHOLE_SEQUENCE_KEYS.contains(key);
      if ((ofSequence || ofWholeSequence) && !type.isTemporal()
          || key.equals("after") && type == CorrelationType.TEMPORAL_ORDERED) {
        noMeaning(entry, "in a correlation of type " + type.sigma());
      } else if (ofSequence && !sequence
          || ofWholeSequence && condition != null
          || UNDOING_KEYS.contains(key) && condition != null && condition.isDecidedAtWindowEnd()) {
        noMeaning(entry, "beside this condition");
      }
    }
    if (!terms.fire().equals(Fire.ONCE)) {
      refuseTogether(own, "fire", List.of("join", "identity"), "there is one alert for each thing");
      refuseTogether(own, "fire", List.of("stalled"), "what stalls is told once");
    }
    refuseTogether(own, "stalled", List.of("absence"), "both wait for what does not come");
    if (terms.window().kind() != WindowKind.SLIDING) {
      refuseTogether(
          own,
          "window",
          List.of("join", "identity", "until", "absence", "stalled", "stages"),
          "they look at any stretch of time");
      boolean negated =
          condition != null && condition.stages() != null && condition.isDecidedAtWindowEnd();
      if (negated && terms.window().kind() == WindowKind.SESSION) {
        noMeaning(own.entry("window").orElseThrow(), "beside a condition with 'not'");
      }
    }
  }

  private void refuseTogether(YamlMap own, String key, List<String> others, String why) {
    Optional<YamlMap.Entry> entry = own.entry(key);
    Optional<String> other = others.stream().filter(own::has).findFirst();
    if (entry.isPresent() && other.isPresent()) {
      noMeaning(entry.get(), "beside '" + other.get() + "': " + why);
    }
  }

  private void noMeaning(YamlMap.Entry entry, String where) {
    document.error(entry.keyAt(), "MW-WRONG-TYPE", "'" + entry.key() + "' has no meaning " + where);
  }

  private static boolean isLowerBound(CorrelationCondition condition) {
    return condition.stages() == null && condition.hasOnlyLowerBounds();
  }
}
