package dev.mirrorwatch.rules.identity;

import dev.mirrorwatch.rules.InvalidRulesException;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Person;
import dev.mirrorwatch.rules.parse.IdentityMapParser;
import java.util.ArrayList;
import java.util.List;

/** A YAML file to the persons that it names. */
public final class IdentityMapLoader {

  private IdentityMapLoader() {}

  /**
   * In: the file's name and text. Out: the map.
   *
   * @throws InvalidRulesException with every problem of the file, each with its line and column
   */
  public static IdentityMap load(RuleFile file) {
    List<RuleIssue> issues = new ArrayList<>();
    List<Person> persons = IdentityMapParser.parse(file, issues::add);
    if (!issues.isEmpty()) {
      throw new InvalidRulesException(issues, List.of(file));
    }
    return new IdentityMap(persons);
  }
}
