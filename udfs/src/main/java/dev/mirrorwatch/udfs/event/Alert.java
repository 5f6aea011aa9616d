package dev.mirrorwatch.udfs.event;

import dev.mirrorwatch.rules.model.RuleHeader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attack in preparation. The same id comes again with a higher revision when more becomes
 * known.
 *
 * @param id hash of rule, group and identity: the same whatever order events arrived in
 * @param revision 1, 2, …
 * @param identity the thing the alert is about, such as the mirror target's id
 * @param groupBy names of the group-by entries
 * @param groupValues their values
 * @param packed the evidence, in time order
 * @param seen events that belonged to the alert, kept as evidence or not
 * @param takenOver how many of the evidence came from superseded alerts and not from the own rule
 * @param alsoMatched names of the rules whose alerts this one supersedes
 * @param supersededBy id of the alert that supersedes this one, or {@code null}
 * @param undone how often something that was told before had to be taken back: between two of these
 *     steps an alert only ever says more
 * @param missing stages of the rule that nothing in the evidence is; empty where the rule asks for
 *     no stages
 * @param reason why this revision is told
 * @param firstTime event time of the earliest evidence
 * @param lastTime event time of the latest evidence
 * @param detectedAt processing time of this revision
 * @param risk what it was scored by, or {@code null} where its rule says nothing about that
 * @param approvals those that fit it or nearly fit it; {@code null} until it is scored
 */
public record Alert(
    String id,
    int revision,
    AlertStatus status,
    RuleHeader rule,
    String identity,
    List<String> groupBy,
    List<String> groupValues,
    List<PackedEvidence> packed,
    long seen,
    int takenOver,
    List<String> alsoMatched,
    @Nullable String supersededBy,
    int undone,
    List<String> missing,
    String reason,
    long firstTime,
    long lastTime,
    long detectedAt,
    @Nullable Risk risk,
    @Nullable List<ConsideredApproval> approvals) {

  /** An alert as its rule raises it, before it is scored. */
  public Alert(
      String id,
      int revision,
      AlertStatus status,
      RuleHeader rule,
      String identity,
      List<String> groupBy,
      List<String> groupValues,
      List<PackedEvidence> packed,
      long seen,
      int takenOver,
      List<String> alsoMatched,
      @Nullable String supersededBy,
      int undone,
      List<String> missing,
      String reason,
      long firstTime,
      long lastTime,
      long detectedAt) {
    this(
        id,
        revision,
        status,
        rule,
        identity,
        groupBy,
        groupValues,
        packed,
        seen,
        takenOver,
        alsoMatched,
        supersededBy,
        undone,
        missing,
        reason,
        firstTime,
        lastTime,
        detectedAt,
        null,
        null);
  }

  /** The same alert, scored. */
  public Alert scored(
      AlertStatus status,
      RuleHeader rule,
      @Nullable Risk risk,
      List<ConsideredApproval> approvals) {
    return new Alert(
        id,
        revision,
        status,
        rule,
        identity,
        groupBy,
        groupValues,
        packed,
        seen,
        takenOver,
        alsoMatched,
        supersededBy,
        undone,
        missing,
        reason,
        firstTime,
        lastTime,
        detectedAt,
        risk,
        approvals);
  }

  /** Of two revisions of one alert the one that stands, the other one where they are equal. */
  public Alert orLater(Alert other) {
    return other.revision >= revision ? other : this;
  }

  /** The approval that suppresses the alert, if there is one. */
  public Optional<ConsideredApproval> approval() {
    return approvals == null
        ? Optional.empty()
        : approvals.stream().filter(ConsideredApproval::fits).findFirst();
  }

  /** The evidence, in time order; unpacked each time, unless the alert is opened. */
  public List<Evidence> evidence() {
    return packed.stream().map(PackedEvidence::evidence).toList();
  }

  /** The same alert, its evidence unpacked for whoever reads it more than once. */
  public Alert opened() {
    return with(
        packed.stream().map(PackedEvidence::opened).toList(), seen, takenOver, firstTime, lastTime);
  }

  /** The same alert in as little room as it takes, to be kept. */
  public Alert closed() {
    return with(
        packed.stream().map(PackedEvidence::closed).toList(), seen, takenOver, firstTime, lastTime);
  }

  /** The same alert, to be kept beside others. */
  public Alert sharing(Sharing shared) {
    return with(
        packed.stream().map(shared::evidence).toList(), seen, takenOver, firstTime, lastTime);
  }

  /** The same alert with other evidence, which is put in time order; {@code seen} counts it. */
  public Alert withEvidence(List<PackedEvidence> other, long seen, int takenOver) {
    List<PackedEvidence> inOrder = PackedEvidence.inTimeOrder(other.stream());
    return with(
        inOrder,
        seen,
        takenOver,
        inOrder.get(0).evidence().time(),
        inOrder.get(inOrder.size() - 1).evidence().time());
  }

  private Alert with(
      List<PackedEvidence> evidence, long seen, int takenOver, long firstTime, long lastTime) {
    return new Alert(
        id,
        revision,
        status,
        rule,
        identity,
        groupBy,
        groupValues,
        evidence,
        seen,
        takenOver,
        alsoMatched,
        supersededBy,
        undone,
        missing,
        reason,
        firstTime,
        lastTime,
        detectedAt,
        risk,
        approvals);
  }

  /** The same alert as it is told now. */
  public Alert told(
      int revision,
      AlertStatus status,
      List<String> alsoMatched,
      @Nullable String supersededBy,
      int undone,
      String reason) {
    return new Alert(
        id,
        revision,
        status,
        rule,
        identity,
        groupBy,
        groupValues,
        packed,
        seen,
        takenOver,
        alsoMatched,
        supersededBy,
        undone,
        missing,
        reason,
        firstTime,
        lastTime,
        detectedAt,
        risk,
        approvals);
  }
}
