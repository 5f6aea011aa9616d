package dev.mirrorwatch.udfs.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.model.DetectionRule;
import dev.mirrorwatch.rules.model.GivenEvent;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of what tests say of them. Records go the way they go in the job. */
final class GivenEvents {

  private static final String SOURCE = "test";
  private static final String SOMEBODY = "somebody";

  private final LogFormats format;

  GivenEvents(RuleSet rules, IdentityMap identities) {
    this.format =
        new LogFormats(new FieldDemand(rules.fieldsRead(), rules.readsLeaves()), identities);
  }

  /** How records are read. */
  LogFormats format() {
    return format;
  }

  /**
   * The events of a record, or of a file of records.
   *
   * @param folderOf the test file, which files are named from
   * @param id of the event, several are numbered; {@code null} for the record's own
   * @param spareId the id of a record that has none
   * @param at event time, or {@code null} for the record's own
   * @param start time of a record that has none
   * @param notEvents told what is in there and no event
   */
  List<AuditEvent> ofRecords(
      GivenEvent given,
      Path folderOf,
      @Nullable String id,
      String spareId,
      @Nullable Instant at,
      Instant start,
      Consumer<String> notEvents) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        bytes(given, folderOf),
        SOURCE,
        Origin.file(folderOf.toString(), 1),
        RecordLimits.DEFAULT,
        logs::add);
    List<AuditEvent> events = new ArrayList<>();
    for (RawLog log : logs) {
      String number = logs.size() == 1 ? "" : "-" + (events.size() + 1);
      Normalized result =
          format.normalized(
              log.defect() == null
                  ? completed(log, id == null ? null : id + number, spareId + number, at, start)
                  : log);
      if (result.event() != null) {
        events.add(id == null ? result.event() : result.event().withId(id + number));
      } else {
        notEvents.accept(result.detail());
      }
    }
    if (logs.isEmpty()) {
      notEvents.accept("there is no record in it");
    }
    return events;
  }

  private static byte[] bytes(GivenEvent given, Path folderOf) {
    if (given instanceof GivenEvent.Record record) {
      return record.json().getBytes(StandardCharsets.UTF_8);
    }
    Path path = folderOf.resolveSibling(((GivenEvent.RecordFile) given).path().text());
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be read", e);
    }
  }

  /** A test need not write what it does not care for, and says when and as what a record comes. */
  private static RawLog completed(
      RawLog log, @Nullable String id, String spareId, @Nullable Instant at, Instant start) {
    JsonNode record;
    try {
      record = Json.parse(log.payload());
    } catch (IOException e) {
      return log;
    }
    if (!(record instanceof ObjectNode completed)) {
      return log;
    }
    if (id != null || Json.nonEmpty(record.get("eventID")) == null) {
      completed.put("eventID", id == null ? spareId : id);
    }
    Instant time = at != null ? at : log.eventTime() == RawLog.NO_TIME ? start : null;
    if (time != null) {
      completed.put("eventTime", time.toString());
    }
    byte[] payload = completed.toString().getBytes(StandardCharsets.UTF_8);
    return new RawLog(
        log.source(),
        log.origin(),
        time == null ? log.eventTime() : time.toEpochMilli(),
        payload,
        payload.length,
        null,
        null);
  }

  /** An event that the stage matches: what correlations read, as the test has it or made up. */
  static AuditEvent ofStage(GivenEvent.OfStage given, DetectionRule stage, String id, Instant at) {
    String who = given.principal() == null ? SOMEBODY : given.principal();
    Map<String, List<String>> fields = new HashMap<>();
    fields.put("event.id", List.of(id));
    fields.put("event.outcome", List.of(Outcome.SUCCESS.text()));
    String product = stage.logSource().product() == null ? "aws" : stage.logSource().product();
    fields.put("cloud.provider", List.of(product));
    fields.put("cloud.account.id", List.of("111122223333"));
    fields.put("cloud.region", List.of("eu-west-1"));
    for (String name : List.of("id", "origin", "name", "human")) {
      fields.put("principal." + name, List.of(who));
    }
    fields.putAll(given.fields());
    return new AuditEvent(
        id,
        at.toEpochMilli(),
        SOURCE,
        product,
        stage.logSource().service() == null ? "cloudtrail" : stage.logSource().service(),
        fields.get("cloud.provider").get(0),
        "ec2.amazonaws.com",
        first(fields, "event.action").orElse(stage.header().name()),
        fields.get("cloud.account.id").get(0),
        fields.get("cloud.region").get(0),
        Outcome.SUCCESS,
        null,
        new Principal(
            who,
            "User",
            null,
            who,
            who,
            who,
            first(fields, "principal.access_key_id").orElse(null),
            false,
            null,
            null,
            null,
            null),
        null,
        null,
        first(fields, "user_agent.original").orElse(null),
        resources(fields),
        new FieldValues(fields, List.of()),
        Origin.file(SOURCE, 1),
        new byte[0],
        null);
  }

  private static Optional<String> first(Map<String, List<String>> fields, String name) {
    return fields.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The ids that the event says, as an alert shows them. */
  private static List<ResourceId> resources(Map<String, List<String>> fields) {
    return fields.entrySet().stream()
        .filter(field -> field.getKey().matches("mirror\\.(?:\\w+_id|destination)"))
        .flatMap(
            field -> field.getValue().stream().map(id -> new ResourceId(field.getKey(), id, false)))
        .toList();
  }
}
