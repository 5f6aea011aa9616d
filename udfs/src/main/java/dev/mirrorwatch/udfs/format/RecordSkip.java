package dev.mirrorwatch.udfs.format;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.rules.WantedCalls;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.format.CallNames.Wanted;
import dev.mirrorwatch.udfs.format.azure.AzureFormat;
import dev.mirrorwatch.udfs.format.cloudtrail.CloudTrailFormat;
import dev.mirrorwatch.udfs.format.cloudtrail.KeyIssue;
import dev.mirrorwatch.udfs.format.gcp.GcpAuditFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells from a record's bytes, before they are parsed, that no rule can match it: by the name of
 * its call, which stands under a key of its own in every format.
 *
 * <p>Every place in the record where one of these keys stands must hold a name that nobody wants,
 * and at least one must be there. What cannot be told apart that way is parsed: a record without
 * such a key, such as a line of a network device, a key that is written with escapes, a value that
 * is no plain text. Keys inside of JSON that is itself a text count, but are not enough: such a
 * text may hold several records.
 *
 * <p>A record that begins as CloudTrail's do is one, whatever else is in it: only names of AWS
 * count.
 *
 * <p>Plain searches for single characters, which the JVM does many bytes at a time: capital N for
 * the keys, and the signs that make a record one to parse.
 */
public final class RecordSkip {

  private static final int NOWHERE = Integer.MAX_VALUE;

  private static final List<String> DATASETS =
      List.of("\"aws.cloudtrail\"", "\"azure.activitylogs\"", "\"gcp.audit\"");

  private static final String VERSION = "{\"eventVersion\":\"";
  private static final String SERVICE =
      "\",\"userIdentity\":{\"type\":\"AWSService\",\"invokedBy\":\"";

  // Gone through for every record: a list would be slower.
  private final CallNames[] ofAws;
  private final CallNames[] ofAzure;
  private final CallNames[] ofGcp;
  private final CallNames[] all;

  private String text = "";
  private final Sign capitalN = new Sign('N');
  private final Sign capitalI = new Sign('I');
  private final Sign backslash = new Sign('\\');
  private final Sign at = new Sign('@');
  private final Sign underscore = new Sign('_');
  private final Sign brace = new Sign('{');
  private final Sign bracket = new Sign('[');

  // Of the record that is looked at.
  private boolean named;
  private boolean wanted;
  private boolean issuesKey;
  private boolean onlyKey;
  private boolean ofCloudTrail;
  private String name = "";
  private final KeyIssue issue = new KeyIssue();

  /**
   * @param rules that must see every record that they may match
   */
  public RecordSkip(RuleSet rules) {
    CallNames aws =
        new CallNames(
            new WantedCalls(rules, "aws"),
            CloudTrailFormat::fieldsOfName,
            CloudTrailFormat::issuesKeys);
    CallNames azure =
        new CallNames(
            new WantedCalls(rules, "azure"), AzureFormat::fieldsOfName, issuesNoKeys -> false);
    CallNames gcp =
        new CallNames(
            new WantedCalls(rules, "gcp"), GcpAuditFormat::fieldsOfName, issuesNoKeys -> false);
    ofAws = new CallNames[] {aws};
    ofAzure = new CallNames[] {azure};
    ofGcp = new CallNames[] {gcp};
    all = new CallNames[] {aws, azure, gcp};
  }

  /** The places of a character. Each part of the text is searched once, if asked for in order. */
  private final class Sign {

    private final char sign;
    private int searchedFrom;
    private int next;

    Sign(char sign) {
      this.sign = sign;
    }

    void forget() {
      next = -1;
    }

    int from(int place) {
      if (next < place || place < searchedFrom) {
        int found = text.indexOf(sign, place);
        next = found < 0 ? NOWHERE : found;
        searchedFrom = place;
      }
      return next;
    }
  }

  /** Whether no rule can match the record. */
  public boolean skips(byte[] record) {
    over(new String(record, StandardCharsets.ISO_8859_1));
    return record.length > 0 && record[0] == '{' && skips(record, 0, record.length);
  }

  /**
   * Of the record that was asked about last and is not skipped: who got which key, if that is all
   * that is wanted of it, else {@code null}.
   */
  public @Nullable KeyAnswer answer() {
    return onlyKey ? issue.answer() : null;
  }

  /**
   * Looks at these bytes from now on.
   *
   * @param latin1 a character for each byte
   */
  void over(String latin1) {
    if (text == latin1) {
      return;
    }
    text = latin1;
    capitalN.forget();
    capitalI.forget();
    backslash.forget();
    at.forget();
    underscore.forget();
    brace.forget();
    bracket.forget();
  }

  /**
   * Whether nothing is wanted of the record.
   *
   * @param window the bytes that {@link #over} was told
   * @param from where the record begins
   * @param to where it ends
   */
  boolean skips(byte[] window, int from, int to) {
    return isUnwanted(window, from, to) && tellsNothing(window, from, to);
  }

  /**
   * The same for a line, of which it is not known whether it is one record.
   *
   * @param from where an object begins
   */
  boolean skipsLine(byte[] window, int from, int to) {
    return isUnwanted(window, from, to)
        && isOneObject(window, from, to)
        && (ofCloudTrail || hasNoList(window, from, to))
        && tellsNothing(window, from, to);
  }

  /** Whether no key was handed out that somebody may ask about. */
  private boolean tellsNothing(byte[] window, int from, int to) {
    if (!issuesKey || isOfService(from, to)) {
      return true;
    }
    boolean read = issue.read(window, from, to);
    onlyKey = read && issue.answer() != null;
    return read && issue.answer() == null;
  }

  /**
   * Services take on roles all the time, and nobody stands behind them; such a record says so in
   * its first members, which no other can contradict.
   */
  private boolean isOfService(int from, int to) {
    int caller = text.startsWith(VERSION, from) ? text.indexOf('"', from + VERSION.length()) : -1;
    if (caller < 0 || !text.startsWith(SERVICE, caller)) {
      return false;
    }
    int close = text.indexOf('"', caller + SERVICE.length());
    return within(close, to)
        && backslash.from(caller) > close
        && text.startsWith("\"},", close)
        && !isAnotherNamed(close, to);
  }

  private boolean isAnotherNamed(int from, int to) {
    for (int i = capitalI.from(from); i < to; i = capitalI.from(i + 1)) {
      if (text.startsWith("Identity", i) && isKey("user", i)) {
        return true;
      }
    }
    return false;
  }

  /** Whether no rule can match the record. */
  private boolean isUnwanted(byte[] window, int from, int to) {
    onlyKey = false;
    issuesKey = false;
    ofCloudTrail = CloudTrailFormat.begins(window, from, to);
    named = false;
    wanted = false;
    name = "";
    for (int n = capitalN.from(from); n < to && !wanted; n = capitalN.from(n + 1)) {
      if (text.startsWith("Name", n)) {
        readKey(n, to);
      }
    }
    if (!ofCloudTrail) {
      readOtherKeys(from, to);
    }
    return named && !wanted && hidesNothing(from, to);
  }

  /** Those of Azure's snake case and of Elastic's documents. */
  private void readOtherKeys(int from, int to) {
    for (int u = underscore.from(from); u < to && !wanted; u = underscore.from(u + 1)) {
      if (text.startsWith("name", u + 1) && text.startsWith("operation", u - 9)) {
        readOperation(u + 5, to);
      }
    }
    for (int a = at.from(from); a < to && !wanted; a = at.from(a + 1)) {
      if (text.startsWith("timestamp", a + 1)) {
        readDocument(from, to);
      }
    }
  }

  /** Whether nothing is in the record that may hide a name from the search for keys. */
  private boolean hidesNothing(int from, int to) {
    for (int b = backslash.from(from); b < to; b = backslash.from(b + 1)) {
      if (text.startsWith("u00", b + 1) && isOfKey(b + 4)) {
        return false;
      }
    }
    return true;
  }

  /** A letter, a quote or another backslash; the other signs that writers escape are in values. */
  private boolean isOfKey(int place) {
    char high = place < text.length() ? text.charAt(place) : '7';
    return high >= '4' && high <= '7' || text.startsWith("22", place);
  }

  /** Some writers put nothing between two records, of which one may be without a name. */
  private boolean isOneObject(byte[] window, int from, int to) {
    for (int o = brace.from(from + 1); o < to; o = brace.from(o + 1)) {
      if (window[beforeBlanks(window, o)] == '}') {
        return false;
      }
    }
    return true;
  }

  /** Whether there is no list that may be one of records. */
  private boolean hasNoList(byte[] window, int from, int to) {
    for (int b = bracket.from(from + 1); b < to; b = bracket.from(b + 1)) {
      int colon = beforeBlanks(window, b);
      int quote = window[colon] == ':' ? beforeBlanks(window, colon) : from;
      int open = window[quote] == '"' ? text.lastIndexOf('"', quote - 1) : quote;
      if (open < quote && RecordReader.LIST_KEYS.contains(text.substring(open + 1, quote))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The last place before that one with something else than a blank; there is an object's brace.
   */
  private static int beforeBlanks(byte[] window, int place) {
    int before = place - 1;
    while (isBlank((char) window[before])) {
      before--;
    }
    return before;
  }

  private void readKey(int n, int to) {
    if (isKey("event", n)) {
      readName(n + 4, to, ofAws);
    } else if (ofCloudTrail) {
      return;
    } else if (isKey("method", n)) {
      readName(n + 4, to, ofGcp);
    } else if (isKey("operation", n) || isKey("Operation", n)) {
      readOperation(n + (text.startsWith("Value", n + 4) ? 9 : 4), to);
    }
  }

  /** Whether the word stands between a quote and that place. */
  private boolean isKey(String word, int end) {
    int before = end - word.length() - 1;
    return before >= 0 && text.charAt(before) == '"' && text.startsWith(word, before + 1);
  }

  /** A record may have two, the one for people and the one for programs. */
  private void readOperation(int end, int to) {
    String before = name;
    name = "";
    readName(end, to, ofAzure);
    boolean differ = !before.isEmpty() && !name.isEmpty() && !before.equalsIgnoreCase(name);
    wanted |= differ;
    name = name.isEmpty() ? before : name;
  }

  /**
   * Elastic's documents have the call of every source in one field; those of devices have other
   * things there.
   */
  private void readDocument(int from, int to) {
    boolean namedBefore = named;
    int place = text.indexOf("action", from);
    while (within(place, to) && !wanted) {
      if (place > from && (text.charAt(place - 1) == '"' || text.charAt(place - 1) == '.')) {
        readName(place + 6, to, all);
      }
      place = text.indexOf("action", place + 1);
    }
    named =
        namedBefore
            || named && DATASETS.stream().anyMatch(set -> within(text.indexOf(set, from), to));
  }

  private static boolean within(int place, int to) {
    return place >= 0 && place < to;
  }

  /**
   * Reads what stands behind a key, if it is one.
   *
   * @param end behind the letters of the key
   * @param calls among which the name may be
   */
  private void readName(int end, int to, CallNames[] calls) {
    int place = behindBackslashes(end, to);
    boolean inText = place > end;
    if (signAt(place, to) != '"') {
      return;
    }
    place = behindBlanks(place + 1, to);
    if (signAt(place, to) != ':') {
      return;
    }
    place = behindBackslashes(behindBlanks(place + 1, to), to);
    int begin = place + 1;
    int close = begin;
    while (isPlain(signAt(close, to))) {
      close++;
    }
    int quote = behindBackslashes(close, to);
    if (signAt(place, to) != '"'
        || close == begin
        || signAt(quote, to) != '"'
        || quote > close != inText) {
      wanted = true;
      return;
    }
    name = text.substring(begin, close);
    for (CallNames names : calls) {
      Wanted ofCall = names.of(name);
      wanted |= ofCall == Wanted.ALL;
      issuesKey |= ofCall == Wanted.KEY;
    }
    named |= !inText;
  }

  private int behindBackslashes(int place, int to) {
    int next = place;
    while (signAt(next, to) == '\\') {
      next++;
    }
    return next;
  }

  private int behindBlanks(int place, int to) {
    int next = place;
    while (isBlank(signAt(next, to))) {
      next++;
    }
    return next;
  }

  /** As JSON has it. */
  private static boolean isBlank(char sign) {
    return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r';
  }

  private static boolean isPlain(char sign) {
    return sign > ' ' && sign <= '~' && sign != '"' && sign != '\\';
  }

  /** Behind the end a sign that stands in no JSON. */
  private char signAt(int place, int to) {
    return place < to ? text.charAt(place) : '\0';
  }
}
