package dev.mirrorwatch.rules.language;

import static dev.mirrorwatch.rules.RuleText.check;
import static dev.mirrorwatch.rules.RuleText.detection;
import static dev.mirrorwatch.rules.RuleText.matches;
import static dev.mirrorwatch.rules.TestEvent.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test for each row of the specification's table of modifiers, in its order. */
class ModifierMeaningTest {

  /** Whether {@code item} holds where the field {@code f} has those values. */
  private static boolean holds(String item, String... values) {
    return matches("sel:\n  " + item + "\ncondition: sel", event().with("f", values));
  }

  private static List<String> ids(String item) {
    return check(detection("sel:\n  " + item + "\ncondition: sel")).stream()
        .map(RuleIssue::id)
        .toList();
  }

  @Test
  void d2_containsStartswithEndswith() {
    assertThat(holds("f|contains: EFG", "defgh")).isTrue();
    assertThat(holds("f|startswith: DE", "defgh")).isTrue();
    assertThat(holds("f|startswith: ef", "defgh")).isFalse();
    assertThat(holds("f|endswith: GH", "defgh")).isTrue();
    assertThat(holds("f|endswith|cased: GH", "defgh")).isFalse();
    assertThat(holds("f|re|endswith: e|g.", "defgh")).isTrue();
    assertThat(holds("f|re|startswith: e|g.", "defgh")).isFalse();
  }

  @Test
  void d2_all() {
    assertThat(holds("f|contains|all: [a, b]", "xbxa")).isTrue();
    assertThat(holds("f|contains|all: [a, b]", "xb")).isFalse();
    assertThat(ids("f|contains|all: a")).containsExactly("MW-MODIFIER");
  }

  @Test
  void d2_allAndNeqStandAnywhere() {
    assertThat(holds("f|re|all|i: [B, O]", "bob")).isTrue();
    assertThat(holds("f|re|neq|i: BOB", "bob")).isFalse();
    assertThat(holds("f|wide|all|base64: [a, a]", "YQA=")).isTrue();
    assertThat(holds("f|neq|hour|all|gte: [1, 2]", "2026-01-01T02:00:00Z")).isFalse();
    assertThat(ids("f|contains|all|i: [a, b]")).containsExactly("MW-MODIFIER");
  }

  @Test
  void d2_exists() {
    assertThat(holds("f|exists: true", (String) null)).isTrue();
    assertThat(holds("f|exists: true", "")).isTrue();
    assertThat(holds("f|exists: true")).isFalse();
    assertThat(holds("f|exists: false")).isTrue();
    assertThat(ids("f|exists: 1")).containsExactly("MW-VALUE-TYPE");
    assertThat(ids("f|exists|neq: true")).containsExactly("MW-MODIFIER");
  }

  @Test
  void d2_cased() {
    assertThat(holds("f|cased: Abc", "Abc")).isTrue();
    assertThat(holds("f|cased: Abc", "abc")).isFalse();
    assertThat(holds("f|cased: [Abc, Def]", "def")).isFalse();
  }

  @Test
  void d2_neq() {
    assertThat(holds("f|neq: [a, b]", "b")).isFalse();
    assertThat(holds("f|neq: [a, b]", "c")).isTrue();
    assertThat(holds("f|neq: a")).isTrue();
    assertThat(holds("f|neq: a", "b", "a")).isFalse();
    assertThat(holds("f|neq: 5", "5.0")).isFalse();
    assertThat(holds("f|neq|contains|all: [a, b]", "a")).isTrue();
    assertThat(holds("f|contains|all|neq: [a, b]", "ab")).isFalse();
    assertThat(holds("f|re|neq: ^a", "ba")).isTrue();
    assertThat(holds("f|cidr|neq: 10.0.0.0/8", "10.1.1.1")).isFalse();
    assertThat(holds("f|gt|neq: 5", "6")).isFalse();
    assertThat(holds("f|neq: null", "a")).isTrue();
    assertThat(holds("f|neq: null")).isFalse();
  }

  @Test
  void d2_windash() {
    for (String dash : List.of("-", "/", "\u2013", "\u2014", "\u2015")) {
      assertThat(holds("f|windash|contains: ' -f '", "cmd " + dash + "f x")).isTrue();
      assertThat(holds("f|contains|windash: ' /f '", "cmd " + dash + "f x")).isTrue();
      assertThat(holds("f|windash: 'a -b -c'", "a /b " + dash + "c")).isTrue();
    }
    assertThat(holds("f|windash: 'a -b'", "a b")).isFalse();
    assertThat(holds("f|windash|all: ['*-x*', '*-y*']", "/y \u2014x")).isTrue();
    assertThat(holds("f|windash|all: ['*-x*', '*-y*']", "/y")).isFalse();
    // inside a word, and before something else than a word, it starts no parameter
    assertThat(holds("f|windash: a-b", "a-b")).isTrue();
    assertThat(holds("f|windash: a-b", "a/b")).isFalse();
    assertThat(holds("f|windash: a --", "a //")).isFalse();
  }

  @Test
  void d2_re() {
    assertThat(holds("f|re: b[cd]+$", "abcd")).isTrue();
    assertThat(holds("f|re: B", "abcd")).isFalse();
    assertThat(holds("f|re|i: B", "abcd")).isTrue();
    assertThat(holds("f|re|m: ^b", "a\nb")).isTrue();
    assertThat(holds("f|re|s: a.b", "a\nb")).isTrue();
    assertThat(holds("f|re: '\\bword\\b'", "a word")).isTrue();
    assertThat(holds("f|re: [x, b]", "abc")).isTrue();
    assertThat(ids("f|re: (?=a)")).containsExactly("MW-REGEX");
    assertThat(ids("f|re: '(a)\\1'")).containsExactly("MW-REGEX");
  }

  @Test
  void d2_base64() {
    assertThat(holds("f|base64: foobar", "Zm9vYmFy")).isTrue();
    assertThat(holds("f|base64: foobar", "foobar")).isFalse();
    assertThat(holds("f|base64|contains: foobar", "x Zm9vYmFy y")).isTrue();
    assertThat(holds("f|base64|cased: foobar", "zm9vymfy")).isFalse();
    assertThat(holds("f|base64: a\\*", "YSo=")).isTrue();
    assertThat(holds("f|base64: é", "w6k=")).isTrue();
    assertThat(ids("f|base64: a*")).containsExactly("MW-MODIFIER");
  }

  @Test
  void d2_base64offset() {
    String item = "f|base64offset|contains: http://";
    for (String before : List.of("", "a", "ab", "abc")) {
      for (String behind : List.of("", "x", "xy", "xyz")) {
        String text = before + "http://" + behind;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(holds(item, Base64.getEncoder().encodeToString(bytes))).as(text).isTrue();
      }
    }
    assertThat(holds(item, "aHR0cDov")).isFalse();
    // the three forms, as the specification lists them for this value
    for (String form : List.of("aHR0cDovL", "h0dHA6Ly", "odHRwOi8v")) {
      assertThat(holds("f|base64offset: http://", form)).isTrue();
    }
  }

  @Test
  void d2_utf16() {
    assertThat(holds("f|utf16le|base64: ab", "YQBiAA==")).isTrue();
    assertThat(holds("f|wide|base64: ab", "YQBiAA==")).isTrue();
    assertThat(holds("f|utf16be|base64: ab", "AGEAYg==")).isTrue();
    assertThat(holds("f|utf16|base64: ab", "//5hAGIA")).isTrue();
    byte[] shell = "x; cmd /c y".getBytes(StandardCharsets.UTF_16LE);
    String inText = Base64.getEncoder().encodeToString(shell);
    assertThat(holds("f|wide|base64offset|contains: cmd /c", inText)).isTrue();
    assertThat(holds("f|wide|base64offset|contains: cmd /k", inText)).isFalse();
    // what is encoded once may be encoded again
    assertThat(holds("f|base64|wide|base64offset: a", "WQBRAD0APQ")).isTrue();
    assertThat(ids("f|wide: a")).containsExactly("MW-MODIFIER");
  }

  @Test
  void d2_ltLteGtGte() {
    assertThat(holds("f|lt: 5", "4.9")).isTrue();
    assertThat(holds("f|lt: 5", "5")).isFalse();
    assertThat(holds("f|lte: 5", "5.0")).isTrue();
    assertThat(holds("f|gt: 5", "5")).isFalse();
    assertThat(holds("f|gt: 5", "1e1")).isTrue();
    assertThat(holds("f|gte: -5", "-5")).isTrue();
    assertThat(holds("f|gte: 5", "many")).isFalse();
    assertThat(holds("f|lt: 5", "")).isFalse();
    assertThat(holds("f|gte: 5")).isFalse();
    assertThat(ids("f|gte: '5'")).containsExactly("MW-VALUE-TYPE");
  }

  @Test
  void d2_partsOfATime() {
    String time = "2026-01-01T23:58:07Z";
    assertThat(holds("f|minute: 58", time)).isTrue();
    assertThat(holds("f|hour: 23", time)).isTrue();
    assertThat(holds("f|day: 1", time)).isTrue();
    assertThat(holds("f|month: 1", time)).isTrue();
    assertThat(holds("f|year: 2026", time)).isTrue();
    assertThat(holds("f|year: [2024, 2025]", time)).isFalse();
    assertThat(holds("f|hour|gte: 22", time)).isTrue();
    assertThat(holds("f|hour|lt: 22", time)).isFalse();
    assertThat(holds("f|hour|gte|neq: 22", time)).isFalse();
    // the week that holds the year's first Thursday is the first
    assertThat(holds("f|week: 1", time)).isTrue();
    assertThat(holds("f|week: 53", "2027-01-03T00:00:00Z")).isTrue();
    // UTC, whatever the zone of the text
    assertThat(holds("f|day: 2", "2026-01-01T23:58:07-02:00")).isTrue();
    assertThat(holds("f|hour: 22", "2026-01-01 23:58:07.123456789+0130")).isTrue();
    assertThat(holds("f|hour: 23", "2026-01-01T23:58:07")).isTrue();
    for (String noTime : List.of("", "yesterday", "2026-02-30T23:00:00Z", "2026-01-01", "23:58")) {
      assertThat(holds("f|hour: 23", noTime)).isFalse();
      assertThat(holds("f|hour|gte: 0", noTime)).isFalse();
    }
  }

  @Test
  void d2_cidr() {
    assertThat(holds("f|cidr: [192.0.2.0/24, 'fd00::/8']", "fd12::1")).isTrue();
    assertThat(holds("f|cidr: 192.0.2.0/24", "192.0.3.1")).isFalse();
    assertThat(holds("f|cidr: 192.0.2.0/24", "cloudtrail.amazonaws.com")).isFalse();
  }

  @Test
  void d2_expand() {
    String placeholders = "admins: [alice, 'adm_*']\nhosts: bastion\n'two words': [x, y]\n";
    assertThat(expanded("f|expand: '%admins%'", placeholders, "ADM_bob")).isTrue();
    assertThat(expanded("f|expand: '%admins%'", placeholders, "bob")).isFalse();
    assertThat(expanded("f|expand: ['%admins%', bob]", placeholders, "bob")).isTrue();
    assertThat(expanded("f|contains|expand: '%hosts%'", placeholders, "my-bastion-1")).isTrue();
    assertThat(expanded("f|expand: 'a%two words%%hosts%z'", placeholders, "aybastionz")).isTrue();
    assertThat(expanded("f|expand: '\\%hosts\\%'", placeholders, "%hosts%")).isTrue();
    assertThat(expanded("f|expand: '100%'", placeholders, "100%")).isTrue();
    assertThat(expanded("f|contains|all|expand: '%two words%'", placeholders, "yx")).isTrue();
    assertThat(expanded("f|contains|all|expand: '%two words%'", placeholders, "y")).isFalse();
    assertThat(expanded("f|expand|base64: '%hosts%'", placeholders, "YmFzdGlvbg==")).isTrue();
    assertThat(expanded("f|expand|neq: '%admins%'", placeholders, "alice")).isFalse();
    assertThat(ids("f|expand: '%nobody%'")).containsExactly("MW-PLACEHOLDER");
    assertThat(holds("f: '%admins%'", "%admins%")).isTrue();
  }

  private static boolean expanded(String item, String placeholders, String value) {
    RuleFile rule = new RuleFile("r.yml", detection("sel:\n  " + item + "\ncondition: sel"));
    List<RuleFile> files = List.of(rule, new RuleFile("rules/placeholders.yml", placeholders));
    return new RuleSetLoader()
        .load(files)
        .detections()
        .get(0)
        .predicate()
        .matches(event().with("f", value));
  }

  @Test
  void d2_expandSuggestsAndRefusesWhatStandsTwice() {
    RuleFile rule = new RuleFile("r.yml", detection("sel:\n  f|expand: '%admin%'\ncondition: sel"));
    RuleFile names = new RuleFile("placeholders.yml", "admins: [a]\nempty: []\n");
    RuleFile again = new RuleFile("more/placeholders.yml", "admins: [b]\n");
    assertThat(new RuleSetLoader().check(List.of(rule, names, again)))
        .extracting(RuleIssue::toString)
        .containsExactly(
            "more/placeholders.yml:1:1: error: 'admins' has values elsewhere too [MW-PLACEHOLDER]",
            "placeholders.yml:2:1: error: 'empty' has no values [MW-PLACEHOLDER]",
            "r.yml:7:15: error: placeholder '%admin%' has no values in a placeholders.yml beside"
                + " the rules, did you mean 'admins'? [MW-PLACEHOLDER]");
  }

  @Test
  void d2_fieldref() {
    assertThat(compares("f|fieldref: g", "Alice", "aliCE")).isTrue();
    assertThat(compares("f|fieldref: g", "alice", "bob")).isFalse();
    assertThat(compares("f|fieldref|cased: g", "Alice", "alice")).isFalse();
    assertThat(compares("f|fieldref|startswith: g", "alice", "al")).isTrue();
    assertThat(compares("f|fieldref|endswith: g", "alice", "al")).isFalse();
    assertThat(compares("f|endswith|fieldref: g", "alice", "ICE")).isTrue();
    assertThat(compares("f|fieldref|contains: g", "alice", "lic")).isTrue();
    assertThat(compares("f|fieldref|neq: g", "alice", "bob")).isTrue();
    assertThat(compares("f|fieldref|neq: g", "alice", "alice")).isFalse();
    assertThat(compares("f|fieldref: [g, f]", "alice", "bob")).isTrue();
    assertThat(compares("f|fieldref|neq: [g, f]", "alice", "bob")).isFalse();
    assertThat(compares("f|fieldref|all: [g, f]", "alice", "bob")).isFalse();
    // a star in a value of the event is a star
    assertThat(compares("f|fieldref: g", "alice", "*")).isFalse();
    // without a value on either side there is no match
    assertThat(holds("f|fieldref: g", "alice")).isFalse();
    assertThat(holds("f|fieldref|neq: g", "alice")).isFalse();
    assertThat(compares("f|fieldref: missing", "alice", "alice")).isFalse();
    assertThat(compares("f|fieldref: g", null, null)).isFalse();
  }

  private static boolean compares(String item, String value, String other) {
    return matches(
        "sel:\n  " + item + "\ncondition: sel", event().with("f", value).with("g", other));
  }

  @Test
  void d2_spellingsOfPySigma() {
    assertThat(holds("f|re|ignorecase: B", "abc")).isTrue();
    assertThat(holds("f|re|multiline: ^b", "a\nb")).isTrue();
    assertThat(holds("f|re|dotall: a.b", "a\nb")).isTrue();
    assertThat(holds("f|re|i|dotall|m: A.b", "a\nb")).isTrue();
  }
}
