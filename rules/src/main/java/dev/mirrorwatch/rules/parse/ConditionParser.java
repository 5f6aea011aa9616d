package dev.mirrorwatch.rules.parse;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads one condition by recursive descent: {@code or} binds weakest, then {@code and}, then {@code
 * not}.
 */
final class ConditionParser {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_*-]+");
  private static final Pattern TOKEN = Pattern.compile(NAME + "|\\S");
  private static final Pattern QUOTED_OR_TOKEN = Pattern.compile("'[^']+'|\"[^\"]+\"|" + TOKEN);
  private static final int DEEPEST_NESTING = 64;
  private static final int MOST_WORDS = 2_000;

  private record Token(String text, Location location) {
    boolean is(String word) {
      return text.equalsIgnoreCase(word);
    }

    boolean isName() {
      return NAME.matcher(text).matches() || isQuoted();
    }

    boolean isQuoted() {
      return text.length() > 2 && "'\"".indexOf(text.charAt(0)) >= 0;
    }

    String name() {
      return isQuoted() ? text.substring(1, text.length() - 1) : text;
    }
  }

  /** Ends the reading of one condition; caught in {@link #parse}. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RuleIssue issue;

    Refused(RuleIssue issue) {
      this.issue = issue;
    }
  }

  private final List<Token> tokens;
  private final boolean patterns;
  private int next;
  private int depth;

  private ConditionParser(List<Token> tokens, boolean patterns) {
    this.tokens = tokens;
    this.patterns = patterns;
  }

  /** The condition over search identifiers, or nothing and an issue. */
  static Optional<Condition> parse(ScalarNode node, Location at, Consumer<RuleIssue> issues) {
    return parse(tokens(node, at, TOKEN), true, issues);
  }

  /** The condition over rules, by name or id, which may be quoted; or nothing and an issue. */
  static Optional<Condition> parseOverRules(
      ScalarNode node, Location at, Consumer<RuleIssue> issues) {
    return parse(tokens(node, at, QUOTED_OR_TOKEN), false, issues);
  }

  private static Optional<Condition> parse(
      List<Token> tokens, boolean patterns, Consumer<RuleIssue> issues) {
    ConditionParser parser = new ConditionParser(tokens, patterns);
    try {
      if (parser.tokens.get(0).text().isEmpty()) {
        throw refused(parser.tokens.get(0), "MW-EMPTY-VALUE", "'condition' is empty");
      }
      if (parser.tokens.size() > MOST_WORDS) {
        throw refused(
            parser.tokens.get(0), "MW-CONDITION", "condition has more than 2000 words and signs");
      }
      Condition condition = parser.or();
      if (!parser.peek().text().isEmpty()) {
        throw unexpected(parser.peek());
      }
      return Optional.of(condition);
    } catch (Refused e) {
      issues.accept(e.issue);
      return Optional.empty();
    }
  }

  /** The words, ended by an empty one that stands behind the last. */
  private static List<Token> tokens(ScalarNode node, Location at, Pattern pattern) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = pattern.matcher(node.getValue());
    while (matcher.find()) {
      tokens.add(new Token(matcher.group(), within(node, at, matcher.start())));
    }
    tokens.add(new Token("", within(node, at, node.getValue().length())));
    return tokens;
  }

  /** Only a text on one line has its characters where the file has them. */
  private static Location within(ScalarNode node, Location at, int offset) {
    boolean oneLine =
        node.getStartMark().orElseThrow().getLine() == node.getEndMark().orElseThrow().getLine();
    int quote = node.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
    return oneLine ? new Location(at.file(), at.line(), at.column() + quote + offset) : at;
  }

  private Condition or() throws Refused {
    List<Condition> terms = new ArrayList<>(List.of(and()));
    while (peek().is("or")) {
      next++;
      terms.add(and());
    }
    return terms.size() == 1 ? terms.get(0) : new Condition.Or(terms);
  }

  private Condition and() throws Refused {
    List<Condition> terms = new ArrayList<>(List.of(not()));
    while (peek().is("and")) {
      next++;
      terms.add(not());
    }
    return terms.size() == 1 ? terms.get(0) : new Condition.And(terms);
  }

  private Condition not() throws Refused {
    if (++depth > DEEPEST_NESTING) {
      throw refused(peek(), "MW-CONDITION", "condition is nested too deep");
    }
    Condition condition;
    if (peek().is("not")) {
      next++;
      condition = new Condition.Not(not());
    } else if (peek().is("(")) {
      Token open = take();
      condition = or();
      if (!peek().is(")")) {
        // A wrong word inside is the cause, a missing bracket at the end is one of its own.
        throw peek().text().isEmpty()
            ? refused(open, "MW-CONDITION", "this parenthesis is never closed")
            : unexpected(peek());
      }
      next++;
    } else {
      condition = term();
    }
    depth--;
    return condition;
  }

  private Condition term() throws Refused {
    Token token = take();
    if (!peek().is("of") || !token.isName()) {
      if (!token.isName() || token.is("and") || token.is("or") || token.is("of")) {
        throw unexpected(token);
      }
      if (token.text().contains("*")) {
        throw refused(
            token, "MW-CONDITION", "a pattern needs '1 of', 'any of' or 'all of' before it");
      }
      return new Condition.Named(token.name(), token.location());
    }
    if (!patterns) {
      throw refused(
          token, "MW-CONDITION", "a condition over rules names each of them, without 'of'");
    }
    boolean all = token.is("all");
    if (!all && !token.is("1") && !token.is("any")) {
      throw refused(
          token,
          "MW-NOT-SUPPORTED",
          "'" + token.text() + " of' is not Sigma, only '1 of', 'any of' and 'all of' are");
    }
    next++;
    Token pattern = take();
    if (!pattern.isName()) {
      throw unexpected(pattern);
    }
    String text = pattern.is("them") ? "them" : pattern.text();
    return new Condition.Quantified(all, text, pattern.location());
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (!token.text().isEmpty()) {
      next++;
    }
    return token;
  }

  private static Refused unexpected(Token token) {
    if (token.text().isEmpty()) {
      return refused(token, "MW-CONDITION", "condition ends too early");
    }
    if (token.is("|")) {
      return refused(
          token,
          "MW-NOT-SUPPORTED",
          "aggregations after '|' went out of Sigma, write a correlation document instead");
    }
    return refused(
        token, "MW-CONDITION", "'" + token.text() + "' cannot stand here in a condition");
  }

  private static Refused refused(Token token, String id, String message) {
    return new Refused(RuleIssue.error(token.location(), id, message));
  }
}
