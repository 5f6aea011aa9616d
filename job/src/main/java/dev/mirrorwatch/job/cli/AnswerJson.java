package dev.mirrorwatch.job.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.why.Answer;
import dev.mirrorwatch.udfs.why.GroupVerdict;
import dev.mirrorwatch.udfs.why.MatchVerdict;
import dev.mirrorwatch.udfs.why.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Why there is an alert or none, one object a line: what was asked and read, then each group, each
 * event outside of groups, and each event of a detection. {@code line} says which it is.
 */
final class AnswerJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
          .addMixIn(Reason.class, ReasonWords.class)
          .addMixIn(AlertStatus.class, StatusWord.class)
          .build();

  private AnswerJson() {}

  /** What a reason says beside its parts. */
  private interface ReasonWords {
    @JsonProperty("kind")
    String kind();

    @JsonProperty("text")
    String text();
  }

  /** As alert documents have it. */
  private interface StatusWord {
    @JsonValue
    String text();
  }

  /**
   * @param question as it was asked
   * @param inner whether to tell of the correlations that are stages, too
   */
  static List<ObjectNode> of(Answer answer, String question, long noEvents, boolean inner) {
    List<ObjectNode> lines = new ArrayList<>();
    lines.add(
        line("answer")
            .put("rule", answer.rule())
            .put("question", question)
            .put("read", answer.read())
            .put("asked", answer.asked())
            .put("noEvents", noEvents)
            .put("cut", answer.isCut()));
    for (GroupVerdict group : answer.groups()) {
      lines.add(with("group", group));
    }
    for (Reason event : answer.events()) {
      lines.add(with("event", event));
    }
    for (MatchVerdict match : answer.matches()) {
      lines.add(with("match", match));
    }
    if (inner) {
      for (GroupVerdict group : answer.inner()) {
        lines.add(with("inner", group));
      }
    }
    return lines;
  }

  private static ObjectNode with(String kind, Object body) {
    return line(kind).setAll(MAPPER.<ObjectNode>valueToTree(body));
  }

  private static ObjectNode line(String kind) {
    return MAPPER.createObjectNode().put("line", kind);
  }
}
