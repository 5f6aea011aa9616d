package dev.mirrorwatch.rules.match;

import java.util.List;

/** One of several forms of the same rule value matches. */
public record OneOfMatcher(List<ValueMatcher> forms) implements ValueMatcher {

  public OneOfMatcher {
    forms = List.copyOf(forms);
  }

  @Override
  public boolean matches(String value) {
    for (ValueMatcher form : forms) {
      if (form.matches(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "one of " + forms;
  }
}
