package dev.mirrorwatch.udfs.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code mirror.action}: what a call does to a copy of packets, as LogScale's public query for
 * T1020.001 classes it. An operation of Azure that writes may be either of two.
 */
final class MirrorAction {

  private static final List<String> MIRRORING =
      List.of("trafficmirror", "packetmirror", "virtualnetworktaps", "tapconfigurations");

  /** The first that a name holds tells. */
  private static final Map<String, String> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("create", "Creation");
    VERBS.put("insert", "Creation");
    VERBS.put("add", "Creation");
    VERBS.put("modify", "Modification");
    VERBS.put("patch", "Modification");
    VERBS.put("update", "Modification");
    VERBS.put("delete", "Deletion");
    VERBS.put("remove", "Deletion");
    VERBS.put("/write", "Creation/Modification");
  }

  private MirrorAction() {}

  /** The class of a call, or {@code null} where its name has nothing of mirroring. */
  static @Nullable String of(String call) {
    String name = call.toLowerCase(Locale.ROOT);
    for (String mirroring : MIRRORING) {
      if (name.contains(mirroring)) {
        return classOf(name);
      }
    }
    return null;
  }

  private static String classOf(String name) {
    for (Map.Entry<String, String> verb : VERBS.entrySet()) {
      if (name.contains(verb.getKey())) {
        return verb.getValue();
      }
    }
    return "Other";
  }
}
