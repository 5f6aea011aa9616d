package dev.mirrorwatch.udfs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttackTagsTest {

  @Test
  void tacticsTechniquesAndSubtechniquesAreToldApart() {
    AttackTags tags =
        AttackTags.of(List.of("attack.exfiltration", "attack.t1040", "attack.t1020.001"));
    assertThat(tags.tactics()).containsExactly("exfiltration");
    assertThat(tags.tacticIds()).containsExactly("TA0010");
    assertThat(tags.techniques()).containsExactly("T1040", "T1020");
    assertThat(tags.subtechniques()).containsExactly("T1020.001");
  }

  @Test
  void bothSpellingsOfATacticAreOne() {
    assertThat(AttackTags.of(List.of("attack.credential-access")).tacticIds())
        .isEqualTo(AttackTags.of(List.of("attack.credential_access")).tacticIds())
        .containsExactly("TA0006");
  }

  @Test
  void techniqueOfSeveralSubtechniquesStandsOnce() {
    AttackTags tags =
        AttackTags.of(List.of("attack.t1074.001", "attack.t1074.002", "attack.t1074"));
    assertThat(tags.techniques()).containsExactly("T1074");
    assertThat(tags.subtechniques()).containsExactly("T1074.001", "T1074.002");
  }

  @Test
  void otherTagsAreNotAttacks() {
    AttackTags tags =
        AttackTags.of(
            List.of("cve.2024.1", "attack.s0002", "attack.g0001", "attack.t12", "exfiltration"));
    assertThat(tags).isEqualTo(new AttackTags(List.of(), List.of(), List.of()));
  }
}
