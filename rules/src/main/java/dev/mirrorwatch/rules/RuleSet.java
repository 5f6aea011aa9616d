package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.Placeholders;
import dev.mirrorwatch.rules.model.RiskTerms;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.rules.model.RuleHeader;
import dev.mirrorwatch.rules.validate.FieldItems;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiled rules that passed every check. Immutable. It travels as the texts it was read from: a
 * process compiles them once, however many operators it runs.
 */
public final class RuleSet implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_@][\\w.@-]*)}");

  /** What an approval asks for of any alert. */
  private static final String TAGS = "mirror.tag";

  private final List<RuleFile> files;
  private final String version;
  private final Placeholders placeholders;
  private final List<CompiledRule> detections;
  private final List<CorrelationRule> correlations;
  private final List<InactiveRule> inactive;
  private final Map<String, Rule> rules = new HashMap<>();
  private final Set<String> stages = new HashSet<>();
  private final Set<String> stagesThatAlert = new HashSet<>();
  private final TreeSet<String> fieldsRead = new TreeSet<>();
  private final boolean readsLeaves;

  RuleSet(
      List<RuleFile> files,
      List<CompiledRule> detections,
      List<CorrelationRule> correlations,
      List<InactiveRule> inactive,
      Placeholders placeholders) {
    this.files = List.copyOf(files);
    this.version = versionOf(files);
    this.placeholders = placeholders;
    this.detections = List.copyOf(detections);
    this.correlations = List.copyOf(correlations);
    this.inactive = List.copyOf(inactive);
    boolean keywords = false;
    for (CompiledRule compiled : detections) {
      DetectionRule rule = compiled.rule();
      rules.put(rule.header().name(), rule);
      FieldItems searched = FieldItems.of(rule);
      fieldsRead.addAll(searched.fields());
      keywords |= !searched.keywords().isEmpty();
      addHeaderFields(rule.header());
      fieldsRead.addAll(scoredBy(rule.risk()));
    }
    for (CorrelationRule rule : correlations) {
      rules.put(rule.header().name(), rule);
      addStages(rule);
      addHeaderFields(rule.header());
      addCorrelationFields(rule);
    }
    for (InactiveRule rule : inactive) {
      // A stage must not start to alert by itself because its correlation lies idle.
      if (rule.rule() instanceof CorrelationRule correlation) {
        addStages(correlation);
      }
    }
    fieldsRead.add(TAGS);
    readsLeaves = keywords;
  }

  /**
   * The compiled rules of these files. Those that this process compiled lately are not compiled
   * again.
   *
   * @throws InvalidRulesException when any file has an error
   */
  public static RuleSet of(List<RuleFile> files) {
    return RecentRuleSets.of(List.copyOf(files));
  }

  /** What is written for a set, and becomes one again where it is read. */
  private record Written(List<RuleFile> files) implements Serializable {
    private Object readResolve() {
      return RuleSet.of(files);
    }
  }

  private Object writeReplace() {
    RecentRuleSets.offer(this);
    return new Written(files);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a rule set is read from its texts");
  }

  /** Short hash of the files that rules of this set were read from. */
  public static String versionOf(List<RuleFile> files) {
    return RuleVersions.of(files);
  }

  /** What it was read from. */
  public List<RuleFile> files() {
    return files;
  }

  /** Short hash of the texts it was read from: two sets with the same one are the same. */
  public String version() {
    return version;
  }

  /** The lists that the rules' placeholders stand for. */
  public Placeholders placeholders() {
    return placeholders;
  }

  /** The detections that some running log source can satisfy. */
  public List<CompiledRule> detections() {
    return detections;
  }

  /** The correlations whose stages are all among {@link #detections()}. */
  public List<CorrelationRule> correlations() {
    return correlations;
  }

  /**
   * The correlations by what they are made of: those of detections alone, then those that need at
   * least one of the first, and so on.
   */
  public List<List<CorrelationRule>> levels() {
    List<List<CorrelationRule>> levels = new ArrayList<>();
    List<CorrelationRule> open = new ArrayList<>(correlations);
    while (!open.isEmpty()) {
      List<CorrelationRule> level =
          open.stream()
              .filter(
                  rule ->
                      open.stream()
                          .noneMatch(other -> rule.references().contains(other.header().name())))
              .toList();
      levels.add(level);
      open.removeAll(level);
    }
    return levels;
  }

  /** The rules left out because no running log source delivers what they read. */
  public List<InactiveRule> inactive() {
    return inactive;
  }

  /** Why each of the {@link #inactive()} rules does not run, by its name. */
  public Map<String, String> inactiveReasons() {
    return inactive.stream()
        .collect(Collectors.toMap(rule -> rule.rule().header().name(), InactiveRule::reason));
  }

  /** Every rule, inactive ones too: detections, then correlations, then what does not run. */
  public List<Rule> all() {
    return Stream.of(
            detections.stream().map(CompiledRule::rule),
            correlations.stream(),
            inactive.stream().map(InactiveRule::rule))
        .<Rule>flatMap(rules -> rules)
        .toList();
  }

  /** The active rule of that canonical name. */
  public Optional<Rule> rule(String name) {
    return Optional.ofNullable(rules.get(name));
  }

  /**
   * Whether a match of the rule is an alert of its own: always where a correlation that uses it
   * says {@code generate}, never for other stages, else yes.
   */
  public boolean alertsAlone(DetectionRule rule) {
    String name = rule.header().name();
    return stagesThatAlert.contains(name) || !rule.stage() && !stages.contains(name);
  }

  /** The same for a correlation, whose alerts may be stages of another one. */
  public boolean alertsAlone(CorrelationRule rule) {
    String name = rule.header().name();
    return stagesThatAlert.contains(name) || !stages.contains(name);
  }

  /** What the correlations above that rule, however far, read of its events. */
  public Set<String> fieldsHandedUp(String stage) {
    Set<String> fields = new TreeSet<>();
    for (CorrelationRule outer : correlations) {
      if (outer.references().contains(stage)) {
        fields.addAll(fieldsOf(outer, stage));
        fields.addAll(fieldsScored(outer.header().name()));
        fields.addAll(fieldsHandedUp(outer.header().name()));
      }
    }
    return fields;
  }

  /**
   * The event fields that alerts of that rule are scored by, and those of the correlations that may
   * take over its evidence.
   */
  public Set<String> fieldsScored(String rule) {
    Set<String> fields = new TreeSet<>(scoredBy(riskOf(rule).orElse(null)));
    fields.add(TAGS);
    Set<String> superiors = new HashSet<>();
    collectSuperiors(rule, superiors);
    superiors.forEach(superior -> fields.addAll(scoredBy(riskOf(superior).orElse(null))));
    return fields;
  }

  private void collectSuperiors(String rule, Set<String> found) {
    for (CorrelationRule other : correlations) {
      if (other.supersedes().contains(rule) && found.add(other.header().name())) {
        collectSuperiors(other.header().name(), found);
      }
    }
  }

  /** What alerts of the active rule of that name are scored by, if it says so. */
  public Optional<RiskTerms> riskOf(String rule) {
    return rule(rule)
        .map(
            found ->
                found instanceof CorrelationRule correlation
                    ? correlation.risk()
                    : ((DetectionRule) found).risk());
  }

  private static Set<String> scoredBy(RiskTerms risk) {
    Set<String> fields = new HashSet<>();
    if (risk == null) {
      return fields;
    }
    for (RiskTerms.Reason reason : risk.reasons()) {
      if (reason.text() != null) {
        fields.addAll(RuleHeader.fieldsNamedIn(reason.text()));
      }
      if (reason.test() instanceof RiskTerms.Distinct distinct) {
        fields.add(distinct.field());
      }
    }
    risk.bodies().stream()
        .flatMap(body -> body.searches().stream())
        .forEach(search -> fields.addAll(FieldItems.of(search.search()).fields()));
    fields.remove(RiskTerms.STAGE);
    return fields;
  }

  /** Every field that a rule, a key of a correlation, or an alert reads from an event; sorted. */
  public Set<String> fieldsRead() {
    return Collections.unmodifiableSet(fieldsRead);
  }

  /** Whether some rule searches for keywords anywhere in the record. */
  public boolean readsLeaves() {
    return readsLeaves;
  }

  private void addStages(CorrelationRule rule) {
    stages.addAll(rule.references());
    if (rule.generate()) {
      stagesThatAlert.addAll(rule.stages());
    }
  }

  private void addHeaderFields(RuleHeader header) {
    fieldsRead.addAll(header.fields());
    if (header.guide() != null) {
      Matcher placeholder = PLACEHOLDER.matcher(header.guide());
      while (placeholder.find()) {
        fieldsRead.add(placeholder.group(1));
      }
    }
  }

  private void addCorrelationFields(CorrelationRule rule) {
    rule.references().forEach(stage -> fieldsRead.addAll(fieldsOf(rule, stage)));
  }

  /** What a correlation reads of the events of one of its stages. */
  private static Set<String> fieldsOf(CorrelationRule rule, String stage) {
    Set<String> fields = new HashSet<>(rule.identity());
    rule.groupBy().forEach(entry -> fields.add(rule.groupField(entry, stage)));
    rule.joins().forEach(join -> fields.add(join.field()));
    fields.addAll(scoredBy(rule.risk()));
    if (rule.condition() != null) {
      fields.addAll(rule.condition().fields());
    }
    return fields;
  }
}
