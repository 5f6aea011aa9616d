package dev.mirrorwatch.udfs.format.azure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A resource id taken apart. Azure compares ids without regard to case and its logs write some of
 * them in capitals, so here they are in lower case.
 *
 * @param id such as {@code /subscriptions/…/resourcegroups/…/providers/microsoft.network/…}
 * @param subscription {@code null} for what lies above subscriptions
 * @param group resource group, or {@code null}
 * @param provider such as {@code microsoft.network}, of the innermost resource, or {@code null}
 * @param name of the innermost resource, or {@code null}
 */
record AzureResource(
    String id,
    @Nullable String subscription,
    @Nullable String group,
    @Nullable String provider,
    @Nullable String name) {

  static AzureResource of(String text) {
    String id = lower(text);
    String provider = null;
    String name = null;
    int at = id.lastIndexOf("/providers/");
    if (at >= 0) {
      String path = id.substring(at + "/providers/".length());
      int end = path.indexOf('/');
      provider = end < 0 ? path : path.substring(0, end);
      name = end < 0 ? null : path.substring(path.lastIndexOf('/') + 1);
    }
    return new AzureResource(
        id, after(id, "/subscriptions/"), after(id, "/resourcegroups/"), provider, name);
  }

  /** An id as all comparisons have it: lower case, without white space and slash at the end. */
  static String lower(String id) {
    String lower = id.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static @Nullable String after(String id, String label) {
    int at = id.indexOf(label);
    if (at < 0) {
      return null;
    }
    int from = at + label.length();
    int end = id.indexOf('/', from);
    String part = end < 0 ? id.substring(from) : id.substring(from, end);
    return part.isEmpty() ? null : part;
  }
}
