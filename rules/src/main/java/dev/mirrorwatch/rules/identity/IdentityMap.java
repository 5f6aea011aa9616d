package dev.mirrorwatch.rules.identity;

import dev.mirrorwatch.rules.match.WildcardMatcher;
import dev.mirrorwatch.rules.model.Person;
import dev.mirrorwatch.rules.model.Person.Identity;
import dev.mirrorwatch.rules.model.Person.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which person an identity is of. Where patterns of two persons match, the first in the file. */
public final class IdentityMap implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Nobody is known. */
  public static final IdentityMap NOBODY = new IdentityMap(List.of());

  private final Map<Kind, ArrayList<Entry>> byKind = new EnumMap<>(Kind.class);

  private record Entry(String person, WildcardMatcher text, WildcardMatcher devices)
      implements Serializable {}

  public IdentityMap(List<Person> persons) {
    for (Person person : persons) {
      for (Identity identity : person.identities()) {
        boolean cased = identity.kind() == Kind.AWS || identity.kind() == Kind.TACACS;
        String devices = identity.devices();
        byKind
            .computeIfAbsent(identity.kind(), unseen -> new ArrayList<>())
            .add(
                new Entry(
                    person.name(),
                    pattern(identity.text(), cased),
                    devices == null ? null : pattern(devices, false)));
      }
    }
  }

  public boolean isEmpty() {
    return byKind.isEmpty();
  }

  /** The person of that name in the logs. */
  public Optional<String> person(Kind kind, String text) {
    return person(kind, text, null);
  }

  /**
   * The same on a network device.
   *
   * @param device its name, or {@code null} where it is not known: then only identities count that
   *     are the person's on all devices
   */
  public Optional<String> person(Kind kind, String text, String device) {
    for (Entry entry : byKind.getOrDefault(kind, new ArrayList<>())) {
      boolean isThere =
          entry.devices() == null || device != null && entry.devices().matches(device);
      if (isThere && entry.text().matches(text)) {
        return Optional.of(entry.person());
      }
    }
    return Optional.empty();
  }

  private static WildcardMatcher pattern(String text, boolean cased) {
    int[] signs =
        text.codePoints()
            .map(
                sign ->
                    sign == '*'
                        ? WildcardMatcher.ANY_RUN
                        : sign == '?' ? WildcardMatcher.ANY_ONE : sign)
            .toArray();
    return new WildcardMatcher(signs, cased);
  }

  /** Names of people are not for logs. */
  @Override
  public String toString() {
    return "IdentityMap[" + byKind.values().stream().mapToInt(List::size).sum() + " identities]";
  }
}
