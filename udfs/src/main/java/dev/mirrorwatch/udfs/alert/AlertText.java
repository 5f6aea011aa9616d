package dev.mirrorwatch.udfs.alert;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.ConsideredApproval;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Hop;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.ResourceId;
import dev.mirrorwatch.udfs.event.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** An alert as a person reads it on a terminal. */
public final class AlertText {

  private AlertText() {}

  /** One line: what, who, where. */
  public static String headline(Alert alert) {
    Evidence last = alert.evidence().get(alert.evidence().size() - 1);
    return alert.rule().title()
        + " by "
        + who(last.principal())
        + (last.account() == null ? "" : " in account " + last.account())
        + (last.region() == null ? "" : ", " + last.region());
  }

  /** The whole alert, several lines, ending in a line break. */
  public static String of(Alert alert) {
    StringBuilder text = new StringBuilder();
    Evidence last = alert.evidence().get(alert.evidence().size() - 1);
    Principal principal = last.principal();
    text.append(
        "%s  %s%n"
            .formatted(alert.rule().level().text().toUpperCase(Locale.ROOT), headline(alert)));
    line(
        text,
        "alert",
        alert.id() + ", revision " + alert.revision() + ", " + alert.status().text());
    line(text, "told because", alert.reason());
    alert.approval().ifPresent(approval -> line(text, "approved", approval(approval)));
    for (ConsideredApproval approval : ConsideredApproval.unfit(alert)) {
      line(text, "not approved", approval.name() + ": " + String.join("; ", approval.misfits()));
    }
    if (alert.risk() != null) {
      line(text, "risk", alert.risk().score() + " of 100, confidence " + alert.risk().confidence());
      alert.risk().reasons().forEach(reason -> text.append(reason(reason)));
    }
    line(text, "rule", alert.rule().name() + " " + alert.rule().version());
    line(text, "attack", String.join(", ", attackIds(alert)));
    line(
        text,
        "principal",
        principal.id()
            + " ("
            + principal.type()
            + (principal.accessKeyId() == null ? "" : ", key " + principal.accessKeyId())
            + claimed(principal)
            + ")");
    line(
        text,
        "role chain",
        principal.lineage().stream().map(AlertText::step).collect(Collectors.joining(" → ")));
    line(text, "from", addresses(alert.evidence()));
    line(
        text,
        "when",
        Instant.ofEpochMilli(alert.firstTime())
            + " to "
            + Instant.ofEpochMilli(alert.lastTime())
            + ", "
            + span(alert));
    AlertJson.resourceIds(alert.evidence())
        .forEach((name, ids) -> line(text, name.replace('_', ' '), String.join(", ", ids)));
    text.append("  stages\n");
    for (Evidence item : alert.evidence()) {
      text.append(
          "    %s  %-40s %s%s%n"
              .formatted(
                  Instant.ofEpochMilli(item.time()),
                  item.action(),
                  ids(item),
                  item.outcome() == Outcome.SUCCESS ? "" : "  [" + item.outcome().text() + "]"));
    }
    line(text, "missing", String.join(", ", alert.missing()));
    if (alert.seen() > alert.evidence().size()) {
      text.append("    … %d events in all%n".formatted(alert.seen()));
    }
    if (alert.rule().guide() != null) {
      text.append("  what to do\n");
      InvestigationGuide.fill(alert.rule().guide(), alert.evidence())
          .lines()
          .forEach(guideLine -> text.append("    ").append(guideLine).append('\n'));
    }
    return text.toString();
  }

  private static String approval(ConsideredApproval approval) {
    return "%s by %s until %s: %s%s"
        .formatted(
            approval.name(),
            approval.owner(),
            approval.expiry(),
            approval.reason(),
            approval.change() == null ? "" : ", " + approval.change());
  }

  private static String reason(Risk.Reason reason) {
    String said = reason.text().equals(reason.name()) ? "" : ": " + reason.text();
    return "    %+4d  %s%s%n".formatted(reason.points(), reason.name(), said);
  }

  private static void line(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append("  %-15s %s%n".formatted(name, value));
    }
  }

  private static String claimed(Principal principal) {
    if (!principal.claimed()) {
      return "";
    }
    String human = principal.human();
    return human == null || human.equals(principal.session())
        ? ", session name chosen by the caller"
        : ", called " + human + " by claim alone";
  }

  private static String step(Hop hop) {
    return hop.id()
        + (hop.session() == null ? "" : "/" + hop.session())
        + " at "
        + Instant.ofEpochMilli(hop.time());
  }

  private static String who(Principal principal) {
    if (principal.human() != null) {
      return principal.human() + (principal.claimed() ? " (claimed)" : "");
    }
    String name = principal.name() == null ? principal.id() : principal.name();
    return principal.session() == null ? name : name + "/" + principal.session();
  }

  private static List<String> attackIds(Alert alert) {
    AttackTags tags = AttackTags.of(alert.rule().tags());
    Set<String> covered =
        tags.subtechniques().stream()
            .map(id -> id.substring(0, id.indexOf('.')))
            .collect(Collectors.toSet());
    List<String> ids = new java.util.ArrayList<>(tags.subtechniques());
    tags.techniques().stream().filter(id -> !covered.contains(id)).forEach(ids::add);
    return ids;
  }

  private static String addresses(List<Evidence> evidence) {
    return evidence.stream()
        .map(Evidence::sourceAddress)
        .filter(java.util.Objects::nonNull)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String span(Alert alert) {
    Duration span = Duration.ofMillis(alert.lastTime() - alert.firstTime());
    return "%dh %02dm %02ds".formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart());
  }

  private static String ids(Evidence item) {
    return item.resources().stream()
        .map(ResourceId::id)
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
