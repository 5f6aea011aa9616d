package dev.mirrorwatch.udfs.format.gcp;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of Google's API in one form each. */
final class GcpNames {

  private static final Pattern VERSION =
      Pattern.compile("(?:v\\d+(?:(?:alpha|beta)\\d*)?|alpha|beta)");
  private static final Pattern HIERARCHY =
      Pattern.compile("(?:^|/)((?:projects|organizations|folders)/.+)$");
  private static final Pattern PROJECT = Pattern.compile("(?:^|/)projects/([^/]+)(?:/|$)");
  private static final Pattern PLACE = Pattern.compile("/(regions|zones|locations)/([^/]+)");
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
        .filter(part -> !VERSION.matcher(part).matches())
        .collect(Collectors.joining("."));
  }

  /**
   * A resource by its path, {@code projects/p/regions/r/forwardingRules/n}: without scheme, host
   * and API version, and with the project where the caller left it out.
   *
   * @param project of the call, for names that begin below it
   */
  static String resource(String url, @Nullable String project) {
    Matcher full = HIERARCHY.matcher(url);
    if (full.find()) {
      return full.group(1);
    }
    boolean below =
        url.startsWith("regions/") || url.startsWith("zones/") || url.startsWith("global/");
    return below && project != null ? "projects/" + project + "/" + url : url;
  }

  /** The project in a resource's or a log's name, or {@code null}. */
  static @Nullable String project(@Nullable String name) {
    Matcher matcher = PROJECT.matcher(name == null ? "" : name);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** The region in a resource's name, which may name a zone of it, or {@code null}. */
  static @Nullable String region(@Nullable String name) {
    Matcher matcher = PLACE.matcher(name == null ? "" : name);
    return matcher.find() ? regionOf(matcher.group(2)) : null;
  }

  /** {@code us-central1} for the zone {@code us-central1-a}; any other place as it is. */
  static String regionOf(String place) {
    return place.matches("[a-z]+-[a-z]+\\d+-[a-z]")
        ? place.substring(0, place.length() - 2)
        : place;
  }
}
