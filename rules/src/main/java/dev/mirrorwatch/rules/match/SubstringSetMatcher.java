package dev.mirrorwatch.rules.match;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.Collection;
import java.util.TreeMap;

/**
 * Contains one of many texts, without regard to case: one automaton reads the value once, however
 * many texts there are.
 */
public final class SubstringSetMatcher implements ValueMatcher {

  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> folded = new TreeMap<>();
  private final AhoCorasickDoubleArrayTrie<String> automaton = new AhoCorasickDoubleArrayTrie<>();

  /**
   * @param texts none of them empty
   */
  public SubstringSetMatcher(Collection<String> texts) {
    texts.stream().map(CaseFold::fold).forEach(text -> folded.put(text, text));
    automaton.build(folded);
  }

  @Override
  public boolean matches(String value) {
    return automaton.matches(CaseFold.fold(value));
  }

  @Override
  public String toString() {
    return "contains one of " + folded.keySet();
  }
}
