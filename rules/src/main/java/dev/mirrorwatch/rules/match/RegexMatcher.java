package dev.mirrorwatch.rules.match;

import com.google.re2j.Pattern;

/** A regular expression found anywhere in the value, in time linear in the value. */
public record RegexMatcher(Pattern pattern) implements ValueMatcher {

  @Override
  public boolean matches(String value) {
    return pattern.matcher(value).find();
  }

  @Override
  public String toString() {
    return "/" + pattern.pattern() + "/";
  }
}
