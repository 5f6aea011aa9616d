package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.rules.compile.WildcardText;
import dev.mirrorwatch.rules.match.ValueMatcher;
import dev.mirrorwatch.rules.model.Approval;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds an approval against alerts. Every event of an alert must be by an approved principal, and
 * every target an approved one. Event time decides windows and expiry. What a caller chose for
 * himself, such as the name of a role session, names no principal.
 */
final class ApprovalFit {

  private static final String TAG = "mirror.tag";

  private final Approval approval;
  private final List<ValueMatcher> principals;
  private final List<ValueMatcher> ids;
  private final List<ValueMatcher> arns;
  private final List<ValueMatcher> accounts;
  private final List<ValueMatcher> userAgents;

  ApprovalFit(Approval approval) {
    this.approval = approval;
    principals = patterns(approval.principals());
    ids = patterns(approval.targets().ids());
    arns = patterns(approval.targets().arns());
    accounts = patterns(approval.targets().accounts());
    userAgents = patterns(approval.userAgents());
  }

  /** What became of it, or nothing where neither principal nor target is meant. */
  Optional<ConsideredApproval> considered(Alert alert) {
    List<String> misfits = new ArrayList<>();
    principalMisfit(alert).ifPresent(misfits::add);
    boolean principalFits = misfits.isEmpty();
    Optional<String> target = targetMisfit(alert);
    if (!principalFits && target.isPresent()) {
      return Optional.empty();
    }
    target.ifPresent(misfits::add);
    userAgentMisfit(alert).ifPresent(misfits::add);
    tagMisfit(alert).ifPresent(misfits::add);
    windowMisfit(alert).ifPresent(misfits::add);
    if (alert.lastTime() >= approval.expires().toEpochMilli()) {
      misfits.add("it expired at " + approval.expires());
    }
    return Optional.of(
        new ConsideredApproval(
            approval.name(),
            approval.owner(),
            approval.reason(),
            approval.change(),
            approval.expires().toEpochMilli(),
            misfits));
  }

  /** Whether the targets of the alert are those that it is about. */
  boolean namesTarget(Alert alert) {
    return targetMisfit(alert).isEmpty();
  }

  private Optional<String> principalMisfit(Alert alert) {
    return alert.evidence().stream()
        .map(Evidence::principal)
        .filter(principal -> names(principal).noneMatch(name -> matches(principals, name)))
        .findFirst()
        .map(principal -> "the principal " + principal.id() + " is another one");
  }

  private static Stream<String> names(Principal principal) {
    return principal.claimed()
        ? Stream.of(principal.id())
        : Stream.of(principal.id(), principal.origin(), principal.human()).filter(Objects::nonNull);
  }

  private Optional<String> targetMisfit(Alert alert) {
    List<Evidence> evidence = alert.evidence();
    return misfit("target", ids, TargetOwners.targets(evidence))
        .or(() -> misfit("collector", arns, TargetOwners.collectors(evidence)))
        .or(() -> misfit("target's account", accounts, TargetOwners.accounts(evidence)));
  }

  private static Optional<String> misfit(
      String what, List<ValueMatcher> patterns, Collection<String> values) {
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    return values.isEmpty()
        ? Optional.of("the " + what + " is not known")
        : values.stream()
            .filter(value -> !matches(patterns, value))
            .findFirst()
            .map(value -> "the " + what + " " + value + " is another one");
  }

  private Optional<String> userAgentMisfit(Alert alert) {
    return userAgents.isEmpty()
        ? Optional.empty()
        : alert.evidence().stream()
            .map(item -> item.userAgent() == null ? "" : item.userAgent())
            .filter(agent -> !matches(userAgents, agent))
            .findFirst()
            .map(agent -> "the user agent is '" + agent + "'");
  }

  private Optional<String> tagMisfit(Alert alert) {
    return approval.tags().stream()
        .filter(
            tag ->
                alert.evidence().stream()
                    .noneMatch(item -> item.fields().values(TAG).contains(tag)))
        .findFirst()
        .map(tag -> "no call set the tag " + tag);
  }

  private Optional<String> windowMisfit(Alert alert) {
    Approval.Window window = approval.window();
    boolean inside =
        window == null
            || !Instant.ofEpochMilli(alert.firstTime()).isBefore(window.from())
                && Instant.ofEpochMilli(alert.lastTime()).isBefore(window.to());
    return inside
        ? Optional.empty()
        : Optional.of("its window is " + window.from() + " to " + window.to());
  }

  private static boolean matches(List<ValueMatcher> patterns, String value) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(value));
  }

  private static List<ValueMatcher> patterns(List<String> texts) {
    return texts.stream()
        .map(text -> WildcardText.parse(text).matcher(false, false, false))
        .toList();
  }
}
