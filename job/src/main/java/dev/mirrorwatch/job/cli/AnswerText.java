package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.explain.ExplanationText;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.udfs.why.AlertVerdict;
import dev.mirrorwatch.udfs.why.Answer;
import dev.mirrorwatch.udfs.why.Attempt;
import dev.mirrorwatch.udfs.why.GroupVerdict;
import dev.mirrorwatch.udfs.why.Inquiry;
import dev.mirrorwatch.udfs.why.MatchVerdict;
import dev.mirrorwatch.udfs.why.Reason;
import dev.mirrorwatch.udfs.why.SeenEvent;
import dev.mirrorwatch.udfs.why.StageVerdict;
import java.util.List;

/** Why there is an alert or none, as a person reads it on a terminal. */
final class AnswerText {

  /** Events of a stage that are listed. */
  private static final int LISTED = 10;

  private final StringBuilder text = new StringBuilder();
  private final Answer answer;
  private final RuleSet rules;
  private final boolean inner;

  private AnswerText(Answer answer, RuleSet rules, boolean inner) {
    this.answer = answer;
    this.rules = rules;
    this.inner = inner;
  }

  /**
   * @param question as it was asked
   * @param inner whether to tell of the correlations that are stages, too
   */
  static String of(Answer answer, String question, long noEvents, RuleSet rules, boolean inner) {
    AnswerText page = new AnswerText(answer, rules, inner);
    page.head(question, noEvents);
    answer.groups().forEach(group -> page.group("group", group));
    page.outside();
    answer.matches().forEach(page::match);
    if (inner) {
      answer.inner().forEach(group -> page.group("group of " + group.rule(), group));
    }
    return page.text.toString();
  }

  private void head(String question, long noEvents) {
    Rule rule = rules.rule(answer.rule()).orElseThrow();
    text.append("rule %s: %s%n".formatted(answer.rule(), rule.header().title()));
    line("asked about", question);
    line(
        "read",
        "%,d events, %,d of them asked about%s"
            .formatted(
                answer.read(),
                answer.asked(),
                noEvents == 0 ? "" : "; %,d records are no events".formatted(noEvents)));
    if (answer.isCut()) {
      line(
          "",
          "more than %,d events concern this; the rest is left out"
              .formatted(Inquiry.GREATEST_EVENTS));
    }
    if (answer.groups().isEmpty() && answer.matches().isEmpty()) {
      line(
          "alert",
          "none: no event asked about "
              + (rules.correlations().stream().anyMatch(rule::equals)
                  ? "is a stage of this rule, or comes near to one"
                  : "matches this rule, or comes near to it"));
    }
  }

  private void group(String name, GroupVerdict verdict) {
    text.append("%n%s%n".formatted(name));
    verdict.group().forEach(this::line);
    verdict.alerts().forEach(alert -> line("alert", words(alert)));
    if (verdict.alerts().isEmpty()) {
      line("alert", "none");
    }
    verdict.attempts().forEach(this::attempt);
    if (verdict.others() > 0) {
      line("", "and %,d more that came less far".formatted(verdict.others()));
    }
    if (!verdict.events().isEmpty()) {
      line("events", "");
      reasons(verdict.events(), "    ");
    }
  }

  private static String words(AlertVerdict alert) {
    String status =
        alert.superseding() != null
            ? "superseded by " + alert.superseding()
            : alert.silent()
                ? alert.status().text() + ", only a stage of others"
                : alert.status().text();
    String also =
        alert.alsoMatched().isEmpty()
            ? ""
            : ", supersedes " + String.join(", ", alert.alsoMatched());
    return "%s, about %s, %s%s".formatted(alert.id(), alert.identity(), status, also);
  }

  private void attempt(Attempt attempt) {
    line(attempt.about() == null ? "found" : attempt.about(), attempt.found());
    int width = attempt.stages().stream().mapToInt(stage -> stage.stage().length()).max().orElse(0);
    boolean several =
        attempt.stages().stream()
                .flatMap(stage -> stage.seen().stream())
                .map(SeenEvent::principal)
                .distinct()
                .count()
            > 1;
    for (StageVerdict stage : attempt.stages()) {
      stage(stage, width, several);
    }
  }

  private void stage(StageVerdict stage, int width, boolean several) {
    String name = ("%-" + Math.max(1, width) + "s").formatted(stage.stage());
    if (stage.seen().isEmpty()) {
      text.append("    missing  %s%n".formatted(stage.stage()));
    }
    for (SeenEvent event : stage.seen().subList(0, Math.min(LISTED, stage.seen().size()))) {
      text.append(
          "    seen     %s  %s  %s  %s%s%n"
              .formatted(
                  name,
                  event.time(),
                  event.id(),
                  event.events() == 1
                      ? String.join(" ", event.resources())
                      : "alert of %d events".formatted(event.events()),
                  several ? "  by " + event.principal() : "")
              .replaceAll(" +(\\R)", "$1"));
    }
    if (stage.seen().size() > LISTED) {
      text.append("             and %,d more%n".formatted(stage.seen().size() - LISTED));
    }
    reasons(stage.reasons(), "             ");
    long told = stage.reasons().stream().map(reason -> reason.event().id()).distinct().count();
    if (stage.others() > told && told > 0) {
      text.append("             and %,d more that do not fit%n".formatted(stage.others() - told));
    }
    List<GroupVerdict> below =
        answer.inner().stream().filter(group -> group.rule().equals(stage.stage())).toList();
    if (!below.isEmpty()) {
      long fired = below.stream().filter(group -> !group.alerts().isEmpty()).count();
      text.append(
          "             a correlation, which fired in %d of %d groups%s%n"
              .formatted(fired, below.size(), inner ? "" : "; --inner tells why"));
    }
  }

  private void reasons(List<Reason> reasons, String indent) {
    for (Reason reason : reasons.subList(0, Math.min(LISTED, reasons.size()))) {
      text.append(
          "%s%s  %s  %s%n"
              .formatted(indent, reason.event().time(), reason.event().id(), reason.text()));
    }
    if (reasons.size() > LISTED) {
      text.append("%sand %,d more%n".formatted(indent, reasons.size() - LISTED));
    }
  }

  private void outside() {
    if (!answer.events().isEmpty()) {
      text.append("%nof the events asked about%n".formatted());
      reasons(answer.events(), "  ");
    }
  }

  private void match(MatchVerdict match) {
    SeenEvent event = match.event();
    text.append("%nevent %s: %s at %s%n".formatted(event.id(), event.action(), event.time()));
    line("alert", match.alert() == null ? "none" : match.alert());
    text.append(ExplanationText.of(match.explanation()));
  }

  private void line(String name, String value) {
    text.append("  %-22s %s".formatted(name, value).stripTrailing()).append(System.lineSeparator());
  }
}
