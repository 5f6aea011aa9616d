package dev.mirrorwatch.udfs.format;

/** Tells an IP address from a name without asking any name server. */
public final class IpLiterals {

  private static final int V4_PARTS = 4;
  private static final int V6_GROUPS = 8;

  private IpLiterals() {}

  /** Whether the text is an IPv4 or IPv6 address as RFC 4291 writes them, without a zone. */
  public static boolean isIp(String text) {
    return text.indexOf(':') < 0 ? isV4(text) : isV6(text);
  }

  private static boolean isV4(String text) {
    int parts = 1;
    int digits = 0;
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      if (sign == '.' && digits > 0 && parts < V4_PARTS) {
        parts++;
        digits = 0;
        value = 0;
      } else if (sign >= '0' && sign <= '9' && digits < 3) {
        digits++;
        value = 10 * value + sign - '0';
      } else {
        return false;
      }
      if (value > 255) {
        return false;
      }
    }
    return parts == V4_PARTS && digits > 0;
  }

  private static boolean isV6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == V6_GROUPS;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int left = before.isEmpty() ? 0 : groups(before, false);
    int right = after.isEmpty() ? 0 : groups(after, true);
    return left >= 0 && right >= 0 && left + right < V6_GROUPS;
  }

  /** Number of 16-bit groups, of which an IPv4 address at the end is two; -1 if it is none. */
  private static int groups(String text, boolean v4AtEnd) {
    String[] parts = text.split(":", -1);
    int groups = 0;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (v4AtEnd && i == parts.length - 1 && part.indexOf('.') >= 0) {
        if (!isV4(part)) {
          return -1;
        }
        groups += 2;
        continue;
      }
      boolean hex =
          !part.isEmpty()
              && part.length() <= 4
              && part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
      if (!hex) {
        return -1;
      }
      groups++;
    }
    return groups;
  }
}
