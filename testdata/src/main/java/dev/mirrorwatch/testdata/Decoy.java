package dev.mirrorwatch.testdata;

import static dev.mirrorwatch.testdata.CloudTrailRecords.call;
import static dev.mirrorwatch.testdata.Script.CHAIN;

import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Events that must not alert. "From earlier" means a resource whose creation is in no record of the
 * workload.
 */
public enum Decoy {
  /** Target, filter and rule by one person; another starts a session on parts from earlier. */
  WRONG_PRINCIPAL(
      s -> {
        s.staging().makeTarget().makeFilter().makeRule();
        s.as(s.colleague());
        s.make(s.fresh(MirrorCall.CREATE_SESSION));
      }),

  /** A session to a target made over thirty days before, on a filter from earlier. */
  OVER_THIRTY_DAYS(
      s -> {
        Duration apart = Duration.ofDays(30).plusMinutes(1);
        s.pause(apart.negated());
        Script.Staging staging = s.staging().makeTarget();
        s.pause(apart);
        staging.makeSession();
      }),

  /** The session fails. */
  FAILED_SESSION(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter().makeRule();
        s.make(Shape.unsupported(staging));
      }),

  /** The session succeeds, but on other ids than those whose creation failed just before. */
  FAILED_PREPARATION(
      s -> {
        for (MirrorCall part : List.of(MirrorCall.CREATE_TARGET, MirrorCall.CREATE_FILTER)) {
          s.make(
              s.fresh(part)
                  .failed("Client.InvalidParameterValue", "A value in the request is not valid."));
        }
        s.make(s.fresh(MirrorCall.CREATE_SESSION));
      }),

  /** All four calls are denied. */
  DENIED(
      s -> {
        Script.Staging staging = s.staging();
        for (MirrorCall part : CHAIN) {
          s.make(staging.call(part).by(s.caller()).denied());
        }
      }),

  /** All four calls are dry runs. */
  DRY_RUN(
      s -> {
        Script.Staging staging = s.staging();
        for (MirrorCall part : CHAIN) {
          s.make(staging.call(part).dryRun());
        }
      }),

  /** Target, filter and rule are made, but the session uses a target and filter from earlier. */
  UNLINKED_IDS(
      s -> {
        s.staging().makeTarget().makeFilter().makeRule();
        s.make(s.fresh(MirrorCall.CREATE_SESSION));
      }),

  /**
   * A session names a target that somebody else makes only afterwards. By one person this would be
   * left to how a rule reads "a session and a part".
   */
  SESSION_BEFORE_TARGET(
      s -> {
        Script.Staging staging = s.staging().makeSession();
        s.as(s.colleague());
        staging.makeTarget();
      }),

  /** Target, filter and rule, and never a session. */
  UNFINISHED(s -> s.staging().makeTarget().makeFilter().makeRule()),

  /** The name of the call in a user agent, in a parameter and in the key of an object. */
  WORDS_ONLY(
      s -> {
        Caller plain = s.caller();
        s.as(plain.withUserAgent("mirror-docs/1.0 (CreateTrafficMirrorSession)"));
        s.make(
            call("ec2.amazonaws.com", "DescribeVpcs")
                .request(JsonObject.object().put("maxResults", 5)));
        s.as(plain);
        s.make(
            call("iam.amazonaws.com", "SimulatePrincipalPolicy")
                .request(
                    JsonObject.object()
                        .put("policySourceArn", plain.arn())
                        .put("eventName", "CreateTrafficMirrorSession")
                        .put("note", "\"eventName\":\"CreateTrafficMirrorSession\"")));
        String object = "runbooks/CreateTrafficMirrorSession.md";
        s.make(
            call("s3.amazonaws.com", "GetObject")
                .request(
                    JsonObject.object()
                        .put("bucketName", "example-runbooks")
                        .put("Host", "example-runbooks.s3.amazonaws.com")
                        .put("key", object))
                .dataOf("AWS::S3::Object", "arn:aws:s3:::example-runbooks/" + object));
      }),

  /** Somebody looks at everything in the console, and AWS Config takes stock. */
  DESCRIBE_ONLY(
      s -> {
        Caller person = s.caller();
        s.as(person.inConsole());
        s.make(s.fresh(MirrorCall.DESCRIBE_TARGETS));
        s.make(s.fresh(MirrorCall.DESCRIBE_FILTERS));
        s.make(s.fresh(MirrorCall.DESCRIBE_FILTER_RULES));
        s.make(s.fresh(MirrorCall.DESCRIBE_SESSIONS));
        s.as(Caller.service(person.account(), "config.amazonaws.com"));
        s.make(s.fresh(MirrorCall.DESCRIBE_TARGETS));
      }),

  /** All four calls, with ids that agree, at a provider that has calls of the same names. */
  OTHER_PROVIDER(
      s -> {
        Script.Staging staging = s.staging();
        for (MirrorCall part : CHAIN) {
          s.make(staging.call(part).atProvider("vpc.aliyuncs.com"));
        }
      }),

  /** Everything is taken down; nothing is made. */
  TEARDOWN_ONLY(
      s -> {
        Script.Staging staging = s.staging();
        s.make(staging.call(MirrorCall.DELETE_SESSION));
        s.make(staging.call(MirrorCall.DELETE_FILTER_RULE));
        s.make(staging.call(MirrorCall.DELETE_FILTER));
        s.make(staging.call(MirrorCall.DELETE_TARGET));
      }),

  /** The session is started in another region, to a target from earlier, with the same filter. */
  OTHER_REGION(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter().makeRule();
        s.moveToOtherRegion();
        s.make(s.fresh(MirrorCall.CREATE_SESSION).filter(staging.filter()));
      }),

  /** The session is started in another account, on the very same ids. */
  OTHER_ACCOUNT(
      s -> {
        Script.Staging staging = s.staging().makeTarget().makeFilter().makeRule();
        s.as(s.stranger());
        staging.makeSession();
      });

  private final Consumer<Script> plot;

  Decoy(Consumer<Script> plot) {
    this.plot = plot;
  }

  void play(Script script) {
    plot.accept(script);
  }
}
