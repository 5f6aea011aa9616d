package dev.mirrorwatch.testdata;

import static dev.mirrorwatch.testdata.CloudTrailRecords.mirror;

import dev.mirrorwatch.testdata.CloudTrailRecords.Call;
import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The plan of one planting. A shape or decoy tells it, call by call, what happens; the script keeps
 * the clock, invents ids, and takes down what must come of it.
 *
 * <p>After each call the clock moves on by some seconds unless told otherwise.
 */
final class Script {
  static final String STAGING = "aws_tm_staging";
  static final String REUSED_PARTS = "aws_tm_reused_parts";
  static final String TARGET_LINEAGE = "aws_tm_target_lineage";

  /** The calls of a whole staging. */
  static final List<MirrorCall> CHAIN =
      List.of(
          MirrorCall.CREATE_TARGET,
          MirrorCall.CREATE_FILTER,
          MirrorCall.CREATE_FILTER_RULE,
          MirrorCall.CREATE_SESSION);

  /** Delay of delivery by S3: trail files are written every five minutes or so. */
  static final int SHORTEST_DELAY_SECONDS = 5;

  static final int LONGEST_DELAY_SECONDS = 540;

  private final Dice dice;
  private final List<String> regions;
  private final List<Step> steps = new ArrayList<>();
  private final List<ExpectedAlert> alerts = new ArrayList<>();
  private final String name;
  private final String account;
  private final String otherAccount;
  private final int number;
  private Caller caller;
  private String region;
  private Instant now;
  private int fixedGapSeconds = -1;

  Script(String name, Dice dice, WorkloadSettings settings, Instant start) {
    this.name = name;
    this.dice = dice;
    this.regions = settings.regions();
    this.now = start;
    int place = dice.below(settings.accounts().size());
    this.account = settings.accounts().get(place);
    this.otherAccount = settings.accounts().get((place + 1) % settings.accounts().size());
    this.region = dice.pick(regions);
    this.number = dice.below(settings.principals());
    this.caller =
        member(
            dice.pick(
                List.of(Caller.Kind.IAM_USER, Caller.Kind.ASSUMED_ROLE, Caller.Kind.SSO_ROLE)));
  }

  // Who, where and when.

  Script as(Caller who) {
    caller = who;
    return this;
  }

  Caller caller() {
    return caller;
  }

  Caller member(Caller.Kind kind) {
    return Population.member(kind, account, number);
  }

  /** Somebody else in the same account. */
  Caller colleague() {
    return Population.member(Caller.Kind.IAM_USER, account, number + 1_000_000);
  }

  /** Somebody in another account. */
  Caller stranger() {
    return Population.member(Caller.Kind.IAM_USER, otherAccount, number + 1_000_000);
  }

  String region() {
    return region;
  }

  void moveToOtherRegion() {
    region = regions.get((regions.indexOf(region) + 1) % regions.size());
  }

  Script pause(Duration length) {
    now = now.plus(length);
    return this;
  }

  /** From here on this many seconds pass after each call. */
  Script gap(int seconds) {
    fixedGapSeconds = seconds;
    return this;
  }

  Dice dice() {
    return dice;
  }

  // What happens.

  Staging staging() {
    return new Staging(dice.resourceId("tmt"), dice.resourceId("tmf"));
  }

  /** A mirror call with fresh ids throughout; the caller of this method replaces those it means. */
  Call fresh(MirrorCall call) {
    return mirror(call)
        .target(dice.resourceId("tmt"))
        .filter(dice.resourceId("tmf"))
        .rule(dice.resourceId("tmfr"))
        .session(dice.resourceId("tms"))
        .networkInterface(dice.resourceId("eni"));
  }

  /** Makes a call now. */
  Step make(Call call) {
    String eventId = dice.uuid();
    String json = call.by(caller).in(region).at(now).eventId(eventId).json();
    int delay = dice.between(SHORTEST_DELAY_SECONDS, LONGEST_DELAY_SECONDS);
    Step step = new Step(caller, region, now, eventId, json, now.plusSeconds(delay));
    steps.add(step);
    now = now.plusSeconds(fixedGapSeconds >= 0 ? fixedGapSeconds : dice.between(2, 40));
    return step;
  }

  /** Lets every event arrive before all that happened ahead of it. */
  void reverseArrival() {
    Instant arrival = steps.get(steps.size() - 1).time().plusSeconds(SHORTEST_DELAY_SECONDS);
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).arriveAt(arrival);
      arrival = arrival.plusSeconds(dice.between(1, 30));
    }
  }

  List<Step> steps() {
    return steps;
  }

  // What must come of it.

  void expect(String rule, Staging staging) {
    List<Step> evidence = new ArrayList<>(staging.evidence);
    evidence.sort(Comparator.comparing(Step::time));
    Step last = evidence.get(evidence.size() - 1);
    Step session = staging.lastSession;
    alerts.add(
        new ExpectedAlert(
            rule,
            staging.target,
            session.caller().arn(),
            session.caller().account(),
            session.region(),
            name,
            staging.sessions,
            evidence.stream().map(Step::eventId).toList(),
            evidence.get(0).time(),
            last.time()));
  }

  List<ExpectedAlert> alerts() {
    return alerts;
  }

  PlantedDecoy decoy() {
    return new PlantedDecoy(name, steps.stream().map(Step::eventId).toList());
  }

  /** One target and the filter its sessions use. Every successful call on them is evidence. */
  final class Staging {
    private final String target;
    private final String filter;
    private final List<Step> evidence = new ArrayList<>();
    private int sessions;
    private Step lastSession;

    private Staging(String target, String filter) {
      this.target = target;
      this.filter = filter;
    }

    /** Another target whose sessions use the same filter; what was done to it counts for both. */
    Staging sharingFilter() {
      Staging other = new Staging(dice.resourceId("tmt"), filter);
      other.evidence.addAll(evidence);
      return other;
    }

    String target() {
      return target;
    }

    String filter() {
      return filter;
    }

    Staging makeTarget() {
      return add(call(MirrorCall.CREATE_TARGET));
    }

    Staging makeFilter() {
      return add(call(MirrorCall.CREATE_FILTER));
    }

    Staging makeRule() {
      return add(call(MirrorCall.CREATE_FILTER_RULE));
    }

    Staging makeSession() {
      Staging self = add(call(MirrorCall.CREATE_SESSION));
      sessions++;
      lastSession = evidence.get(evidence.size() - 1);
      return self;
    }

    /** Any further call that is evidence. */
    Staging add(Call call) {
      evidence.add(make(call));
      return this;
    }

    /** A call on the target and filter, not yet made. */
    Call call(MirrorCall call) {
      return fresh(call).target(target).filter(filter);
    }
  }
}
