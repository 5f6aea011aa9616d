package dev.mirrorwatch.testdata;

import java.util.List;

/** The people and roles of a workload, each of one account, numbered from 0. */
final class Population {
  private static final List<String> ROLES =
      List.of("app-server", "ci-deploy", "data-pipeline", "log-shipper", "backup", "inventory");

  private static final List<String> PERMISSION_SETS =
      List.of("NetworkAdmin", "ReadOnly", "PowerUser");

  private final List<String> accounts;

  /** Made when first drawn: of a million principals most records show few. */
  private final Caller[] callers;

  Population(WorkloadSettings settings) {
    accounts = settings.accounts();
    callers = new Caller[settings.principals()];
  }

  /** Anyone. Low numbers are drawn more often: a few roles make most of the calls. */
  Caller any(Dice dice) {
    int number = Math.min(dice.below(callers.length), dice.below(callers.length));
    if (callers[number] == null) {
      callers[number] = member(kind(number), account(number), number);
    }
    return callers[number];
  }

  /** The one user who floods, and is nobody else. */
  Caller flooder() {
    return member(Caller.Kind.IAM_USER, accounts.get(0), callers.length);
  }

  private static Caller.Kind kind(int number) {
    if (number % 40 == 39) {
      return Caller.Kind.ROOT;
    }
    return switch (number % 5) {
      case 0 -> Caller.Kind.IAM_USER;
      case 1 -> Caller.Kind.SSO_ROLE;
      default -> Caller.Kind.ASSUMED_ROLE;
    };
  }

  private String account(int number) {
    return accounts.get(number % accounts.size());
  }

  /** The person or role of this number; the same as in the background where the kind agrees. */
  static Caller member(Caller.Kind kind, String account, int number) {
    return switch (kind) {
      case IAM_USER -> Caller.user(account, "user-" + number);
      // A role of its own: two sessions of one role would be one principal to some engines.
      case ASSUMED_ROLE ->
          Caller.role(
              account,
              ROLES.get(number % ROLES.size()) + "-" + number,
              "i-0" + Dice.of("session" + number).hex(16));
      case SSO_ROLE ->
          Caller.sso(
              account, PERMISSION_SETS.get(number % PERMISSION_SETS.size()), "person-" + number);
      case ROOT -> Caller.root(account);
      case SERVICE -> throw new IllegalArgumentException("services are no part of the population");
    };
  }
}
