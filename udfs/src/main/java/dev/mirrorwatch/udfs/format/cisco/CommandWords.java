package dev.mirrorwatch.udfs.format.cisco;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Command lines with their keywords written out, for a device takes any beginning of a keyword that
 * is like no other: {@code mon sess 1 so g1/0/1} is {@code monitor session 1 source g1/0/1}. Known
 * are the commands that rules are about; of others the words stay, with single spaces.
 */
final class CommandWords {

  /** A word of one's own choice. */
  private static final String ANY = "*";

  private static final String SESSION_PARTS =
      """
      source interface
      source vlan
      source remote vlan
      destination interface
      destination remote vlan
      destination ip
      filter
      description
      shutdown
      """;

  private static final Node TOP = new Node();
  private static final Node IN_SESSION = new Node();

  static {
    for (String part : SESSION_PARTS.lines().toList()) {
      TOP.add("monitor session * " + part);
      IN_SESSION.add(part);
    }
    for (String command :
        List.of(
            "monitor session * type erspan-source",
            "monitor session * type erspan-destination",
            "monitor session * type rspan-source",
            "monitor session * type rspan-destination",
            "monitor session * type local",
            "monitor capture point",
            "monitor capture buffer",
            "monitor capture * start",
            "monitor capture * stop",
            "monitor capture * export",
            "monitor capture * interface",
            "configure terminal",
            "interface",
            "ip",
            "exit",
            "end",
            "logging host",
            "logging on",
            "logging buffered",
            "logging console",
            "logging trap",
            "logging enable",
            "log config",
            "archive",
            "snmp-server host",
            "snmp-server enable",
            "aaa accounting",
            "aaa new-model",
            "clear logging",
            "copy",
            "show",
            "write",
            "do")) {
      TOP.add(command);
    }
    for (String command :
        List.of(
            "ip address",
            "ip ttl",
            "ip dscp",
            "ip prec",
            "ipv6 address",
            "erspan-id",
            "origin ip address",
            "origin ipv6 address",
            "vrf",
            "mtu",
            "header-type",
            "plim ethernet",
            "monitor session",
            "exit",
            "end")) {
      IN_SESSION.add(command);
    }
  }

  private CommandWords() {}

  /** The line as it means outside of any mode. */
  static String expanded(String command) {
    return expanded(command, TOP);
  }

  /** The line as it means inside a monitor session, or outside where it means nothing there. */
  static String expandedInSession(String command) {
    String inside = expanded(command, IN_SESSION);
    String outside = expanded(command, TOP);
    return IN_SESSION.knows(inside) ? inside : outside;
  }

  private static String expanded(String command, Node from) {
    List<String> words = List.of(command.strip().split("\\s+"));
    List<String> written = new ArrayList<>();
    Node node = from;
    for (String word : words) {
      boolean prefix = node == from && (word.equals("no") || word.equals("default"));
      if (node == null || prefix) {
        written.add(word);
        continue;
      }
      String keyword = node.keyword(word);
      written.add(keyword == null ? word : keyword);
      node = keyword == null ? node.children.get(ANY) : node.children.get(keyword);
    }
    return String.join(" ", written);
  }

  /** Keywords that may follow each other. */
  private static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();

    void add(String command) {
      Node node = this;
      for (String word : command.strip().split(" ")) {
        node = node.children.computeIfAbsent(word, unseen -> new Node());
      }
    }

    boolean knows(String command) {
      String first = command.replaceFirst("^(?:no|default) ", "").split(" ", 2)[0];
      return children.containsKey(first);
    }

    /** The keyword that the word is, or is the beginning of and of no other; or {@code null}. */
    @Nullable String keyword(String word) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (children.containsKey(lower) && !lower.equals(ANY)) {
        return lower;
      }
      String only = null;
      for (String keyword : children.keySet()) {
        if (!keyword.equals(ANY) && keyword.startsWith(lower)) {
          if (only != null) {
            return null;
          }
          only = keyword;
        }
      }
      return only;
    }
  }
}
