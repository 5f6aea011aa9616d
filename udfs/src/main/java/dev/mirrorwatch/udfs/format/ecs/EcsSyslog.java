package dev.mirrorwatch.udfs.format.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.format.Json;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the line of a Cisco device again out of the fields of Elastic's {@code cisco_ios}: {@code
 * <189>57: host: 2026-03-02T09:00:00.000Z: %SYS-5-CONFIG_I: Configured from console by alice}.
 *
 * <p>In: a document without {@code event.original}. Out: the line, with its priority, sequence
 * number and host where they are known; the time is the document's. Lost is the device's own
 * spelling of the time.
 */
public final class EcsSyslog {

  private EcsSyslog() {}

  /** {@code null} where the document has no mnemonic or message. */
  public static @Nullable String line(JsonNode document) {
    String facility = text(document, "cisco.ios.facility");
    String severity = text(document, "event.severity");
    String code = text(document, "event.code");
    String message = text(document, "message");
    if (facility == null || severity == null || code == null || message == null) {
      return null;
    }
    String priority = text(document, "log.syslog.priority");
    String mnemonic = "%" + facility + "-" + severity + "-" + code;
    String host = text(document, "log.syslog.hostname");
    String number = text(document, "event.sequence");
    String header =
        Stream.of(number, host, text(document, "@timestamp"), mnemonic, message)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(": "));
    return (priority == null ? "" : "<" + priority + ">") + header;
  }

  private static @Nullable String text(JsonNode document, String path) {
    return Json.nonEmpty(DottedPath.find(document, path));
  }
}
