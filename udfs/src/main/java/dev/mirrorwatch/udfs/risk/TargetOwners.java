package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the packets go, as far as the evidence tells. A target is what a copy is sent to by name: a
 * mirror target, a TAP, a forwarding rule, or the address or interface that a network device sends
 * to. A collector is what receives behind it: an interface, a balancer, a backend, a storage
 * account.
 */
final class TargetOwners {

  private static final String TARGET = "mirror.target_id";
  private static final String DESTINATION = "mirror.destination";
  private static final String COLLECTOR = "mirror.collector_id";

  /** The account in an ARN, the subscription in a resource id, the project in a resource name. */
  private static final Pattern OWNER =
      Pattern.compile(
          "arn:[^:]*:[^:]*:[^:]*:([^:]+):.*|/subscriptions/([^/]+)/.*|projects/([^/]+)/.*",
          Pattern.CASE_INSENSITIVE);

  private TargetOwners() {}

  /** Ids of the targets that were made or used. */
  static Set<String> targets(List<Evidence> evidence) {
    Set<String> ids = ids(evidence, TARGET);
    ids.addAll(ids(evidence, DESTINATION));
    return ids;
  }

  /** Ids or ARNs of what receives the packets, where a call named it. */
  static Set<String> collectors(List<Evidence> evidence) {
    return ids(evidence, COLLECTOR);
  }

  /**
   * The accounts, subscriptions and projects that own the targets: those in the ids of targets and
   * collectors, else that of the call which made the target. Of a target that was only used, and
   * whose id does not tell, nobody can say.
   */
  static Set<String> accounts(List<Evidence> evidence) {
    Set<String> accounts = new LinkedHashSet<>();
    for (Evidence item : evidence) {
      Set<String> named = owners(item);
      boolean made =
          item.resources().stream()
              .anyMatch(resource -> resource.field().equals(TARGET) && resource.produced());
      if (made && named.isEmpty() && item.account() != null) {
        accounts.add(item.account());
      }
      accounts.addAll(named);
    }
    return accounts;
  }

  /** The owners of targets and collectors that are not where the call was made. */
  static Set<String> elsewhere(Evidence item) {
    Set<String> owners = owners(item);
    owners.removeIf(owner -> owner.equalsIgnoreCase(item.account()));
    return owners;
  }

  private static Set<String> owners(Evidence item) {
    Set<String> owners = new LinkedHashSet<>();
    for (ResourceId resource : item.resources()) {
      boolean receives = resource.field().equals(TARGET) || resource.field().equals(COLLECTOR);
      String owner = receives ? ownerIn(resource.id(), item.account()) : null;
      if (owner != null) {
        owners.add(owner);
      }
    }
    return owners;
  }

  private static @Nullable String ownerIn(String id, @Nullable String account) {
    Matcher matcher = OWNER.matcher(id);
    if (!matcher.matches()) {
      return null;
    }
    String project = matcher.group(3);
    // Google calls one project by its id or its number: these two do not compare.
    boolean byNumber = project != null && account != null && isNumber(project) != isNumber(account);
    return byNumber
        ? null
        : Stream.of(1, 2, 3)
            .map(matcher::group)
            .filter(owner -> owner != null)
            .findFirst()
            .orElse(null);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(Character::isDigit);
  }

  private static Set<String> ids(List<Evidence> evidence, String field) {
    Set<String> ids = new LinkedHashSet<>();
    evidence.stream()
        .flatMap(item -> item.resources().stream())
        .filter(resource -> resource.field().equals(field))
        .forEach(resource -> ids.add(resource.id()));
    return ids;
  }
}
