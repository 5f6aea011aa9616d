package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Named searches and the condition over them: the body of a detection rule and of a filter. */
public record Detection(List<SearchIdentifier> searches, Condition condition)
    implements Serializable {

  /** A search and the name by which the condition calls it. */
  public record SearchIdentifier(String name, Search search, Location location)
      implements Serializable {}

  public Detection {
    searches = List.copyOf(searches);
  }

  /** The search of that name. */
  public Optional<SearchIdentifier> search(String name) {
    return searches.stream().filter(search -> search.name().equals(name)).findFirst();
  }
}
