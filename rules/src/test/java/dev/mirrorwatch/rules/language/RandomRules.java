package dev.mirrorwatch.rules.language;

import dev.mirrorwatch.rules.TestEvent;
import dev.mirrorwatch.rules.model.Condition;
import dev.mirrorwatch.rules.model.Detection;
import dev.mirrorwatch.rules.model.FieldModifier;
import dev.mirrorwatch.rules.model.Location;
import dev.mirrorwatch.rules.model.Search;
import dev.mirrorwatch.rules.model.Value;
import dev.mirrorwatch.rules.model.Value.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Valid rules and events by dice. Both draw on the same few texts, so that matches are not rare.
 */
final class RandomRules {

  /** What the rules may name with {@code expand}. */
  static final Map<String, List<String>> PLACEHOLDERS =
      Map.of("who", List.of("a*", "AB"), "one", List.of("b"));

  private static final Location NOWHERE = new Location("rule.yml", 1, 1);
  private static final List<String> FIELDS = List.of("f", "g", "h.i", "absent");
  private static final List<String> SIGNS =
      List.of("a", "A", "b", "B", "-", "/", " ", "é", "É", "ß", "k", "\u212A", "\uD83D\uDE00", "5");
  private static final List<String> SIGMA_SIGNS = List.of("*", "?", "\\", "\\*", "\\?", "\\\\");
  private static final List<String> ENCODED = List.of("ab", "abc", "-a b", "é1", "cmd /c");
  private static final List<String> EXPRESSIONS =
      List.of("a", "^a", "b$", "a.b", "a|bb", "[ab]+", "A", "^b|a$", "(?i)B", "a*", "\\d");
  private static final List<String> NUMBERS =
      List.of("5", "5.0", "-1", "50e-1", "0", "7", "22", "2026");
  private static final List<String> NETWORKS =
      List.of("10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "2001:db8::/32", "0.0.0.0/0");
  private static final List<String> EVENT_TEXTS = eventTexts();

  private final Random dice;

  RandomRules(long seed) {
    dice = new Random(seed);
  }

  private static List<String> eventTexts() {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "",
                "a",
                "ab",
                "AB",
                "a\nb",
                "bb",
                "xab y",
                "/a",
                "\u2013a b",
                "5",
                "5.00",
                "05",
                "-1",
                "1e1",
                "true",
                "FALSE",
                "10.1.2.3",
                "10.200.0.1",
                "192.0.2.7",
                "11.1.1.1",
                "2001:db8::5",
                "2026-08-04T22:05:07Z",
                "2026-01-01T00:30:00+01:00",
                "2027-01-01T23:59:59.123Z",
                "no time",
                "\uD83D\uDE00",
                "STRASSE",
                "\\",
                "*"));
    for (String text : ENCODED) {
      for (String around : List.of("", "x", "xy", "xyz")) {
        String whole = around + text + around;
        texts.add(base64(whole.getBytes(StandardCharsets.UTF_8)));
        texts.add(base64(whole.getBytes(StandardCharsets.UTF_16LE)));
        texts.add(base64(whole.getBytes(StandardCharsets.UTF_16BE)));
        texts.add(base64(("\uFEFF" + whole).getBytes(StandardCharsets.UTF_16LE)));
      }
    }
    return List.copyOf(texts);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  TestEvent event() {
    TestEvent event = TestEvent.event();
    for (String field : List.of("f", "g", "h.i")) {
      if (chance(85)) {
        String[] values = new String[dice.nextInt(10) < 8 ? 1 : dice.nextInt(4)];
        for (int i = 0; i < values.length; i++) {
          values[i] = chance(5) ? null : chance(60) ? one(EVENT_TEXTS) : text(4, SIGNS);
        }
        event.with(field, values);
      }
    }
    return event;
  }

  Detection detection() {
    List<Detection.SearchIdentifier> searches = new ArrayList<>();
    for (String name : List.of("s1", "s-2", "_p")) {
      searches.add(new Detection.SearchIdentifier(name, search(), NOWHERE));
    }
    return new Detection(searches, condition(3));
  }

  private Condition condition(int depth) {
    int kind = depth == 0 ? 3 + dice.nextInt(2) : dice.nextInt(6);
    return switch (kind) {
      case 0 -> new Condition.And(conditions(depth));
      case 1 -> new Condition.Or(conditions(depth));
      case 2 -> new Condition.Not(condition(depth - 1));
      case 3 ->
          new Condition.Quantified(
              dice.nextBoolean(),
              one(List.of("them", "*", "s*", "*1", "_*", "s1", "*-*")),
              NOWHERE);
      default -> new Condition.Named(one(List.of("s1", "s-2", "_p")), NOWHERE);
    };
  }

  private List<Condition> conditions(int depth) {
    List<Condition> terms = new ArrayList<>();
    for (int i = 2 + dice.nextInt(2); i > 0; i--) {
      terms.add(condition(depth - 1));
    }
    return terms;
  }

  private Search search() {
    return switch (dice.nextInt(8)) {
      case 0 -> new Search.Keywords(keywords(1), false);
      case 1 -> new Search.Keywords(keywords(2), true);
      case 2 -> new Search.AnyOf(List.of(map(), map(), new Search.Keywords(keywords(1), false)));
      case 3 -> new Search.AnyOf(List.of(map(), map()));
      default -> map();
    };
  }

  private List<Value> keywords(int fewest) {
    List<Value> words = new ArrayList<>();
    for (int i = fewest + dice.nextInt(2); i > 0; i--) {
      words.add(text("a" + text(3, SIGNS)));
    }
    return words;
  }

  private Search map() {
    List<Search> items = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (int i = 1 + dice.nextInt(3); i > 0; i--) {
      Search.FieldItem item = item();
      String key = item.field() + item.modifiers();
      if (!keys.contains(key)) {
        keys.add(key);
        items.add(item);
      }
    }
    return items.size() == 1 ? items.get(0) : new Search.AllOf(items);
  }

  /** One item of any kind; each kind with every modifier that may go with it. */
  Search.FieldItem item() {
    List<FieldModifier> modifiers = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    int wanted = chance(50) ? 1 : 1 + dice.nextInt(4);
    boolean joined = true;
    switch (dice.nextInt(11)) {
      case 0 -> {
        modifiers.add(FieldModifier.EXISTS);
        values.add(new Value(Kind.BOOLEAN, one(List.of("true", "false")), NOWHERE));
        joined = false;
      }
      case 1 -> {
        add(values, wanted, () -> mixed());
        values.add(new Value(Kind.NULL, "null", NOWHERE));
        joined = false;
        if (chance(50)) {
          modifiers.add(FieldModifier.NEQ);
        }
      }
      case 2 -> {
        modifiers.add(FieldModifier.RE);
        FieldModifier.named(one(List.of("i", "m", "s", "none"))).ifPresent(modifiers::add);
        addAffix(modifiers);
        add(values, wanted, () -> text(one(EXPRESSIONS)));
      }
      case 3 -> {
        modifiers.add(FieldModifier.CIDR);
        add(values, wanted, () -> text(one(NETWORKS)));
      }
      case 4 -> {
        FieldModifier.named(one(List.of("utf16", "utf16le", "utf16be", "none")))
            .ifPresent(modifiers::add);
        modifiers.add(chance(50) ? FieldModifier.BASE64 : FieldModifier.BASE64OFFSET);
        if (chance(75)) {
          modifiers.add(FieldModifier.CONTAINS);
        }
        addCased(modifiers);
        add(values, wanted, () -> text(one(ENCODED)));
      }
      case 5 -> {
        FieldModifier.named(one(List.of("minute", "hour", "day", "week", "month", "year", "none")))
            .ifPresent(modifiers::add);
        FieldModifier.named(one(List.of("lt", "lte", "gt", "gte"))).ifPresent(modifiers::add);
        add(values, wanted, () -> number());
      }
      case 6 -> {
        modifiers.add(
            FieldModifier.named(one(List.of("minute", "hour", "day", "week", "month", "year")))
                .orElseThrow());
        add(values, wanted, () -> number());
      }
      case 7 -> {
        modifiers.add(FieldModifier.FIELDREF);
        addAffix(modifiers);
        addCased(modifiers);
        add(values, wanted, () -> text(one(FIELDS)));
      }
      case 8 -> {
        modifiers.add(FieldModifier.EXPAND);
        addAffix(modifiers);
        if (chance(30)) {
          modifiers.add(FieldModifier.WINDASH);
        }
        add(values, wanted, () -> text(one(List.of("%who%", "-%one%", "a\\%one%one%", "5%", "b"))));
      }
      case 9 -> {
        addAffix(modifiers);
        modifiers.add(FieldModifier.WINDASH);
        addCased(modifiers);
        add(values, wanted, () -> text(one(List.of("-", "/", " /", "*")) + sigmaText(3)));
      }
      default -> {
        addAffix(modifiers);
        addCased(modifiers);
        add(values, wanted, () -> mixed());
      }
    }
    if (joined && chance(25)) {
      modifiers.add(
          dice.nextInt(modifiers.size() + 1) == 0 ? 0 : modifiers.size(), FieldModifier.NEQ);
    }
    if (joined && values.size() > 1 && chance(25)) {
      modifiers.add(FieldModifier.ALL);
    }
    return new Search.FieldItem(one(FIELDS), modifiers, values, NOWHERE);
  }

  private interface Draw {
    Value value();
  }

  private static void add(List<Value> values, int count, Draw draw) {
    for (int i = 0; i < count; i++) {
      values.add(draw.value());
    }
  }

  private void addAffix(List<FieldModifier> modifiers) {
    FieldModifier.named(one(List.of("contains", "startswith", "endswith", "none")))
        .ifPresent(modifiers::add);
  }

  private void addCased(List<FieldModifier> modifiers) {
    if (chance(25)) {
      modifiers.add(FieldModifier.CASED);
    }
  }

  private Value mixed() {
    return switch (dice.nextInt(8)) {
      case 0 -> number();
      case 1 -> new Value(Kind.BOOLEAN, one(List.of("true", "false")), NOWHERE);
      case 2, 3 -> text(one(List.of("a", "ab", "AB", "bb", "", "5", "10.1.2.3")));
      default -> text(sigmaText(4));
    };
  }

  private Value number() {
    return new Value(Kind.NUMBER, one(NUMBERS), NOWHERE);
  }

  private static Value text(String text) {
    return new Value(Kind.TEXT, text, NOWHERE);
  }

  private String sigmaText(int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = dice.nextInt(longest + 1); i > 0; i--) {
      text.append(chance(30) ? one(SIGMA_SIGNS) : one(SIGNS));
    }
    return text.toString();
  }

  private String text(int longest, List<String> signs) {
    StringBuilder text = new StringBuilder();
    for (int i = dice.nextInt(longest + 1); i > 0; i--) {
      text.append(one(signs));
    }
    return text.toString();
  }

  private boolean chance(int percent) {
    return dice.nextInt(100) < percent;
  }

  private <T> T one(List<T> choices) {
    return choices.get(dice.nextInt(choices.size()));
  }
}
