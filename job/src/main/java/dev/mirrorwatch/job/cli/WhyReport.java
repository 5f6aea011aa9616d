package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.job.config.InvalidConfigException;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.model.Rule;
import dev.mirrorwatch.udfs.why.Answer;
import dev.mirrorwatch.udfs.why.Inquiries;
import dev.mirrorwatch.udfs.why.Question;
import java.io.PrintWriter;
import java.util.List;

/** A question about one rule, answered on the terminal. */
final class WhyReport {

  /** Principals that are named where the one asked about is not among them. */
  private static final int NAMED = 5;

  private final RuleSet rules;
  private final Inquiries inquiries;
  private final boolean inner;
  private final boolean json;
  private final PrintWriter out;

  /**
   * @param inner whether to tell of the correlations that are stages, too
   */
  WhyReport(RuleSet rules, boolean inner, boolean json, PrintWriter out) {
    this.rules = rules;
    this.inquiries = new Inquiries(rules);
    this.inner = inner;
    this.json = json;
    this.out = out;
  }

  /**
   * Prints the answer, and returns it.
   *
   * @param asked the question in words
   * @throws InvalidConfigException where the logs know nothing of what is asked about
   */
  Answer printOf(Rule rule, Question question, String asked, LogEvents events) {
    Answer answer = events.answer(inquiries.into(rule, question, System.currentTimeMillis()));
    if (answer.asked() == 0) {
      throw new InvalidConfigException(List.of(unknown(asked, answer, events.noEvents())));
    }
    if (json) {
      AnswerJson.of(answer, asked, events.noEvents(), inner).forEach(out::println);
    } else {
      out.print(AnswerText.of(answer, asked, events.noEvents(), rules, inner));
    }
    out.flush();
    return answer;
  }

  private static String unknown(String asked, Answer answer, long noEvents) {
    List<String> principals = answer.principals();
    String meant =
        answer.nearest() == null
            ? ""
            : System.lineSeparator() + "  did you mean '" + answer.nearest() + "'?";
    return """
        nothing is known of '%s': no principal, event id, or group of %s by that name
          read        %,d events%s
          principals  %,d%s%s\
        """
        .formatted(
            asked,
            answer.rule(),
            answer.read(),
            noEvents == 0 ? "" : "; %,d records are no events".formatted(noEvents),
            principals.size(),
            principals.isEmpty() ? "" : ": " + named(principals),
            meant);
  }

  private static String named(List<String> principals) {
    return String.join(", ", principals.subList(0, Math.min(NAMED, principals.size())))
        + (principals.size() > NAMED ? ", …" : "");
  }
}
