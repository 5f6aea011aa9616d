package dev.mirrorwatch.rules.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.CompiledRule;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIndex;
import dev.mirrorwatch.rules.RuleSetLoader;
import dev.mirrorwatch.rules.TestEvent;
import dev.mirrorwatch.rules.match.EventPredicate;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.RuleDocuments;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.parse.RuleParser;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Generated rules: the compiled form agrees with the reference, the printed form reads back. */
class CompiledAgainstReferenceTest {

  private static final int EVENTS = 4;
  private static final RuleFile PLACEHOLDERS =
      new RuleFile("placeholders.yml", "who: ['a*', AB]\none: b\n");

  private static EventPredicate compiled(Detection detection) {
    RuleFile rule = new RuleFile("rule.yml", RulePrinter.print(detection));
    return new RuleSetLoader().load(List.of(rule, PLACEHOLDERS)).detections().get(0).predicate();
  }

  @Property(tries = 3000)
  void wholeRulesAgree(@ForAll long seed) {
    RandomRules random = new RandomRules(seed);
    Detection detection = random.detection();
    EventPredicate compiled = compiled(detection);
    for (int i = 0; i < EVENTS; i++) {
      assertAgree(detection, compiled, random.event());
    }
  }

  private static void assertAgree(Detection detection, EventPredicate compiled, TestEvent event) {
    assertThat(compiled.matches(event))
        .as(
            "%s%s",
            RulePrinter.print(detection),
            Stream.of("f", "g", "h.i").map(name -> name + "=" + event.values(name)).toList())
        .isEqualTo(new ReferenceEvaluator(RandomRules.PLACEHOLDERS, event).matches(detection));
  }

  /** One item a rule, so that no disagreement hides behind a condition; both answers occur. */
  @Test
  void singleItemsAgreeAndEveryModifierMatchesAndFailsToMatch() {
    Map<FieldModifier, Integer> yes = new EnumMap<>(FieldModifier.class);
    Map<FieldModifier, Integer> no = new EnumMap<>(FieldModifier.class);
    Location at = new Location("rule.yml", 1, 1);
    for (long seed = 0; seed < 6000; seed++) {
      RandomRules random = new RandomRules(seed);
      Search.FieldItem item = random.item();
      Detection detection =
          new Detection(
              List.of(new Detection.SearchIdentifier("s", item, at)), new Condition.Named("s", at));
      EventPredicate compiled = compiled(detection);
      for (int i = 0; i < EVENTS; i++) {
        TestEvent event = random.event();
        assertAgree(detection, compiled, event);
        boolean negated = item.modifiers().contains(FieldModifier.NEQ);
        Map<FieldModifier, Integer> counts = compiled.matches(event) != negated ? yes : no;
        item.modifiers().forEach(modifier -> counts.merge(modifier, 1, Integer::sum));
      }
    }
    assertThat(yes).containsOnlyKeys(FieldModifier.values());
    assertThat(no).containsOnlyKeys(FieldModifier.values());
  }

  /** Rules that wait at their values are found by every event that they match, and no others. */
  @Property(tries = 1000)
  void theIndexFindsWhatAskingEveryRuleFinds(@ForAll long seed) {
    RandomRules random = new RandomRules(seed);
    List<RuleFile> files = new ArrayList<>(List.of(PLACEHOLDERS));
    for (int i = 0; i < 10; i++) {
      files.add(
          new RuleFile(
              i + ".yml",
              RulePrinter.print(random.detection()).replaceFirst("title: .*", "title: R" + i)));
    }
    List<CompiledRule> rules = new RuleSetLoader().load(files).detections();
    assertThat(rules).hasSize(10);
    RuleIndex index = new RuleIndex(rules);
    for (int i = 0; i < EVENTS; i++) {
      TestEvent event = random.event();
      List<CompiledRule> found = new ArrayList<>();
      index.matches(event, found::add);
      assertThat(found)
          .isEqualTo(rules.stream().filter(rule -> rule.predicate().matches(event)).toList());
    }
  }

  @Property(tries = 2000)
  void printedRulesReadBackAsTheSame(@ForAll long seed) {
    String text = RulePrinter.print(new RandomRules(seed).detection());
    List<String> issues = new ArrayList<>();
    RuleDocuments documents =
        RuleParser.parse(
            List.of(new RuleFile("rule.yml", text)), issue -> issues.add(issue.toString()));
    assertThat(issues).isEmpty();
    assertThat(RulePrinter.print(documents.detections().get(0).detection())).isEqualTo(text);
  }
}
