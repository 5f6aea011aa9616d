package dev.mirrorwatch.rules.match;

import java.util.Collection;
import java.util.TreeSet;
import org.ahocorasick.trie.Trie;

/**
 * Contains one of many texts, without regard to case: one automaton reads the value once, however
 * many texts there are.
 */
public final class SubstringSetMatcher implements ValueMatcher {

  private static final long serialVersionUID = 1L;

  private final TreeSet<String> folded = new TreeSet<>();
  private final transient Trie automaton;

  /**
   * @param texts none of them empty
   */
  public SubstringSetMatcher(Collection<String> texts) {
    texts.stream().map(CaseFold::fold).forEach(folded::add);
    automaton = Trie.builder().addKeywords(folded).stopOnHit().build();
  }

  /** The texts travel, the automaton is built again where they arrive. */
  private Object readResolve() {
    return new SubstringSetMatcher(folded);
  }

  @Override
  public boolean matches(String value) {
    return automaton.containsMatch(CaseFold.fold(value));
  }

  @Override
  public String toString() {
    return "contains one of " + folded;
  }
}
