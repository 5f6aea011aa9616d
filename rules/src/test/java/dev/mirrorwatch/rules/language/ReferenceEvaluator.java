package dev.mirrorwatch.rules.language;

import dev.mirrorwatch.rules.match.EventFields;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides rules the slow and obvious way, on the rule as it was written: no compiling, no sharing
 * with the matchers, every alternative tried.
 */
final class ReferenceEvaluator {

  private static final String DASHES = "-/\u2013\u2014\u2015";

  private final Map<String, List<String>> placeholders;
  private final EventFields event;

  ReferenceEvaluator(Map<String, List<String>> placeholders, EventFields event) {
    this.placeholders = placeholders;
    this.event = event;
  }

  boolean matches(Detection detection) {
    return holds(detection.condition(), detection);
  }

  private boolean holds(Condition condition, Detection detection) {
    if (condition instanceof Condition.And and) {
      return and.terms().stream().allMatch(term -> holds(term, detection));
    }
    if (condition instanceof Condition.Or or) {
      return or.terms().stream().anyMatch(term -> holds(term, detection));
    }
    if (condition instanceof Condition.Not not) {
      return !holds(not.term(), detection);
    }
    Predicate<String> meant;
    boolean all = false;
    if (condition instanceof Condition.Quantified of) {
      String pattern = of.pattern().replace("-", "\\-").replace("*", ".*");
      meant =
          of.pattern().equals("them")
              ? name -> !name.startsWith("_")
              : name -> Pattern.matches(pattern, name);
      all = of.all();
    } else {
      meant = ((Condition.Named) condition).name()::equals;
    }
    List<Boolean> results = new ArrayList<>();
    for (Detection.SearchIdentifier search : detection.searches()) {
      if (meant.test(search.name())) {
        results.add(holds(search.search()));
      }
    }
    return all ? !results.contains(false) : results.contains(true);
  }

  boolean holds(Search search) {
    if (search instanceof Search.AllOf all) {
      return all.parts().stream().allMatch(this::holds);
    }
    if (search instanceof Search.AnyOf any) {
      return any.parts().stream().anyMatch(this::holds);
    }
    if (search instanceof Search.Keywords words) {
      Predicate<Value> occurs =
          word ->
              event.leaves().stream()
                  .anyMatch(leaf -> fits("*" + escapedEnd(word.text()) + "*", leaf, false, false));
      return words.all()
          ? words.values().stream().allMatch(occurs)
          : words.values().stream().anyMatch(occurs);
    }
    return holds((Search.FieldItem) search);
  }

  private boolean holds(Search.FieldItem item) {
    Set<FieldModifier> modifiers = Set.copyOf(item.modifiers());
    List<String> values = event.values(item.field());
    if (modifiers.contains(FieldModifier.EXISTS)) {
      return item.values().get(0).text().equals("true") == event.has(item.field());
    }
    boolean all = modifiers.contains(FieldModifier.ALL);
    boolean neq = modifiers.contains(FieldModifier.NEQ);
    List<Value> wanted = new ArrayList<>();
    for (Value value : item.values()) {
      if (modifiers.contains(FieldModifier.EXPAND)) {
        for (String text : expanded(value.text())) {
          wanted.add(new Value(value.kind(), text, value.location()));
        }
      } else {
        wanted.add(value);
      }
    }
    if (modifiers.contains(FieldModifier.FIELDREF)) {
      Predicate<Value> compares = value -> compares(item, value.text(), neq);
      return all != neq ? wanted.stream().allMatch(compares) : wanted.stream().anyMatch(compares);
    }
    Predicate<Value> met =
        value ->
            value.kind() == Value.Kind.NULL
                ? !event.has(item.field()) || values.contains(null)
                : values.stream().anyMatch(actual -> actual != null && fits(item, value, actual));
    boolean holds = all ? wanted.stream().allMatch(met) : wanted.stream().anyMatch(met);
    return holds != neq;
  }

  private boolean compares(Search.FieldItem item, String other, boolean neq) {
    int pairs = 0;
    int equal = 0;
    boolean cased = item.modifiers().contains(FieldModifier.CASED);
    for (String left : event.values(item.field())) {
      for (String right : event.values(other)) {
        if (left != null && right != null) {
          pairs++;
          String literal = right.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
          equal += fits(withAffix(item, literal), left, cased, false) ? 1 : 0;
        }
      }
    }
    return pairs > 0 && (neq ? equal == 0 : equal > 0);
  }

  private static boolean fits(Search.FieldItem item, Value value, String actual) {
    List<FieldModifier> modifiers = item.modifiers();
    if (modifiers.contains(FieldModifier.RE)) {
      return regexFits(item, value.text(), actual);
    }
    if (modifiers.contains(FieldModifier.CIDR)) {
      return inNetwork(value.text(), actual);
    }
    for (FieldModifier modifier : modifiers) {
      switch (modifier) {
        case MINUTE, HOUR, DAY, WEEK, MONTH, YEAR -> {
          String part = timePart(modifier, actual);
          return part != null && numberFits(item, value.text(), part);
        }
        case LT, LTE, GT, GTE -> {
          return numberFits(item, value.text(), actual);
        }
        default -> {}
      }
    }
    boolean rewritten =
        modifiers.contains(FieldModifier.WINDASH)
            || modifiers.contains(FieldModifier.BASE64)
            || modifiers.contains(FieldModifier.BASE64OFFSET);
    if (value.kind() == Value.Kind.NUMBER && !rewritten && withAffix(item, "").isEmpty()) {
      return numberFits(item, value.text(), actual);
    }
    boolean cased = modifiers.contains(FieldModifier.CASED);
    for (String text : encoded(modifiers, value.text())) {
      if (fits(withAffix(item, text), actual, cased, modifiers.contains(FieldModifier.WINDASH))) {
        return true;
      }
    }
    return false;
  }

  private static String withAffix(Search.FieldItem item, String text) {
    boolean contains = item.modifiers().contains(FieldModifier.CONTAINS);
    boolean before = contains || item.modifiers().contains(FieldModifier.ENDSWITH);
    boolean behind = contains || item.modifiers().contains(FieldModifier.STARTSWITH);
    return (before ? "*" : "") + (behind ? escapedEnd(text) + "*" : text);
  }

  /** A lone backslash at the end must not escape the star that is put behind it. */
  private static String escapedEnd(String text) {
    int backslashes = 0;
    while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1 ? text + "\\" : text;
  }

  private List<String> expanded(String text) {
    List<String> done = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\%", i)) {
        for (String rest : expanded(text.substring(i + 2))) {
          done.add(text.substring(0, i) + "%" + rest);
        }
        return done;
      }
      int close = text.indexOf('%', i + 1);
      if (text.charAt(i) == '%' && close > i + 1) {
        for (String middle : placeholders.get(text.substring(i + 1, close))) {
          for (String rest : expanded(text.substring(close + 1))) {
            done.add(text.substring(0, i) + middle + rest);
          }
        }
        return done;
      }
    }
    return List.of(text);
  }

  private static List<String> encoded(List<FieldModifier> modifiers, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (modifiers.contains(FieldModifier.UTF16LE)) {
      bytes = text.getBytes(StandardCharsets.UTF_16LE);
    } else if (modifiers.contains(FieldModifier.UTF16BE)) {
      bytes = text.getBytes(StandardCharsets.UTF_16BE);
    } else if (modifiers.contains(FieldModifier.UTF16)) {
      bytes = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
    }
    if (modifiers.contains(FieldModifier.BASE64)) {
      return List.of(Base64.getEncoder().encodeToString(bytes));
    }
    if (!modifiers.contains(FieldModifier.BASE64OFFSET)) {
      return List.of(text);
    }
    List<String> forms = new ArrayList<>();
    for (int offset = 0; offset < 3; offset++) {
      // What is the same between two opposite neighbourhoods is the same in all.
      String zeros = surrounded(bytes, offset, (byte) 0);
      String ones = surrounded(bytes, offset, (byte) 0xFF);
      StringBuilder stable = new StringBuilder();
      for (int i = 0; i < zeros.length(); i++) {
        if (zeros.charAt(i) == ones.charAt(i)) {
          stable.append(zeros.charAt(i));
        }
      }
      forms.add(stable.toString());
    }
    return forms;
  }

  private static String surrounded(byte[] bytes, int offset, byte fill) {
    byte[] whole = new byte[(offset + bytes.length + 2) / 3 * 3];
    Arrays.fill(whole, fill);
    System.arraycopy(bytes, 0, whole, offset, bytes.length);
    return Base64.getEncoder().encodeToString(whole);
  }

  /** Tries every run for every star. */
  private static boolean fits(String pattern, String value, boolean cased, boolean windash) {
    return fits(tokens(pattern, windash), 0, value.codePoints().toArray(), 0, cased);
  }

  /** One text for each sign of the pattern: {@code *}, {@code ?}, all dashes, or =sign. */
  private static List<String> tokens(String pattern, boolean windash) {
    List<String> tokens = new ArrayList<>();
    int[] signs = pattern.codePoints().toArray();
    for (int i = 0; i < signs.length; i++) {
      boolean escape =
          signs[i] == '\\' && i + 1 < signs.length && "\\*?".indexOf(signs[i + 1]) >= 0;
      boolean startsParameter =
          windash
              && (signs[i] == '-' || signs[i] == '/')
              && (i == 0 || !isWord(signs[i - 1]))
              && i + 1 < signs.length
              && isWord(signs[i + 1]);
      if (escape) {
        i++;
        tokens.add("=" + Character.toString(signs[i]));
      } else if (startsParameter) {
        tokens.add("dash");
      } else {
        boolean wild = signs[i] == '*' || signs[i] == '?';
        tokens.add((wild ? "" : "=") + Character.toString(signs[i]));
      }
    }
    return tokens;
  }

  private static boolean isWord(int sign) {
    return Character.isLetterOrDigit(sign) || sign == '_';
  }

  private static boolean fits(List<String> tokens, int token, int[] value, int at, boolean cased) {
    if (token == tokens.size()) {
      return at == value.length;
    }
    if (tokens.get(token).equals("*")) {
      return fits(tokens, token + 1, value, at, cased)
          || at < value.length && fits(tokens, token, value, at + 1, cased);
    }
    if (at == value.length) {
      return false;
    }
    String sign = Character.toString(value[at]);
    String wanted = tokens.get(token);
    boolean same =
        switch (wanted) {
          case "?" -> true;
          case "dash" -> DASHES.contains(sign);
          default -> cased ? wanted.equals("=" + sign) : wanted.substring(1).equalsIgnoreCase(sign);
        };
    return same && fits(tokens, token + 1, value, at + 1, cased);
  }

  private static boolean regexFits(Search.FieldItem item, String expression, String actual) {
    int flags = 0;
    flags |= item.modifiers().contains(FieldModifier.IGNORECASE) ? Pattern.CASE_INSENSITIVE : 0;
    flags |=
        item.modifiers().contains(FieldModifier.MULTILINE)
            ? Pattern.MULTILINE | Pattern.UNIX_LINES
            : 0;
    flags |= item.modifiers().contains(FieldModifier.DOTALL) ? Pattern.DOTALL : 0;
    String affix = withAffix(item, "");
    boolean both = affix.isEmpty() || item.modifiers().contains(FieldModifier.CONTAINS);
    boolean atStart = !both && item.modifiers().contains(FieldModifier.STARTSWITH);
    boolean atEnd = !both && item.modifiers().contains(FieldModifier.ENDSWITH);
    Matcher matcher = Pattern.compile(expression, flags).matcher(actual);
    matcher.useAnchoringBounds(false).useTransparentBounds(true);
    for (int from = 0; from <= (atStart ? 0 : actual.length()); from++) {
      for (int to = atEnd ? actual.length() : from; to <= actual.length(); to++) {
        matcher.region(from, to);
        if (matcher.matches()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean inNetwork(String network, String actual) {
    if (!actual.matches("[0-9]+(\\.[0-9]+){3}|[0-9a-f:]*:[0-9a-f:]*")) {
      return false;
    }
    try {
      String[] parts = network.split("/");
      byte[] base = InetAddress.getByName(parts[0]).getAddress();
      byte[] address = InetAddress.getByName(actual).getAddress();
      int bits = parts.length == 1 ? base.length * 8 : Integer.parseInt(parts[1]);
      int rest = base.length * 8 - bits;
      return base.length == address.length
          && new BigInteger(1, base)
              .shiftRight(rest)
              .equals(new BigInteger(1, address).shiftRight(rest));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean numberFits(Search.FieldItem item, String wanted, String actual) {
    String digits = actual.startsWith("-") ? actual.substring(1) : actual;
    boolean identifier = digits.matches("0\\d.*") || !digits.matches("\\d.*");
    if (identifier) {
      return false;
    }
    int order;
    try {
      order = new BigDecimal(actual).compareTo(new BigDecimal(wanted));
    } catch (NumberFormatException e) {
      return false;
    }
    for (FieldModifier modifier : item.modifiers()) {
      switch (modifier) {
        case LT -> {
          return order < 0;
        }
        case LTE -> {
          return order <= 0;
        }
        case GT -> {
          return order > 0;
        }
        case GTE -> {
          return order >= 0;
        }
        default -> {}
      }
    }
    return order == 0;
  }

  private static String timePart(FieldModifier part, String actual) {
    OffsetDateTime time;
    try {
      time = OffsetDateTime.parse(actual).withOffsetSameInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
    int number =
        switch (part) {
          case MINUTE -> time.getMinute();
          case HOUR -> time.getHour();
          case DAY -> time.getDayOfMonth();
          case WEEK -> time.get(WeekFields.ISO.weekOfWeekBasedYear());
          case MONTH -> time.getMonthValue();
          default -> time.getYear();
        };
    return String.valueOf(number);
  }
}
