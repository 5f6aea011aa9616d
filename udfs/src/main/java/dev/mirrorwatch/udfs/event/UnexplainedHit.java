package dev.mirrorwatch.udfs.event;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * That an {@link UnexplainedEvent} matched one stage of one correlation rule.
 *
 * @param level of the rule's correlation; see {@link dev.mirrorwatch.rules.RuleSet#levels()}
 * @param groupFields the field of each group-by entry of the rule
 * @param groupValues their values
 * @param linkFields fields of the principal whose values {@code links} has
 * @param links as in {@link StageHit}
 * @param shown which of the event's {@link UnexplainedEvent#shown()} it shows, from 0
 */
public record UnexplainedHit(
    int level,
    String rule,
    String ruleVersion,
    String stage,
    List<String> groupFields,
    @TypeInfo(ListsOfTexts.class) List<List<String>> groupValues,
    List<String> linkFields,
    FieldValues links,
    int shown) {

  UnexplainedHit sharing(Sharing shared) {
    return new UnexplainedHit(
        level,
        shared.text(rule),
        shared.text(ruleVersion),
        shared.text(stage),
        shared.texts(groupFields),
        shared.lists(groupValues),
        shared.texts(linkFields),
        shared.fields(links),
        shown);
  }

  /** The same by a principal of whom more is known. */
  UnexplainedHit by(Principal principal) {
    List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < groupFields.size(); i++) {
      String field = groupFields.get(i);
      groups.add(Principal.FIELDS.contains(field) ? principal.values(field) : groupValues.get(i));
    }
    return new UnexplainedHit(
        level,
        rule,
        ruleVersion,
        stage,
        groupFields,
        groups,
        linkFields,
        links.by(principal, linkFields),
        shown);
  }
}
