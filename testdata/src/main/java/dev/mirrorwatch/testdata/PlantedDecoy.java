package dev.mirrorwatch.testdata;

import java.util.List;

/**
 * Events that look like an attack to a careless rule and must not alert.
 *
 * @param decoy the {@link Decoy} that was planted
 * @param eventIds its events, in the order they were made
 */
public record PlantedDecoy(String decoy, List<String> eventIds) {

  /** One line of the truth file. */
  public String json() {
    return JsonObject.object().put("decoy", decoy).putTexts("ids", eventIds).toString();
  }
}
