package dev.mirrorwatch.udfs.format.cisco;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.EventDraft;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of Cisco devices and of TACACS+ servers; {@link DeviceLine} tells which.
 *
 * <p>In: a line under {@code message}, as shippers of logs wrap it and as text is handed in; its
 * time already read. Out: the event, {@code UNKNOWN_FORMAT} where the message is no such line,
 * {@code MISSING_EVENT_TIME} where nothing tells its time, {@code RECORD_TOO_LARGE} for a segment
 * of a message that is longer than anybody's. A segment of a message is a part of one, which {@link
 * MessageSegments} joins.
 *
 * <p>A user is one of a device: {@code <device>\<user>}. The console is nobody's name, so that an
 * event without a user is the device's own. The event id follows from the device, its sequence
 * number, its clock and the message.
 */
public final class CiscoFormat implements RecordFormat {

  private static final String PRODUCT = "cisco";

  private static final Pattern BGP_PORT = Pattern.compile("[:(]179\\b");
  private static final Pattern LDP_PORT = Pattern.compile("[:(]646\\b");

  private static final Set<String> PATHS =
      Set.of("*", "log.source.address", "host.ip", "host.hostname", "host.name");

  /** What no rule is shown needs no fields. */
  private static final FieldDemand NOTHING = new FieldDemand(Set.of(), false);

  private final FieldDemand demand;

  public CiscoFormat(FieldDemand demand) {
    this.demand = demand;
  }

  @Override
  public Set<String> paths() {
    return PATHS;
  }

  @Override
  public boolean recognises(JsonNode record) {
    String message = Json.text(record.get("message"));
    return message != null && DeviceLine.isOne(message);
  }

  @Override
  public Normalized normalize(RawLog log, JsonNode record) {
    String message = Objects.requireNonNull(Json.text(record.get("message")));
    IseMessage segment = DeviceLine.segment(message);
    if (segment != null) {
      return segment(log, record, segment);
    }
    DeviceRecord line = DeviceLine.read(message);
    if (line == null) {
      return Normalized.defect(DefectReason.UNKNOWN_FORMAT, "no line of a network device");
    }
    if (log.eventTime() == RawLog.NO_TIME) {
      return Normalized.defect(
          DefectReason.MISSING_EVENT_TIME, "neither the line nor its delivery tells a time");
    }
    String device = device(line.host(), record);
    Principal principal = principal(device, line.user());
    boolean tacacs = line.channel() == DeviceRecord.Channel.TACACS;
    EventDraft draft =
        new EventDraft(
                log,
                demand,
                PRODUCT,
                service(line),
                PRODUCT,
                tacacs ? "cisco.tacacs" : "cisco_ios.log")
            .id(id(device, line, log))
            .call(line.facility() == null ? line.channel().text() : line.facility(), line.action())
            .outcome(line.outcome(), null)
            .sourceAddress(line.address())
            .form("event.code", line.mnemonic())
            .form("event.severity", text(line.severity()))
            .form("event.sequence", line.header().sequence())
            .form("log.syslog.priority", text(line.header().priority()))
            .form("host.name", device)
            .form("observer.hostname", device)
            .form("observer.vendor", "Cisco")
            .form("user.name", line.user())
            .form("process.command_line", line.command())
            .form("cisco.message", line.message())
            .form("cisco.channel", line.channel().text())
            .form("cisco.clock", line.header().clock().text())
            .form("cisco.terminal", line.terminal())
            .form("cisco.privilege_level", line.privilege());
    ConfigurationLine part = ConfigurationLine.of(line);
    if (part == null) {
      return Normalized.event(draft.event(principal, record));
    }
    if (line.command() != null) {
      MonitorCommand command = command(device, line);
      draft.forms(command.fields()).resources(command.resources());
    }
    if (line.channel() != DeviceRecord.Channel.ACCOUNTING && !isAccounted(line)) {
      draft.part(Part.line(session(principal, line), sequence(line), part.written()));
    }
    return Normalized.event(draft.event(principal, record));
  }

  private static Normalized segment(RawLog log, JsonNode record, IseMessage segment) {
    if (segment.total() > MessageSegments.MOST
        || segment.body().length() > MessageSegments.LONGEST) {
      return Normalized.defect(
          DefectReason.RECORD_TOO_LARGE,
          "segment %d of %d, %d characters long: read are %d of %d characters"
              .formatted(
                  segment.number(),
                  segment.total(),
                  segment.body().length(),
                  MessageSegments.MOST,
                  MessageSegments.LONGEST));
    }
    String host = device(SyslogHeader.of(segment.header()).host(), record);
    String key =
        String.join("|", host, segment.category(), segment.id(), Integer.toString(segment.total()));
    return Normalized.event(
        new EventDraft(log, NOTHING, PRODUCT, "aaa", PRODUCT, "cisco.tacacs")
            .call(DeviceRecord.Channel.TACACS.text(), "segment")
            .part(Part.segment(key, segment.number(), segment.total(), segment.body()))
            .event(principal(host, null), record));
  }

  /** NX-OS tells the mode with each command, also where it does so by syslog. */
  private static boolean isAccounted(DeviceRecord line) {
    return "AAA_ACCOUNTING_MESSAGE".equals(line.mnemonic()) && line.command() != null;
  }

  private static MonitorCommand command(String device, DeviceRecord line) {
    MonitorMode mode = null;
    for (String before : line.path()) {
      mode = MonitorMode.after(mode, before);
    }
    return MonitorCommand.of(device, mode, Objects.requireNonNull(line.command()));
  }

  /**
   * What one mode is kept for: who, by which log, and where the log tells it, at which terminal.
   */
  private static String session(Principal principal, DeviceRecord line) {
    boolean tacacs = line.channel() == DeviceRecord.Channel.TACACS;
    String terminal = tacacs && line.terminal() != null ? line.terminal() : "";
    return principal.id() + "|" + line.channel().text() + "|" + terminal;
  }

  private static long sequence(DeviceRecord line) {
    String sequence = line.header().sequence();
    return sequence == null
        ? 0
        : Long.parseLong(sequence.substring(0, Math.min(18, sequence.length())));
  }

  /** SigmaHQ's services of the product; what is none of them is {@code ios}. */
  private static String service(DeviceRecord line) {
    if (line.user() != null || line.command() != null || line.facility() == null) {
      return "aaa";
    }
    String facility = line.facility();
    boolean authentication = "BADAUTH".equals(line.mnemonic());
    if (facility.startsWith("BGP") || authentication && BGP_PORT.matcher(line.message()).find()) {
      return "bgp";
    }
    if (facility.contains("LDP") || authentication && LDP_PORT.matcher(line.message()).find()) {
      return "ldp";
    }
    return facility.startsWith("AAA") || facility.startsWith("SEC_LOGIN") ? "aaa" : "ios";
  }

  private static Principal principal(String device, @Nullable String user) {
    String id = user == null ? device : device + "\\" + user;
    return new Principal(
        id,
        user == null ? "Device" : "DeviceUser",
        null,
        user,
        id,
        null,
        null,
        false,
        device,
        null,
        null,
        null);
  }

  private static String id(String device, DeviceRecord line, RawLog log) {
    String sequence = line.header().sequence();
    String clock = line.header().clockText();
    String when =
        sequence == null && clock == null ? Long.toString(log.eventTime()) : sequence + "|" + clock;
    String task = line.task() == null ? "" : line.task();
    return EventDraft.sha256(
        String.join("\u001f", device, when, task, line.message()).getBytes(StandardCharsets.UTF_8));
  }

  /** As the line calls it, else as whoever received it does. */
  private static String device(@Nullable String named, JsonNode record) {
    if (named != null) {
      return named;
    }
    String relay = Json.nonEmpty(record.path("log").path("source").get("address"));
    if (relay != null) {
      return relay.replaceFirst("(?<=[^:]):\\d+$", "");
    }
    JsonNode host = record.path("host");
    for (JsonNode name :
        new JsonNode[] {
          host,
          host.path("ip").isArray() ? host.path("ip").path(0) : host.path("ip"),
          record.path("hostname"),
          host.path("hostname"),
          host.path("name")
        }) {
      String told = Json.nonEmpty(name);
      if (told != null) {
        return told;
      }
    }
    return "unknown";
  }

  private static @Nullable String text(@Nullable Integer number) {
    return number == null ? null : number.toString();
  }
}
