package dev.mirrorwatch.udfs.why;

import dev.mirrorwatch.rules.NearestName;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.correlate.Links;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.StageHit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which events a question is about, and how many there were. */
final class Asked {

  /** Of more principals than that no nearest one is looked for. */
  private static final int PRINCIPALS = 10_000;

  /** What Azure's own tools call all that one deployment does by. */
  private static final String DEPLOYMENT = "azure.correlation_id";

  /** What providers show of a record or of its operation, where that is not the event's id. */
  private static final List<String> PROVIDERS_IDS =
      List.of("azure.operation_id", "azure.event_data_id", "gcp.operation_id", "gcp.insert_id");

  private final Question question;
  private final Set<String> principals = new TreeSet<>();
  private final Set<String> names = new TreeSet<>();
  private final Set<String> events = new HashSet<>();
  private long read;
  private long asked;

  Asked(Question question) {
    this.question = question;
  }

  /** Takes note of a record that is asked about by an id of its provider. */
  void meet(AuditEvent record) {
    if (question instanceof Question.About about
        && events.size() < Inquiry.GREATEST_EVENTS
        && PROVIDERS_IDS.stream().anyMatch(field -> has(record, field, about.value()))) {
      events.add(record.id());
    }
  }

  /** Takes an event into account, once; whether it is asked about by id or principal. */
  boolean count(AuditEvent event) {
    read++;
    if (principals.size() < PRINCIPALS && principals.add(event.principal().origin())) {
      names(event).forEach(names::add);
    }
    boolean meant = isByName(event);
    asked += meant ? 1 : 0;
    return meant;
  }

  /** A group or an identity was met that is asked about. */
  void countHit() {
    asked++;
  }

  boolean isByName(AuditEvent event) {
    return isById(event.id())
        || question instanceof Question.About about
            && (names(event).anyMatch(name -> isSame(name, about.value()))
                || has(event, DEPLOYMENT, about.value()));
  }

  /** Providers write their ids in one case here and in another there. */
  private static boolean has(AuditEvent event, String field, String id) {
    return event.fields().values(field).stream().anyMatch(id::equalsIgnoreCase);
  }

  /** Whether the event is asked about by its own id, or by one of its provider. */
  boolean isById(String eventId) {
    return events.contains(eventId)
        || question instanceof Question.About about && about.value().equals(eventId);
  }

  /** Whether the hit's group is asked about, or the thing that it is about. */
  boolean isByGroup(CorrelationRule rule, StageHit hit) {
    return question instanceof Question.OfGroup group
        ? group.values().equals(hit.groupValues())
        : hit.groupValues().contains(((Question.About) question).value()) || isAbout(rule, hit);
  }

  /** Whether the hit is about the thing that is asked about. */
  boolean isAbout(CorrelationRule rule, StageHit hit) {
    String identity =
        question instanceof Question.OfGroup group
            ? group.identity()
            : ((Question.About) question).value();
    return !rule.identity().isEmpty() && Links.identities(rule, hit).contains(identity);
  }

  /** Whether an alert is the very one that is asked about. */
  boolean isAlert(Alert alert) {
    return question instanceof Question.OfGroup group
        && group.values().equals(alert.groupValues())
        && group.identity().equals(alert.identity());
  }

  long read() {
    return read;
  }

  long asked() {
    return asked;
  }

  /** Origins of the principals that were read, sorted. */
  List<String> principals() {
    return List.copyOf(principals);
  }

  /** The name that may have been meant: a slip of the pen, or a part of the name. */
  @Nullable String nearest() {
    if (!(question instanceof Question.About about)) {
      return null;
    }
    return NearestName.of(about.value(), names)
        .or(() -> names.stream().filter(name -> name.contains(about.value())).findFirst())
        .orElse(null);
  }

  /** Directories take mail addresses and user principal names in any case. */
  private static boolean isSame(String name, String asked) {
    return name.equals(asked) || name.indexOf('@') > 0 && name.equalsIgnoreCase(asked);
  }

  /** All that a principal goes by. */
  private static Stream<String> names(AuditEvent event) {
    Principal principal = event.principal();
    return Stream.concat(
        Stream.of(
                principal.id(),
                principal.origin(),
                principal.name(),
                principal.human(),
                principal.session(),
                principal.accessKeyId(),
                principal.principalId())
            .filter(Objects::nonNull),
        Stream.of("userIdentity.arn")
            .flatMap(field -> event.fields().values(field).stream())
            .filter(Objects::nonNull));
  }
}
