package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Person;
import dev.mirrorwatch.rules.model.Person.Identity;
import dev.mirrorwatch.rules.model.Person.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads an identity map: {@code persons}, each a {@code name} and what they are called. */
public final class IdentityMapParser {

  private static final String ID = "MW-IDENTITY";
  private static final List<String> KEYS =
      Stream.concat(Stream.of("name"), Arrays.stream(Kind.values()).map(Kind::key)).toList();
  private static final List<String> TACACS_KEYS = List.of("user", "devices");

  private final String file;
  private final Consumer<RuleIssue> issues;

  private IdentityMapParser(String file, Consumer<RuleIssue> issues) {
    this.file = file;
    this.issues = issues;
  }

  /** The persons of a file, in its order. */
  public static List<Person> parse(RuleFile file, Consumer<RuleIssue> issues) {
    IdentityMapParser parser = new IdentityMapParser(file.name(), issues);
    List<Person> persons = new ArrayList<>();
    for (MappingNode document : YamlDocuments.read(file, issues)) {
      YamlMap map = new YamlMap(file.name(), document, issues);
      map.onlyKeys("an identity map", List.of("persons"));
      if (!map.has("persons")) {
        map.error(map.location(), "MW-MISSING-KEY", "'persons' is missing in an identity map");
      }
      map.maps("persons").forEach(person -> parser.person(person).ifPresent(persons::add));
    }
    parser.reportDuplicates(persons);
    return persons;
  }

  private Optional<Person> person(YamlMap map) {
    map.onlyKeys("a person", KEYS);
    List<Identity> identities = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (map.has(kind.key())) {
        identities.addAll(kind == Kind.TACACS ? tacacs(map) : texts(map, kind));
      }
    }
    if (identities.isEmpty()) {
      map.error(map.location(), ID, "a person without identities is nobody: give one of " + KEYS);
    }
    identities.forEach(this::reportBadPattern);
    return map.requiredText("name", "a person")
        .map(name -> new Person(name, map.valueAt("name"), identities));
  }

  private static List<Identity> texts(YamlMap map, Kind kind) {
    return map.references(kind.key()).stream()
        .map(text -> new Identity(kind, text.text(), null, text.location()))
        .toList();
  }

  /** A name stands for the user on all devices, a map may say on which. */
  private List<Identity> tacacs(YamlMap map) {
    List<Identity> identities = new ArrayList<>();
    String key = Kind.TACACS.key();
    for (Node node : YamlMap.elements(map.entry(key).orElseThrow().value())) {
      if (node instanceof MappingNode mapping) {
        YamlMap login = new YamlMap(file, mapping, issues);
        login.onlyKeys("'" + key + "'", TACACS_KEYS);
        login
            .requiredText("user", "'" + key + "'")
            .ifPresent(
                user ->
                    identities.add(
                        new Identity(
                            Kind.TACACS,
                            user,
                            login.text("devices").orElse(null),
                            login.location())));
      } else {
        YamlMap.scalarText(node)
            .ifPresentOrElse(
                user -> identities.add(new Identity(Kind.TACACS, user, null, map.at(node))),
                () -> map.error(map.at(node), "MW-VALUE-TYPE", "'" + key + "' needs a user"));
      }
    }
    return identities;
  }

  private void reportBadPattern(Identity identity) {
    String text = identity.text();
    String problem =
        switch (identity.kind()) {
          case AWS -> arnProblem(text);
          case AZURE ->
              text.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                  ? null
                  : "is no object id or application id";
          case GCP ->
              text.startsWith("principal://") || isAddress(text)
                  ? null
                  : "is no subject such as user:somebody@example.com";
          case UPN, EMAIL -> isAddress(text) ? null : "is no address such as somebody@example.com";
          case TACACS -> text.isBlank() || text.contains("*") ? "is no user name" : null;
        };
    if (problem != null) {
      error(identity.location(), "'" + text + "' " + problem);
    }
  }

  private static String arnProblem(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length < 6 || !parts[0].equals("arn")) {
      return "is no ARN such as arn:aws:iam::111122223333:user/somebody";
    }
    String name = parts[5].substring(parts[5].indexOf('/') + 1);
    return name.chars().allMatch(sign -> sign == '*' || sign == '?' || sign == '/')
        ? "would be everybody: name the user, role or session"
        : null;
  }

  private static boolean isAddress(String text) {
    int at = text.indexOf('@');
    return at > 0 && at < text.length() - 1 && !text.contains(" ") && !text.contains("*");
  }

  private void reportDuplicates(List<Person> persons) {
    Map<String, Person> byName = new HashMap<>();
    Map<String, Person> byIdentity = new HashMap<>();
    for (Person person : persons) {
      Person same = byName.putIfAbsent(person.name(), person);
      if (same != null) {
        error(
            person.location(),
            "'" + person.name() + "' stands in line " + same.location().line() + ", too");
      }
      for (Identity identity : person.identities()) {
        Person other = byIdentity.putIfAbsent(identityKey(identity), person);
        if (other != null && !other.name().equals(person.name())) {
          error(
              identity.location(),
              "'"
                  + identity.text()
                  + "' is an identity of the person in line "
                  + other.location().line()
                  + ", too: one of the two is wrong");
        }
      }
    }
  }

  private static String identityKey(Identity identity) {
    boolean cased = identity.kind() == Kind.AWS || identity.kind() == Kind.TACACS;
    String text = cased ? identity.text() : identity.text().toLowerCase(java.util.Locale.ROOT);
    // A user principal name and an e-mail address are looked for in the same places.
    Kind kind = identity.kind() == Kind.UPN ? Kind.EMAIL : identity.kind();
    return kind + " " + text + " " + identity.devices();
  }

  private void error(Location at, String message) {
    issues.accept(RuleIssue.error(at, ID, message));
  }
}
