package dev.mirrorwatch.udfs.event;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind of thing that a call changes: {@code ec2.amazonaws.com TrafficMirror} for all calls that
 * make or change a part of traffic mirroring.
 */
final class ApiFamily {

  /** A verb, and the two words behind it, as in {@code CreateTrafficMirrorSession}. */
  private static final Pattern CAMEL_CASE =
      Pattern.compile("[A-Z][a-z0-9]*([A-Z][a-z0-9]*(?:[A-Z][a-z0-9]*)?).*");

  /** A path and the verb at its end, as in {@code v1.compute.packetMirrorings.insert}. */
  private static final Pattern PATH = Pattern.compile("(?:(?:v\\d|alpha|beta)\\.)?(.+)[./][^./]+");

  private static final Pattern QUESTION =
      Pattern.compile("(?:(?:Describe|Get|List)[A-Z].*|.*[./](?:read|get|list|aggregatedList))");

  private ApiFamily() {}

  /**
   * The family, where the call changed something about mirroring. A question makes nobody known,
   * and neither does an attempt.
   */
  static Optional<String> changedBy(
      String provider, String action, Outcome outcome, List<ResourceId> resources) {
    boolean mirrors =
        resources.stream().anyMatch(resource -> resource.field().startsWith("mirror."));
    return mirrors && outcome == Outcome.SUCCESS && !QUESTION.matcher(action).matches()
        ? Optional.of(provider + " " + thing(action))
        : Optional.empty();
  }

  private static String thing(String action) {
    Matcher camelCase = CAMEL_CASE.matcher(action);
    if (camelCase.matches()) {
      return camelCase.group(1);
    }
    Matcher path = PATH.matcher(action);
    return path.matches() ? path.group(1) : action;
  }
}
