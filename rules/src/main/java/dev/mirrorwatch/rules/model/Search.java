package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;

/** What a search identifier asks of an event. */
public sealed interface Search extends Serializable {

  <R> R accept(Visitor<R> visitor);

  /** One operation on every kind of search. */
  interface Visitor<R> {
    R allOf(AllOf search);

    R anyOf(AnyOf search);

    R fieldItem(FieldItem search);

    R keywords(Keywords search);
  }

  /** A map: every entry holds. */
  record AllOf(List<Search> parts) implements Search {
    public AllOf {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.allOf(this);
    }
  }

  /** A list of maps: one of them holds. */
  record AnyOf(List<Search> parts) implements Search {
    public AnyOf {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.anyOf(this);
    }
  }

  /** {@code field|modifier: values}; one of the values, with {@code all} every value. */
  record FieldItem(
      String field, List<FieldModifier> modifiers, List<Value> values, Location location)
      implements Search {
    public FieldItem {
      modifiers = List.copyOf(modifiers);
      values = List.copyOf(values);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.fieldItem(this);
    }
  }

  /** Texts that occur anywhere in the event: one of them, or every one. */
  record Keywords(List<Value> values, boolean all) implements Search {
    public Keywords {
      values = List.copyOf(values);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.keywords(this);
    }
  }
}
