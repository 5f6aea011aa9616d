package dev.mirrorwatch.testdata;

import static dev.mirrorwatch.testdata.CloudTrailRecords.call;
import static dev.mirrorwatch.testdata.Script.REUSED_PARTS;
import static dev.mirrorwatch.testdata.Script.STAGING;
import static dev.mirrorwatch.testdata.Script.TARGET_LINEAGE;

import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The ways in which a staging is planted. Each yields one open alert per attacked target; where not
 * said otherwise that is one alert of {@code aws_tm_staging}. T, F, R and S stand for the calls
 * that create target, filter, filter rule and session.
 */
public enum Shape {
  /** T F R S, the order in which most guides tell it. */
  ORDER_TFRS(
      s -> s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession())),

  /** T F S R: the session copies nothing until the rule comes. */
  ORDER_TFSR(
      s -> s.expect(STAGING, s.staging().makeTarget().makeFilter().makeSession().makeRule())),

  /** F T R S. */
  ORDER_FTRS(
      s -> s.expect(STAGING, s.staging().makeFilter().makeTarget().makeRule().makeSession())),

  /** F T S R. */
  ORDER_FTSR(
      s -> s.expect(STAGING, s.staging().makeFilter().makeTarget().makeSession().makeRule())),

  /** F R T S: the filter is complete before there is a target. */
  ORDER_FRTS(
      s -> s.expect(STAGING, s.staging().makeFilter().makeRule().makeTarget().makeSession())),

  /** All four calls carry the same second. */
  SAME_SECOND(
      s -> {
        s.gap(0);
        s.expect(STAGING, s.staging().makeFilter().makeRule().makeTarget().makeSession());
      }),

  /** The last event arrives first and the first last. */
  REVERSED_ARRIVAL(
      s -> {
        s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession());
        s.reverseArrival();
      }),

  /** Target, filter and rule are delivered four minutes after the session. */
  LATE_PREPARATION(
      s -> {
        s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession());
        Step session = s.steps().get(3);
        session.arriveAt(session.time().plusSeconds(5));
        for (Step preparation : s.steps().subList(0, 3)) {
          preparation.arriveAt(session.arrival().plus(Duration.ofMinutes(4)));
        }
      }),

  /** Two people stage at the same time in one account and region; two alerts. */
  INTERLEAVED_PRINCIPALS(
      s -> {
        Caller one = s.caller();
        Caller other = s.colleague();
        Script.Staging first = s.staging().makeTarget();
        s.as(other);
        Script.Staging second = s.staging().makeFilter().makeTarget();
        s.as(one);
        first.makeFilter();
        s.as(other);
        second.makeRule();
        s.as(one);
        first.makeRule().makeSession();
        s.as(other);
        second.makeSession();
        s.expect(STAGING, first);
        s.expect(STAGING, second);
      }),

  /** One person stages two targets with two filters at the same time; two alerts. */
  INTERLEAVED_STAGINGS(
      s -> {
        Script.Staging first = s.staging().makeTarget();
        Script.Staging second = s.staging().makeTarget();
        first.makeFilter();
        second.makeFilter().makeRule();
        first.makeRule();
        second.makeSession();
        first.makeSession();
        s.expect(STAGING, first);
        s.expect(STAGING, second);
      }),

  /** Two to four rules, the last of them after the session. */
  REPEATED_RULES(
      s -> {
        Script.Staging staging = s.staging().makeFilter().makeTarget();
        int before = s.dice().between(1, 3);
        for (int i = 0; i < before; i++) {
          staging.makeRule();
        }
        s.expect(STAGING, staging.makeSession().makeRule());
      }),

  /** Two to five sessions from different sources to one target; one alert. */
  SEVERAL_SESSIONS(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter().makeRule();
        int sessions = s.dice().between(2, 5);
        for (int i = 0; i < sessions; i++) {
          staging.makeSession();
        }
        s.expect(STAGING, staging);
      }),

  /**
   * The public attack tool, seconds from call to call: discovery, a security group open for VXLAN,
   * a collector instance, target, filter, a rule for each direction, a session for each instance.
   */
  MALMIRROR(
      s -> {
        s.gap(1);
        s.make(
            call("ec2.amazonaws.com", "DescribeInstances")
                .request(JsonObject.object().put("maxResults", 1000)));
        String group = s.dice().resourceId("sg");
        String word = s.dice().base32(10).toLowerCase(Locale.ROOT);
        s.make(
            call("ec2.amazonaws.com", "CreateSecurityGroup")
                .request(
                    JsonObject.object()
                        .put("groupName", word)
                        .put("groupDescription", word)
                        .put("vpcId", s.dice().resourceId("vpc")))
                .response(JsonObject.object().put("_return", true).put("groupId", group)));
        s.make(
            call("ec2.amazonaws.com", "AuthorizeSecurityGroupIngress")
                .request(openForVxlan(group))
                .response(JsonObject.object().put("_return", true)));
        s.make(Background.runInstances(s.dice(), s.caller().account()));
        Script.Staging staging = s.staging().makeTarget().makeFilter().makeRule().makeRule();
        int sessions = s.dice().between(3, 8);
        for (int i = 0; i < sessions; i++) {
          staging.makeSession();
        }
        s.expect(STAGING, staging);
      }),

  /** Two targets fed through one filter; two alerts, the filter is evidence of both. */
  SHARED_FILTER(
      s -> {
        Script.Staging first = s.staging().makeFilter().makeRule();
        Script.Staging second = first.sharingFilter();
        first.makeTarget();
        second.makeTarget();
        first.makeSession();
        second.makeSession();
        s.expect(STAGING, first);
        s.expect(STAGING, second);
      }),

  /** From the first call to the last just under two hours. */
  SLOW(
      s -> {
        s.gap(0);
        Script.Staging staging = s.staging().makeTarget();
        s.pause(Duration.ofMinutes(30));
        staging.makeFilter();
        s.pause(Duration.ofMinutes(30));
        staging.makeRule();
        s.pause(Duration.ofMinutes(59).plusSeconds(s.dice().between(0, 60)));
        s.expect(STAGING, staging.makeSession());
      }),

  /** Every event is delivered twice, byte for byte. */
  DUPLICATES(
      s -> {
        s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession());
        s.steps().forEach(step -> step.deliverAgain(Duration.ofSeconds(s.dice().between(0, 240))));
      }),

  /** In the web console: address and user agent say {@code AWS Internal}. */
  CONSOLE(
      s -> {
        s.as(s.member(Caller.Kind.IAM_USER).inConsole());
        Script.Staging staging = s.staging();
        // The console makes a filter and its first rule in one go.
        s.gap(0);
        staging.makeFilter().makeRule();
        s.pause(Duration.ofSeconds(22)).gap(35);
        s.expect(STAGING, staging.makeTarget().makeSession());
      }),

  /** By a session of a role. */
  ASSUMED_ROLE(
      s -> {
        s.as(s.member(Caller.Kind.ASSUMED_ROLE));
        s.expect(STAGING, s.staging().makeFilter().makeTarget().makeRule().makeSession());
      }),

  /** By a user with a long-lived key. */
  IAM_USER(
      s -> {
        s.as(s.member(Caller.Kind.IAM_USER));
        s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession());
      }),

  /** By the root user. */
  ROOT(
      s -> {
        s.as(s.member(Caller.Kind.ROOT));
        s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession());
      }),

  /** By a person in a role that many share. */
  SSO_ROLE(
      s -> {
        s.as(s.member(Caller.Kind.SSO_ROLE));
        s.expect(STAGING, s.staging().makeTarget().makeFilter().makeRule().makeSession());
      }),

  /** The target is a network load balancer. */
  LOAD_BALANCER_TARGET(
      s -> {
        Script.Staging staging = s.staging();
        String balancer =
            "arn:aws:elasticloadbalancing:"
                + s.region()
                + ":"
                + s.caller().account()
                + ":loadbalancer/net/collector/"
                + s.dice().hex(16);
        staging.add(staging.call(MirrorCall.CREATE_TARGET).loadBalancer(balancer));
        s.expect(STAGING, staging.makeFilter().makeRule().makeSession());
      }),

  /** The filter is filled with DNS as a network service, not with a rule. */
  NETWORK_SERVICES(
      s -> {
        Script.Staging staging = s.staging().makeFilter();
        staging.add(staging.call(MirrorCall.MODIFY_NETWORK_SERVICES));
        s.expect(STAGING, staging.makeTarget().makeSession());
      }),

  /** The rule call is a change of a rule, whose filter stands in the answer only. */
  MODIFIED_RULE(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter();
        staging.add(staging.call(MirrorCall.MODIFY_FILTER_RULE));
        s.expect(STAGING, staging.makeSession());
      }),

  /** Terraform: tagged parts, made in parallel, each looked at after it is made. */
  TERRAFORM(
      s -> {
        s.as(
            s.member(Caller.Kind.ASSUMED_ROLE)
                .withUserAgent(
                    "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io)"
                        + " terraform-provider-aws/5.65.0 aws-sdk-go-v2/1.30.4"));
        s.gap(0);
        Script.Staging staging = s.staging();
        staging.add(staging.call(MirrorCall.CREATE_FILTER).named("sensor"));
        staging.add(staging.call(MirrorCall.CREATE_TARGET).named("sensor"));
        s.gap(1);
        s.make(s.fresh(MirrorCall.DESCRIBE_TARGETS));
        s.make(s.fresh(MirrorCall.DESCRIBE_FILTERS));
        staging.makeSession();
        s.expect(STAGING, staging.makeRule());
        s.make(s.fresh(MirrorCall.DESCRIBE_FILTER_RULES));
        s.make(s.fresh(MirrorCall.DESCRIBE_SESSIONS));
      }),

  /** A dry run, a refusal and a failure before the calls that succeed; only those are evidence. */
  PROBED_FIRST(
      s -> {
        Script.Staging staging = s.staging();
        s.make(staging.call(MirrorCall.CREATE_TARGET).by(s.caller()).dryRun());
        s.make(staging.call(MirrorCall.CREATE_FILTER).by(s.caller()).denied());
        staging.makeTarget().makeFilter().makeRule();
        s.make(unsupported(staging));
        s.expect(STAGING, staging.makeSession());
      }),

  /** A new target on a filter from earlier; {@code aws_tm_reused_parts}. */
  EXISTING_FILTER(s -> s.expect(REUSED_PARTS, s.staging().makeTarget().makeSession())),

  /** A new filter with a rule on a target from earlier; {@code aws_tm_reused_parts}. */
  EXISTING_TARGET(s -> s.expect(REUSED_PARTS, s.staging().makeFilter().makeRule().makeSession())),

  /** The rule goes to a filter that the session does not use; {@code aws_tm_reused_parts}. */
  RULE_ELSEWHERE(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter();
        s.make(s.fresh(MirrorCall.CREATE_FILTER_RULE));
        s.expect(REUSED_PARTS, staging.makeSession());
      }),

  /** More than two hours from target to session; {@code aws_tm_reused_parts}. */
  OVER_TWO_HOURS(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter().makeRule();
        s.pause(Duration.ofHours(2).plusSeconds(s.dice().between(1, 3600)));
        s.expect(REUSED_PARTS, staging.makeSession());
      }),

  /**
   * One person makes the target, another filter, rule and session; {@code aws_tm_reused_parts}
   * through the filter. The target is no evidence of it, somebody else made it.
   */
  SPLIT_PREPARATION(
      s -> {
        Script.Staging staging = s.staging();
        s.make(staging.call(MirrorCall.CREATE_TARGET));
        s.as(s.colleague());
        s.expect(REUSED_PARTS, staging.makeFilter().makeRule().makeSession());
      }),

  /** One person makes the target, another the session to it; {@code aws_tm_target_lineage}. */
  SPLIT_ROLE(
      s -> {
        Script.Staging staging = s.staging().makeTarget();
        s.as(s.colleague());
        s.expect(TARGET_LINEAGE, staging.makeSession());
      }),

  /** A session to a target of twenty days ago; {@code aws_tm_target_lineage}. */
  OLD_TARGET(
      s -> {
        s.pause(Duration.ofDays(-20));
        Script.Staging staging = s.staging().makeTarget();
        s.pause(Duration.ofDays(20));
        s.expect(TARGET_LINEAGE, staging.makeSession());
      });

  private final Consumer<Script> plot;

  Shape(Consumer<Script> plot) {
    this.plot = plot;
  }

  void play(Script script) {
    plot.accept(script);
  }

  /** A session on an instance whose type cannot be mirrored. */
  static CloudTrailRecords.Call unsupported(Script.Staging staging) {
    return staging
        .call(MirrorCall.CREATE_SESSION)
        .failed(
            "Client.NetworkInterfaceNotSupported",
            "The network interface belongs to an instance type that cannot be a mirror source.");
  }

  private static JsonObject openForVxlan(String group) {
    JsonObject range =
        JsonObject.object()
            .putArray(
                "items",
                JsonObject.object().put("cidrIp", "10.0.0.0/8"),
                JsonObject.object().put("cidrIp", "172.16.0.0/12"),
                JsonObject.object().put("cidrIp", "192.168.0.0/16"));
    JsonObject permission =
        JsonObject.object()
            .put("ipProtocol", "udp")
            .put("fromPort", 4789)
            .put("toPort", 4789)
            .put("ipRanges", range);
    return JsonObject.object()
        .put("groupId", group)
        .put("ipPermissions", JsonObject.object().putArray("items", permission));
  }
}
