package dev.mirrorwatch.udfs.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MITRE ATT&CK from Sigma tags: {@code attack.exfiltration} is a tactic, {@code attack.t1020.001} a
 * technique.
 *
 * @param tactics names as in tags, with underscores for hyphens undone: {@code exfiltration}
 * @param techniques ids such as {@code T1020}
 * @param subtechniques ids such as {@code T1020.001}
 */
record AttackTags(List<String> tactics, List<String> techniques, List<String> subtechniques) {

  /** ATT&CK Enterprise tactics: the tag's word and the tactic's id. */
  private static final Map<String, String> TACTIC_IDS =
      Map.ofEntries(
          Map.entry("reconnaissance", "TA0043"),
          Map.entry("resource-development", "TA0042"),
          Map.entry("initial-access", "TA0001"),
          Map.entry("execution", "TA0002"),
          Map.entry("persistence", "TA0003"),
          Map.entry("privilege-escalation", "TA0004"),
          Map.entry("defense-evasion", "TA0005"),
          Map.entry("credential-access", "TA0006"),
          Map.entry("discovery", "TA0007"),
          Map.entry("lateral-movement", "TA0008"),
          Map.entry("collection", "TA0009"),
          Map.entry("command-and-control", "TA0011"),
          Map.entry("exfiltration", "TA0010"),
          Map.entry("impact", "TA0040"));

  static AttackTags of(List<String> tags) {
    List<String> tactics = new ArrayList<>();
    List<String> techniques = new ArrayList<>();
    List<String> subtechniques = new ArrayList<>();
    for (String tag : tags) {
      if (!tag.startsWith("attack.")) {
        continue;
      }
      String name = tag.substring("attack.".length()).replace('_', '-');
      if (name.matches("t\\d{4}\\.\\d{3}")) {
        String id = name.toUpperCase(Locale.ROOT);
        subtechniques.add(id);
        addOnce(techniques, id.substring(0, id.indexOf('.')));
      } else if (name.matches("t\\d{4}")) {
        addOnce(techniques, name.toUpperCase(Locale.ROOT));
      } else if (TACTIC_IDS.containsKey(name)) {
        tactics.add(name);
      }
    }
    return new AttackTags(tactics, techniques, subtechniques);
  }

  List<String> tacticIds() {
    return tactics.stream().map(TACTIC_IDS::get).toList();
  }

  private static void addOnce(List<String> ids, String id) {
    if (!ids.contains(id)) {
      ids.add(id);
    }
  }
}
