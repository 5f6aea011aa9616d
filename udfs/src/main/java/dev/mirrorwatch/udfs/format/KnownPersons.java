package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.model.Person.Kind;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names the person behind an event where the identity map knows them: better than what the record
 * says. A name that the caller chose is never looked up.
 */
final class KnownPersons {

  private final IdentityMap identities;
  private final Set<String> read;

  /**
   * @param read the fields that events carry
   */
  KnownPersons(IdentityMap identities, Set<String> read) {
    this.identities = identities;
    this.read = read;
  }

  /** In: an event as its record has it. Out: the same by the person, or the same. */
  AuditEvent named(AuditEvent event) {
    if (identities.isEmpty()) {
      return event;
    }
    return person(event.product(), event.principal())
        .map(person -> by(event.principal().asPerson(person), event))
        .orElse(event);
  }

  /**
   * In: a principal as a record of the product has it. Out: the same as the person, or the same.
   */
  Principal named(String product, Principal principal) {
    return identities.isEmpty()
        ? principal
        : person(product, principal).map(principal::asPerson).orElse(principal);
  }

  private AuditEvent by(Principal principal, AuditEvent event) {
    Map<String, List<String>> fields = new HashMap<>(event.fields().byField());
    for (String field : List.of("principal.human", "principal.origin", "principal.claimed")) {
      if (read.contains(field)) {
        fields.put(field, List.of(Objects.requireNonNull(principal.field(field))));
      }
    }
    return event.by(principal, new FieldValues(fields, event.fields().leaves()));
  }

  private Optional<String> person(String product, Principal principal) {
    Optional<String> ofProduct =
        switch (product) {
          case "aws" -> first(Kind.AWS, principal.id(), sessionArn(principal));
          case "azure" ->
              first(
                  Kind.AZURE,
                  principal.id().substring(principal.id().indexOf('|') + 1),
                  principal.principalId(),
                  principal.accessKeyId());
          // Who impersonates a service account is not the person whose account it is.
          case "gcp" -> first(Kind.GCP, Stream.of(principal.origin()), subjects());
          case "cisco" -> onDevice(principal);
          default -> Optional.empty();
        };
    String human = principal.isPersonKnown() ? principal.human() : null;
    return ofProduct.or(() -> first(Kind.UPN, human)).or(() -> first(Kind.EMAIL, human));
  }

  /** The account that a login belongs to is the device. */
  private Optional<String> onDevice(Principal principal) {
    return principal.name() == null
        ? Optional.empty()
        : identities.person(Kind.TACACS, principal.name(), principal.account());
  }

  private Optional<String> first(Kind kind, @Nullable String... texts) {
    return first(kind, Stream.of(texts), Stream::of);
  }

  private Optional<String> first(
      Kind kind, Stream<@Nullable String> texts, Function<String, Stream<String>> spellings) {
    return texts
        .filter(Objects::nonNull)
        .flatMap(spellings)
        .flatMap(text -> identities.person(kind, text).stream())
        .findFirst();
  }

  /** A subject with and without the kind of account that it may begin with. */
  private static Function<String, Stream<String>> subjects() {
    return text ->
        text.contains("://")
            ? Stream.of(text)
            : Stream.of(
                text,
                text.substring(text.indexOf(':') + 1),
                "user:" + text,
                "serviceAccount:" + text);
  }

  /** The session's own ARN, unless whoever opened it chose its name. */
  private static @Nullable String sessionArn(Principal principal) {
    String[] parts = principal.id().split(":", 6);
    boolean isRole = parts.length == 6 && parts[5].startsWith("role/");
    if (!isRole || principal.session() == null || principal.claimed()) {
      return null;
    }
    String role = parts[5].substring(parts[5].lastIndexOf('/') + 1);
    return "arn:%s:sts::%s:assumed-role/%s/%s"
        .formatted(parts[1], parts[4], role, principal.session());
  }
}
