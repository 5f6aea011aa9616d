package dev.mirrorwatch.udfs.event;

import java.util.List;

/**
 * What a stage of some correlations shows of an event, by somebody of whom more may be known later.
 *
 * @param stage name of the rule that matched
 * @param fields as in {@link Evidence}
 * @param principalFields fields of the principal whose values they have
 */
public record ShownFields(String stage, FieldValues fields, List<String> principalFields) {

  ShownFields sharing(Sharing shared) {
    return new ShownFields(
        shared.text(stage), shared.fields(fields), shared.texts(principalFields));
  }

  /** The same by a principal of whom more is known. */
  ShownFields by(Principal principal) {
    return new ShownFields(stage, fields.by(principal, principalFields), principalFields);
  }
}
