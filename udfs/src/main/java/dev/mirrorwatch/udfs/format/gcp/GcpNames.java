package dev.mirrorwatch.udfs.format.gcp;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of Google's API in one form each. */
final class GcpNames {

  private static final Pattern VERSION =
      Pattern.compile("(?:v\\d+(?:(?:alpha|beta)\\d*)?|alpha|beta)");
  private static final Pattern ZONE = Pattern.compile("[a-z]+-[a-z]+\\d+-[a-z]");

  /** What the path of every resource begins with. */
  private static final List<String> ROOTS = List.of("projects/", "organizations/", "folders/");

  private static final Set<String> PROJECTS = Set.of("projects");
  private static final Set<String> PLACES = Set.of("regions", "zones", "locations");
  private static final String CLOUD_API = "google.cloud.";

  private GcpNames() {}

  /**
   * In: {@code beta.compute.packetMirrorings.insert} or {@code
   * google.cloud.compute.v1.PacketMirrorings.Insert}. Out for both: {@code
   * compute.packetmirrorings.insert}, without version and letter case.
   */
  static String method(String methodName) {
    String plain = methodName.toLowerCase(Locale.ROOT);
    String api = plain.startsWith(CLOUD_API) ? plain.substring(CLOUD_API.length()) : plain;
    return Arrays.stream(api.split("\\."))
        .filter(part -> !isVersion(part))
        .collect(Collectors.joining("."));
  }

  private static boolean isVersion(String part) {
    boolean begins = part.startsWith("v") || part.startsWith("alpha") || part.startsWith("beta");
    return begins && VERSION.matches(part);
  }

  /**
   * A resource by its path, {@code projects/p/regions/r/forwardingRules/n}: without scheme, host
   * and API version, and with the project where the caller left it out.
   *
   * @param project of the call, for names that begin below it
   */
  static String resource(String url, @Nullable String project) {
    int root = root(url);
    if (root >= 0) {
      return url.substring(root);
    }
    boolean below =
        url.startsWith("regions/") || url.startsWith("zones/") || url.startsWith("global/");
    return below && project != null ? "projects/" + project + "/" + url : url;
  }

  /** Where the path begins; -1 where it does not. */
  private static int root(String url) {
    int first = -1;
    for (String root : ROOTS) {
      int slash = url.indexOf("/" + root);
      int at = url.startsWith(root) ? 0 : slash < 0 ? url.length() : slash + 1;
      if (at + root.length() < url.length() && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  /** The project in a resource's or a log's name, or {@code null}. */
  static @Nullable String project(@Nullable String name) {
    return name == null ? null : behind(PROJECTS, name, 0);
  }

  /** The region in a resource's name, which may name a zone of it, or {@code null}. */
  static @Nullable String region(@Nullable String name) {
    String place = name == null ? null : behind(PLACES, name, 1);
    return place == null ? null : regionOf(place);
  }

  /** The part of a path that follows a label; {@code null} where none does. */
  private static @Nullable String behind(Set<String> labels, String path, int from) {
    String[] parts = path.split("/");
    for (int i = from; i + 1 < parts.length; i++) {
      if (labels.contains(parts[i]) && !parts[i + 1].isEmpty()) {
        return parts[i + 1];
      }
    }
    return null;
  }

  /** {@code us-central1} for the zone {@code us-central1-a}; any other place as it is. */
  static String regionOf(String place) {
    return ZONE.matches(place) ? place.substring(0, place.length() - 2) : place;
  }
}
