package dev.mirrorwatch.testdata;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/**
 * Builders of CloudTrail records. In go a call and its resource ids, out comes the record as one
 * line of JSON text, as CloudTrail writes it: the mirror calls in their wrappers, made of XML, with
 * what that does to lists and numbers.
 *
 * <p>Whatever a test does not say (request id, client token, ports, descriptions) follows from the
 * event id, so equal calls with equal event ids are equal bytes.
 */
public final class CloudTrailRecords {
  /** How long the keys can be used that STS hands out, where nobody asks for more. */
  static final long SESSION_SECONDS = 3600;

  private static final String EC2 = "ec2.amazonaws.com";

  /** As CloudTrail prints the end of a session, UTC. */
  private static final DateTimeFormatter EXPIRATION =
      DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

  private static final String XML_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

  private CloudTrailRecords() {}

  /** A call of any service, with no parameters yet. */
  public static Call call(String eventSource, String eventName) {
    return new Call(eventSource, eventName);
  }

  /** The traffic mirror calls that CloudTrail can record: eleven that change, four that look. */
  public enum MirrorCall {
    CREATE_TARGET("CreateTrafficMirrorTarget"),
    CREATE_FILTER("CreateTrafficMirrorFilter"),
    CREATE_FILTER_RULE("CreateTrafficMirrorFilterRule"),
    CREATE_SESSION("CreateTrafficMirrorSession"),
    MODIFY_FILTER_RULE("ModifyTrafficMirrorFilterRule"),
    MODIFY_NETWORK_SERVICES("ModifyTrafficMirrorFilterNetworkServices"),
    MODIFY_SESSION("ModifyTrafficMirrorSession"),
    DELETE_TARGET("DeleteTrafficMirrorTarget"),
    DELETE_FILTER("DeleteTrafficMirrorFilter"),
    DELETE_FILTER_RULE("DeleteTrafficMirrorFilterRule"),
    DELETE_SESSION("DeleteTrafficMirrorSession"),
    DESCRIBE_TARGETS("DescribeTrafficMirrorTargets"),
    DESCRIBE_FILTERS("DescribeTrafficMirrorFilters"),
    DESCRIBE_FILTER_RULES("DescribeTrafficMirrorFilterRules"),
    DESCRIBE_SESSIONS("DescribeTrafficMirrorSessions");

    private final String eventName;

    MirrorCall(String eventName) {
      this.eventName = eventName;
    }

    /** The value of {@code eventName}. */
    public String eventName() {
      return eventName;
    }
  }

  /** A traffic mirror call; ids are given with {@link Call#target} and its neighbours. */
  public static Call mirror(MirrorCall call) {
    Call record = new Call(EC2, call.eventName());
    record.mirror = call;
    return record;
  }

  /**
   * What STS answers with.
   *
   * @param key the temporary access key
   * @param from when it is handed out; it can be used for an hour
   */
  static JsonObject credentials(String key, Instant from) {
    return JsonObject.object()
        .put("accessKeyId", key)
        .put("sessionToken", "HIDDEN_DUE_TO_SECURITY_REASONS")
        .put("expiration", EXPIRATION.format(from.plusSeconds(SESSION_SECONDS)));
  }

  /** One call on its way to become a record. */
  public static final class Call {
    private final String eventSource;
    private final String eventName;
    private MirrorCall mirror;
    private String provider = "";
    private Caller caller = Caller.user("111122223333", "unnamed");
    private Instant time = Instant.EPOCH;
    private String region = "us-east-1";
    private String eventId = "00000000-0000-4000-8000-000000000000";
    private String errorCode = "";
    private String errorMessage = "";
    private JsonObject request;
    private Function<Instant, JsonObject> response = at -> null;
    private boolean dataEvent;
    private String resourceArn = "";
    private String resourceType = "";
    private String target = "";
    private String filter = "";
    private String rule = "";
    private String session = "";
    private String source = "";
    private String loadBalancer = "";
    private String nameTag = "";
    private String direction = "";
    private String cidr = "0.0.0.0/0";
    private boolean redirected;
    private String signingKey = "";
    private String shared = "";
    private boolean stranger;

    private Call(String eventSource, String eventName) {
      this.eventSource = eventSource;
      this.eventName = eventName;
    }

    /** Who calls. */
    public Call by(Caller who) {
      caller = who;
      return this;
    }

    /** When; whole seconds are kept. */
    public Call at(Instant when) {
      time = when;
      return this;
    }

    /** In which region. */
    public Call in(String where) {
      region = where;
      return this;
    }

    /** The unique id of the record. */
    public Call eventId(String id) {
      eventId = id;
      return this;
    }

    /** The parameters of a call that is no mirror call. */
    public Call request(JsonObject parameters) {
      request = parameters;
      return this;
    }

    /** The answer to a call that is no mirror call. */
    public Call response(JsonObject elements) {
      return response(at -> elements);
    }

    /** The answer to a call that is no mirror call, by when it is given. */
    public Call response(Function<Instant, JsonObject> elements) {
      response = elements;
      return this;
    }

    /** Marks a data event (an access to an object or item) and names what was accessed. */
    public Call dataOf(String type, String arn) {
      dataEvent = true;
      resourceType = type;
      resourceArn = arn;
      return this;
    }

    /** A mirror target id, {@code tmt-…}. */
    public Call target(String id) {
      target = id;
      return this;
    }

    /** A mirror filter id, {@code tmf-…}. */
    public Call filter(String id) {
      filter = id;
      return this;
    }

    /** A filter rule id, {@code tmfr-…}. */
    public Call rule(String id) {
      rule = id;
      return this;
    }

    /** A mirror session id, {@code tms-…}. */
    public Call session(String id) {
      session = id;
      return this;
    }

    /** The network interface whose traffic is copied, or the one a target stands for. */
    public Call networkInterface(String id) {
      source = id;
      return this;
    }

    /** Lets a target stand for a network load balancer instead of an interface. */
    public Call loadBalancer(String arn) {
      loadBalancer = arn;
      return this;
    }

    /** Adds a Name tag, as deployment tools do and attack tools do not. */
    public Call named(String tag) {
      nameTag = tag;
      return this;
    }

    /** Which packets a filter rule is for, {@code ingress} or {@code egress}; else either. */
    public Call direction(String which) {
      direction = which;
      return this;
    }

    /** Where the packets that a filter rule is for come from; else anywhere. */
    public Call cidr(String network) {
      cidr = network;
      return this;
    }

    /** The change of a session is that of its target. */
    public Call redirected() {
      redirected = true;
      return this;
    }

    /** Replaces {@code eventSource}: a call of this name at another provider. */
    public Call atProvider(String otherSource) {
      provider = otherSource;
      return this;
    }

    /** Signed with another key than the caller's usual one. */
    public Call signedWith(String key) {
      signingKey = key;
      return this;
    }

    /** Seen from another account, which knows the caller as a number. */
    public Call byStranger() {
      stranger = true;
      return this;
    }

    /** What the records of both accounts have in common. */
    public Call sharedId(String id) {
      shared = id;
      return this;
    }

    /** The call failed. */
    public Call failed(String code, String message) {
      errorCode = code;
      errorMessage = message;
      return this;
    }

    /** The caller lacked the permission. */
    public Call denied() {
      return failed(
          "Client.UnauthorizedOperation",
          "You are not authorized to perform this operation. User: "
              + caller.arn()
              + " is not authorized to perform: ec2:"
              + eventName
              + " because no identity-based policy allows the action.");
    }

    /** The caller only asked whether the call would be allowed. */
    public Call dryRun() {
      return failed(
          "Client.DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }

    /** The record as one line of JSON text. */
    public String json() {
      Dice dice = Dice.of(eventId);
      String requestId = dice.uuid();
      JsonObject asked = request;
      JsonObject answered = response.apply(time);
      if (mirror != null) {
        String clientToken = dice.uuid();
        long details = dice.nextLong(); // once for both, so that the answer repeats the request
        asked =
            JsonObject.object()
                .put(eventName + "Request", mirrorRequest(clientToken, new Dice(details)));
        answered =
            readOnly()
                ? null
                : JsonObject.object()
                    .put(
                        eventName + "Response",
                        mirrorResponse(clientToken, requestId, new Dice(details)));
      }
      boolean failure = !errorCode.isEmpty();
      JsonObject record =
          JsonObject.object()
              .put("eventVersion", "1.10")
              .put("userIdentity", stranger ? caller.asStranger() : caller.userIdentity(time))
              .put("eventTime", time.toString())
              .put("eventSource", provider.isEmpty() ? eventSource : provider)
              .put("eventName", eventName)
              .put("awsRegion", region)
              .put("sourceIPAddress", caller.sourceAddress())
              .put("userAgent", userAgent());
      if (failure) {
        record.put("errorCode", errorCode).put("errorMessage", errorMessage);
      }
      record
          .put("requestParameters", asked)
          .put("responseElements", failure ? null : answered)
          .put("requestID", requestId)
          .put("eventID", eventId)
          .put("readOnly", readOnly());
      if (!resourceArn.isEmpty()) {
        record.putArray(
            "resources",
            JsonObject.object()
                .put("accountId", caller.account())
                .put("type", resourceType)
                .put("ARN", resourceArn));
      }
      record
          .put("eventType", "AwsApiCall")
          .put("managementEvent", !dataEvent)
          .put("recipientAccountId", caller.account())
          .put("eventCategory", dataEvent ? "Data" : "Management");
      if (!shared.isEmpty()) {
        record.put("sharedEventID", shared);
      }
      if (caller.console()) {
        record.put("sessionCredentialFromConsole", "true");
      } else if (caller.kind() != Caller.Kind.SERVICE) {
        record.put(
            "tlsDetails",
            JsonObject.object()
                .put("tlsVersion", "TLSv1.3")
                .put("cipherSuite", "TLS_AES_128_GCM_SHA256")
                .put(
                    "clientProvidedHostHeader",
                    eventSource.replace(".amazonaws.com", "." + region + ".amazonaws.com")));
      }
      String json = record.toString();
      return signingKey.isEmpty() ? json : json.replace(caller.accessKeyId(), signingKey);
    }

    private boolean readOnly() {
      return eventName.startsWith("Describe")
          || eventName.startsWith("Get")
          || eventName.startsWith("List")
          || eventName.startsWith("Head")
          || eventName.startsWith("Lookup")
          || eventName.equals("AssumeRole")
          || eventName.equals("Decrypt");
    }

    private String userAgent() {
      if (!caller.userAgent().endsWith("md/command#")) {
        return caller.userAgent();
      }
      String service = eventSource.substring(0, eventSource.indexOf('.'));
      String command = eventName.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
      return caller.userAgent() + service + '.' + command;
    }

    private JsonObject mirrorRequest(String clientToken, Dice dice) {
      JsonObject asked = JsonObject.object();
      switch (mirror) {
        case CREATE_TARGET -> putTargetEnd(asked, "NetworkLoadBalancerArn", "NetworkInterfaceId");
        case CREATE_FILTER -> {
          // The filter has no parameter but its tags.
        }
        case CREATE_FILTER_RULE -> putRule(asked.put("TrafficMirrorFilterId", filter), dice, true);
        case MODIFY_FILTER_RULE ->
            // Names the rule only: the filter stands in the answer.
            putRule(asked.put("TrafficMirrorFilterRuleId", rule), dice, true)
                .put(
                    "RemoveField",
                    JsonObject.object().put("content", "source-port-range").put("tag", 1));
        case MODIFY_NETWORK_SERVICES ->
            asked
                .put("TrafficMirrorFilterId", filter)
                .put(
                    "AddNetworkService",
                    JsonObject.object().put("content", "amazon-dns").put("tag", 1));
        case CREATE_SESSION ->
            asked
                .put("NetworkInterfaceId", source)
                .put("TrafficMirrorTargetId", target)
                .put("TrafficMirrorFilterId", filter)
                .put("SessionNumber", dice.between(1, 20));
        case MODIFY_SESSION -> {
          asked.put("TrafficMirrorSessionId", session);
          if (redirected) {
            asked.put("TrafficMirrorTargetId", target);
          } else {
            asked.putArray(
                "RemoveField",
                JsonObject.object().put("content", "description").put("tag", 1),
                JsonObject.object().put("content", "packet-length").put("tag", 2));
          }
        }
        case DELETE_TARGET -> asked.put("TrafficMirrorTargetId", target);
        case DELETE_FILTER -> asked.put("TrafficMirrorFilterId", filter);
        case DELETE_FILTER_RULE -> asked.put("TrafficMirrorFilterRuleId", rule);
        case DELETE_SESSION -> asked.put("TrafficMirrorSessionId", session);
        case DESCRIBE_TARGETS, DESCRIBE_FILTERS, DESCRIBE_FILTER_RULES, DESCRIBE_SESSIONS ->
            asked.put("MaxResults", 1000);
      }
      if (creates() && !nameTag.isEmpty()) {
        asked.put(
            "TagSpecification",
            JsonObject.object()
                .put("ResourceType", "traffic-mirror-" + kindOfResource())
                .put("tag", 1)
                .put(
                    "Tag",
                    JsonObject.object().put("Key", "Name").put("Value", nameTag).put("tag", 1)));
      }
      if (creates()) {
        asked.put("ClientToken", clientToken);
      }
      if (errorCode.equals("Client.DryRunOperation")) {
        asked.put("DryRun", true);
      }
      return asked;
    }

    private JsonObject mirrorResponse(String clientToken, String requestId, Dice dice) {
      JsonObject answered =
          JsonObject.object().put("xmlns", XML_NAMESPACE).put("requestId", requestId);
      if (creates()) {
        answered.put("clientToken", clientToken);
      }
      switch (mirror) {
        case CREATE_TARGET -> {
          JsonObject made = tags(JsonObject.object()).put("trafficMirrorTargetId", target);
          putOwner(made, dice);
          made.put("type", loadBalancer.isEmpty() ? "network-interface" : "network-load-balancer");
          answered.put(
              "trafficMirrorTarget",
              putTargetEnd(made, "networkLoadBalancerArn", "networkInterfaceId"));
        }
        case CREATE_FILTER ->
            answered.put(
                "trafficMirrorFilter",
                tags(JsonObject.object())
                    .put("trafficMirrorFilterId", filter)
                    .put("ingressFilterRuleSet", "")
                    .put("egressFilterRuleSet", "")
                    .put("networkServiceSet", ""));
        case MODIFY_NETWORK_SERVICES ->
            answered.put(
                "trafficMirrorFilter",
                tags(JsonObject.object())
                    .put("trafficMirrorFilterId", filter)
                    .put("ingressFilterRuleSet", "")
                    .put("egressFilterRuleSet", "")
                    .put("networkServiceSet", JsonObject.object().put("item", "amazon-dns")));
        case CREATE_FILTER_RULE, MODIFY_FILTER_RULE -> {
          JsonObject made =
              JsonObject.object()
                  .put("trafficMirrorFilterRuleId", rule)
                  .put("trafficMirrorFilterId", filter);
          answered.put("trafficMirrorFilterRule", putRule(made, dice, false));
        }
        case CREATE_SESSION, MODIFY_SESSION -> {
          JsonObject made =
              tags(JsonObject.object())
                  .put("trafficMirrorSessionId", session)
                  .put("trafficMirrorTargetId", target)
                  .put("trafficMirrorFilterId", filter)
                  .put("networkInterfaceId", source)
                  .put("sessionNumber", dice.between(1, 20));
          putOwner(made, dice);
          int network = dice.between(1, 16_000_000);
          if (dice.chance(0.5)) {
            made.put("virtualNetworkId", network);
          } else {
            made.put("virtualNetworkId", Integer.toString(network));
          }
          answered.put("trafficMirrorSession", made);
        }
        case DELETE_TARGET -> answered.put("trafficMirrorTargetId", target);
        case DELETE_FILTER -> answered.put("trafficMirrorFilterId", filter);
        case DELETE_FILTER_RULE -> answered.put("trafficMirrorFilterRuleId", rule);
        case DELETE_SESSION -> answered.put("trafficMirrorSessionId", session);
        case DESCRIBE_TARGETS, DESCRIBE_FILTERS, DESCRIBE_FILTER_RULES, DESCRIBE_SESSIONS ->
            throw new IllegalStateException("CloudTrail records no answer to " + eventName);
      }
      return answered;
    }

    private JsonObject putTargetEnd(JsonObject json, String balancerKey, String interfaceKey) {
      return loadBalancer.isEmpty()
          ? json.put(interfaceKey, source)
          : json.put(balancerKey, loadBalancer);
    }

    /** Request members begin with a capital letter, those of the answer with a small one. */
    private JsonObject putRule(JsonObject json, Dice dice, boolean asked) {
      String either = dice.chance(0.5) ? "ingress" : "egress";
      return json.put(
              asked ? "TrafficDirection" : "trafficDirection",
              direction.isEmpty() ? either : direction)
          .put(asked ? "RuleNumber" : "ruleNumber", dice.between(1, 100))
          .put(asked ? "RuleAction" : "ruleAction", "accept")
          .put(asked ? "SourceCidrBlock" : "sourceCidrBlock", cidr)
          .put(asked ? "DestinationCidrBlock" : "destinationCidrBlock", "0.0.0.0/0");
    }

    /** An account id that looks like a number is written as one now and then. */
    private void putOwner(JsonObject json, Dice dice) {
      if (dice.chance(0.3)) {
        json.put("ownerId", Long.parseLong(caller.account()));
      } else {
        json.put("ownerId", caller.account());
      }
    }

    private JsonObject tags(JsonObject json) {
      return nameTag.isEmpty()
          ? json.put("tagSet", "")
          : json.put(
              "tagSet",
              JsonObject.object()
                  .put("item", JsonObject.object().put("key", "Name").put("value", nameTag)));
    }

    private boolean creates() {
      return eventName.startsWith("Create");
    }

    private String kindOfResource() {
      return eventName
          .substring("CreateTrafficMirror".length())
          .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
          .toLowerCase(Locale.ROOT);
    }
  }
}
