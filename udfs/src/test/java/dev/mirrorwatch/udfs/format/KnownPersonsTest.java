package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.rules.identity.IdentityMapLoader;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.FieldValues;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.Outcome;
import dev.mirrorwatch.udfs.event.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownPersonsTest {

  private static final IdentityMap MAP =
      IdentityMapLoader.load(
          new RuleFile(
              "who.yml",
              """
              persons:
                - name: Alice Example
                  aws:
                    - arn:aws:iam::1:role/alices-lab
                    - arn:aws:sts::1:assumed-role/AWSReservedSSO_Net/alice
                    - arn:aws:sts::1:assumed-role/shared/alice
                  azure: 6f0e3c2a-0000-4000-8000-00000000000a
                  gcp: user:alice@example.com
                  upn: alice@corp.example.com
                  email: alice@example.org
                  tacacs: {user: alice, devices: core-*}
              """));

  private static AuditEvent event(String product, Principal principal) {
    Map<String, List<String>> fields = new HashMap<>();
    fields.put("principal.origin", List.of(principal.origin()));
    return new AuditEvent(
        "e",
        0,
        "s",
        product,
        "x",
        product,
        "p",
        "a",
        null,
        null,
        Outcome.SUCCESS,
        null,
        principal,
        null,
        null,
        null,
        List.of(),
        new FieldValues(fields, List.of()),
        Origin.file("f", 1),
        new byte[0],
        null);
  }

  private static Principal principal(
      String id, @Nullable String session, @Nullable String human, boolean claimed, String key) {
    return new Principal(
        id, "AssumedRole", session, "alice", id, human, key, claimed, null, null, null, null);
  }

  private static @Nullable String human(String product, Principal principal) {
    return new KnownPersons(MAP, Set.of("principal.human", "principal.origin"))
        .named(event(product, principal))
        .principal()
        .human();
  }

  @ParameterizedTest
  @CsvSource({
    "aws, arn:aws:iam::1:role/alices-lab, anything, true, true",
    "aws, arn:aws:iam::1:role/shared, alice, false, true",
    "aws, arn:aws:iam::1:role/shared, alice, true, false",
    "aws, arn:aws:iam::1:role/path/AWSReservedSSO_Net, alice, false, true",
    "gcp, arn:aws:iam::1:role/alices-lab, anything, false, false",
    "gcp, alice@example.com, , false, true",
    "gcp, user:alice@example.com, , false, true",
    "azure, tenant|6f0e3c2a-0000-4000-8000-00000000000a, , false, true",
    "azure, other, , false, false",
  })
  void principalsAreLookedUpByWhatTheirCloudCallsThem(
      String product, String id, String session, boolean claimed, boolean known) {
    assertThat(human(product, principal(id, session, null, claimed, "k")))
        .isEqualTo(known ? "Alice Example" : null);
  }

  @ParameterizedTest
  @CsvSource({
    "aws, alice@example.org, false, true",
    "azure, Alice@Corp.example.com, false, true",
    "aws, alice@example.org, true, false",
  })
  void aNameCountsUnlessTheCallerChoseIt(
      String product, String name, boolean claimed, boolean known) {
    assertThat(human(product, principal("x", "s", name, claimed, "k")))
        .isEqualTo(known ? "Alice Example" : name);
  }

  private static Principal login(String device) {
    return new Principal(
        "alice@" + device,
        "DeviceUser",
        null,
        "alice",
        "alice@" + device,
        null,
        null,
        false,
        device,
        null,
        null,
        null);
  }

  @Test
  void aLoginIsAPersonOnTheDevicesOfTheMap() {
    assertThat(human("cisco", login("core-7"))).isEqualTo("Alice Example");
    assertThat(human("cisco", login("edge-7"))).isNull();
  }

  @Test
  void whoImpersonatesAnAccountIsNotTheOneWhoseAccountItIs() {
    Principal impersonated =
        new Principal(
            "alice@example.com",
            "serviceAccount",
            null,
            "alice",
            "bob@example.com",
            "bob@example.com",
            null,
            false,
            null,
            null,
            null,
            null);
    assertThat(human("gcp", impersonated)).isEqualTo("bob@example.com");
  }

  @Test
  void anApplicationIsLookedUpByItsKey() {
    String app = "6f0e3c2a-0000-4000-8000-00000000000a";
    assertThat(human("azure", principal("other", null, null, false, app)))
        .isEqualTo("Alice Example");
  }

  @Test
  void rulesReadThePersonWhereTheyReadThePrincipal() {
    AuditEvent named =
        new KnownPersons(MAP, Set.of("principal.human", "principal.origin"))
            .named(event("aws", principal("arn:aws:iam::1:role/alices-lab", "s", null, true, "k")));
    assertThat(named.principal().origin()).isEqualTo("Alice Example");
    assertThat(named.principal().claimed()).isFalse();
    assertThat(named.fields().values("principal.human")).containsExactly("Alice Example");
    assertThat(named.fields().values("principal.origin")).containsExactly("Alice Example");
    assertThat(named.fields().has("principal.claimed")).isFalse();
  }
}
