package dev.mirrorwatch.udfs.format.cisco;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command means for mirroring, in normal form.
 *
 * <ul>
 *   <li>{@code cisco.mode}: the session's command, as {@link MonitorMode#text} has it
 *   <li>{@code cisco.command}: the command with its keywords written out
 *   <li>{@code mirror.session_id}: device, {@code /}, number of the session or name of the capture
 *   <li>{@code mirror.source_id}: interface, {@code vlan N} or {@code remote vlan N}
 *   <li>{@code mirror.destination}: interface, {@code remote vlan N}, or the address that ERSPAN
 *       sends to
 *   <li>{@code mirror.type}: {@code span}, {@code rspan}, {@code erspan} or {@code capture}
 * </ul>
 *
 * @param fields these forms, those that the command has
 * @param resources the session, and where it sends to
 */
public record MonitorCommand(Map<String, List<String>> fields, List<ResourceId> resources) {

  private static final String SESSION_FIELD = "mirror.session_id";
  private static final String DESTINATION_FIELD = "mirror.destination";

  private static final Pattern CAPTURE =
      Pattern.compile("monitor capture (?:point (?:\\S+ )?|buffer )?(\\S+).*");
  private static final Pattern SOURCE =
      Pattern.compile("source (?:interface )?(remote vlan .+?|vlan .+?|.+?)(?: (?:rx|tx|both))?");
  private static final Pattern DESTINATION =
      Pattern.compile("destination (?:interface |ip )?(remote vlan .+|.+)");
  private static final Pattern ADDRESS = Pattern.compile("(?:ip|ipv6) address (\\S+).*");

  /**
   * @param device that the command was typed on
   * @param before the mode it was typed in, or {@code null}
   */
  static MonitorCommand of(String device, @Nullable MonitorMode before, String command) {
    MonitorMode mode = MonitorMode.of(before, command);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String words =
        before == null ? CommandWords.expanded(command) : CommandWords.expandedInSession(command);
    fields.put("cisco.command", List.of(words));
    String session = null;
    if (mode != null) {
      session = device + "/" + mode.session();
      fields.put("cisco.mode", List.of(mode.text()));
      String inside = words.replaceFirst("^monitor session \\S+ ?", "");
      addParts(mode, inside, fields);
    } else {
      Matcher capture = CAPTURE.matcher(words);
      if (capture.matches()) {
        session = device + "/" + capture.group(1);
        fields.put("mirror.type", List.of("capture"));
      }
    }
    if (session == null) {
      return new MonitorCommand(fields, List.of());
    }
    fields.put(SESSION_FIELD, List.of(session));
    List<ResourceId> resources = new ArrayList<>();
    resources.add(
        new ResourceId(
            SESSION_FIELD, session, CommandWords.expanded(command).startsWith("monitor")));
    fields
        .getOrDefault(DESTINATION_FIELD, List.of())
        .forEach(
            destination -> resources.add(new ResourceId(DESTINATION_FIELD, destination, false)));
    return new MonitorCommand(fields, resources);
  }

  private static void addParts(MonitorMode mode, String inside, Map<String, List<String>> fields) {
    String type = mode.isErspan() ? "erspan" : "span";
    Matcher source = SOURCE.matcher(inside);
    Matcher destination = DESTINATION.matcher(inside);
    Matcher address = ADDRESS.matcher(inside);
    if (source.matches()) {
      fields.put("mirror.source_id", List.of(source.group(1)));
      type = source.group(1).startsWith("remote") ? "rspan" : type;
    } else if (destination.matches()) {
      fields.put(DESTINATION_FIELD, List.of(destination.group(1)));
      type = destination.group(1).startsWith("remote") ? "rspan" : type;
    } else if (address.matches() && mode.isErspan()) {
      fields.put(DESTINATION_FIELD, List.of(address.group(1)));
    }
    fields.put("mirror.type", List.of(type));
  }
}
