package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the packets go, as far as the evidence tells. */
final class TargetOwners {

  private static final String TARGET = "mirror.target_id";
  private static final String COLLECTOR = "mirror.collector_id";
  private static final int ACCOUNT_IN_ARN = 4;

  private TargetOwners() {}

  /** Ids of the mirror targets that were made or used. */
  static Set<String> targets(List<Evidence> evidence) {
    return ids(evidence, TARGET);
  }

  /** Ids or ARNs of what receives the packets, where a call named it. */
  static Set<String> collectors(List<Evidence> evidence) {
    return ids(evidence, COLLECTOR);
  }

  /**
   * The accounts that own the targets: that of the collector's ARN, else that of the call which
   * made the target. Of a target that was only used nobody can tell.
   */
  static Set<String> accounts(List<Evidence> evidence) {
    Set<String> accounts = new LinkedHashSet<>();
    for (Evidence item : evidence) {
      boolean named = false;
      for (ResourceId resource : item.resources()) {
        String owner = resource.field().equals(COLLECTOR) ? accountIn(resource.id()) : null;
        if (owner != null) {
          accounts.add(owner);
          named = true;
        }
      }
      boolean made =
          item.resources().stream()
              .anyMatch(resource -> resource.field().equals(TARGET) && resource.produced());
      if (made && !named && item.account() != null) {
        accounts.add(item.account());
      }
    }
    return accounts;
  }

  /** Whether the call names a collector in an account that is not its own. */
  static boolean isElsewhere(Evidence item) {
    return item.resources().stream()
        .filter(resource -> resource.field().equals(COLLECTOR))
        .map(resource -> accountIn(resource.id()))
        .anyMatch(owner -> owner != null && !owner.equals(item.account()));
  }

  private static @Nullable String accountIn(String arn) {
    String[] parts = arn.split(":", -1);
    boolean named =
        parts.length > ACCOUNT_IN_ARN + 1
            && parts[0].equals("arn")
            && !parts[ACCOUNT_IN_ARN].isEmpty();
    return named ? parts[ACCOUNT_IN_ARN] : null;
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
