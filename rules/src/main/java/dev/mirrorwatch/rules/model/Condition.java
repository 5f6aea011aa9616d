package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;

/** The condition tree of a detection or a filter. */
public sealed interface Condition extends Serializable {

  <R> R accept(Visitor<R> visitor);

  /** One operation on every kind of condition. */
  interface Visitor<R> {
    R and(And condition);

    R or(Or condition);

    R not(Not condition);

    R named(Named condition);

    R quantified(Quantified condition);
  }

  /** Every term holds. */
  record And(List<Condition> terms) implements Condition {
    public And {
      terms = atLeastTwo(terms);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.and(this);
    }
  }

  /** One term holds. */
  record Or(List<Condition> terms) implements Condition {
    public Or {
      terms = atLeastTwo(terms);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.or(this);
    }
  }

  /** The term does not hold. */
  record Not(Condition term) implements Condition {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.not(this);
    }
  }

  /** The search identifier of that name holds. */
  record Named(String name, Location location) implements Condition {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.named(this);
    }
  }

  /**
   * {@code 1 of} and {@code any of} ({@code all} is false), or {@code all of}.
   *
   * @param pattern a name with {@code *} anywhere, or {@code them}
   */
  record Quantified(boolean all, String pattern, Location location) implements Condition {

    /** Whether the search identifier of that name is one of those meant. */
    public boolean means(String name) {
      if (pattern.equals("them")) {
        // Sigma keeps names with an underscore out of "them": authors park helpers there.
        return !name.startsWith("_");
      }
      String[] pieces = pattern.split("\\*", -1);
      int from = pieces[0].length();
      if (!name.startsWith(pieces[0])) {
        return false;
      }
      for (int i = 1; i < pieces.length - 1; i++) {
        int at = name.indexOf(pieces[i], from);
        if (at < 0) {
          return false;
        }
        from = at + pieces[i].length();
      }
      String last = pieces[pieces.length - 1];
      return pieces.length == 1
          ? name.equals(pattern)
          : name.length() - last.length() >= from && name.endsWith(last);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.quantified(this);
    }
  }

  private static List<Condition> atLeastTwo(List<Condition> terms) {
    if (terms.size() < 2) {
      throw new IllegalArgumentException("needs at least two terms, has " + terms.size());
    }
    return List.copyOf(terms);
  }
}
