package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvestigationGuideTest {

  private static Evidence with(String field, String... values) {
    return Samples.evidence(
        Samples.evidence("e", 0, null),
        new FieldValues(Map.of(field, Arrays.asList(values)), List.of()),
        "{}");
  }

  @Test
  void valuesOfAllEvidenceInProseAndInCommands() {
    List<Evidence> evidence =
        List.of(
            with("mirror.session_id", "tms-1", null, "tms-2"),
            with("mirror.session_id", "tms-1", "tms-3"));
    assertThat(
            InvestigationGuide.fill(
                "See {mirror.session_id}: `delete {mirror.session_id} --now`, {mirror.session_id}.",
                evidence))
        .isEqualTo(
            "See tms-1, tms-2, tms-3: `delete tms-1 tms-2 tms-3 --now`, tms-1, tms-2, tms-3.");
  }

  @Test
  void missingValueIsSaid() {
    assertThat(InvestigationGuide.fill("From {source.address}.", List.of(with("other", "x"))))
        .isEqualTo("From (not recorded).");
  }

  @Test
  void longValuesAndLongListsAreCut() {
    assertThat(InvestigationGuide.fill("{f}", List.of(with("f", "x".repeat(100)))))
        .isEqualTo("x".repeat(100));
    assertThat(InvestigationGuide.fill("{f}", List.of(with("f", "x".repeat(101)))))
        .isEqualTo("x".repeat(100) + "…");
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      many.add("v" + i);
    }
    assertThat(InvestigationGuide.fill("{f}", List.of(with("f", many.toArray(String[]::new)))))
        .isEqualTo("v0, v1, v2, v3, v4, v5, v6, v7, v8, v9 and 3 more");
  }

  @Test
  void valueIsTextAndNothingElse() {
    assertThat(InvestigationGuide.fill("{f}", List.of(with("f", "$1 \\ {g}"))))
        .isEqualTo("$1 \\ {g}");
    assertThat(InvestigationGuide.fill("a { b } {} {1}", List.of(with("f", "x"))))
        .isEqualTo("a { b } {} {1}");
  }
}
