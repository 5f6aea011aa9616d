package dev.mirrorwatch.rules.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.rules.InvalidRulesException;
import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.model.Person.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityMapTest {

  private static final String ALICE =
      """
      persons:
        - name: alice
          aws:
            - arn:aws:iam::111122223333:user/alice
            - arn:aws:sts::*:assumed-role/AWSReservedSSO_*/alice@example.com
          azure: 6f0e3c2a-0000-4000-8000-00000000000a
          gcp: serviceAccount:alice-lab@example.iam.gserviceaccount.com
          upn: Alice@corp.example.com
          email: [alice@example.com, alice@example.org]
          tacacs: [alice, {user: admin, devices: core-*}]
      """;

  private static IdentityMap load(String text) {
    return IdentityMapLoader.load(new RuleFile("who.yml", text));
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, arn:aws:iam::111122223333:user/alice, true",
    "AWS, arn:aws:iam::111122223333:user/alice2, false",
    "AWS, arn:aws:sts::4:assumed-role/AWSReservedSSO_Net_1/alice@example.com, true",
    "AWS, arn:aws:sts::4:assumed-role/Net/alice@example.com, false",
    "AZURE, 6F0E3C2A-0000-4000-8000-00000000000A, true",
    "GCP, serviceaccount:alice-lab@example.iam.gserviceaccount.com, true",
    "UPN, alice@corp.example.com, true",
    "EMAIL, ALICE@example.org, true",
    "EMAIL, alice@corp.example.com, false",
    "TACACS, alice, true",
    "TACACS, Alice, false",
  })
  void saysWhoseANameIs(Kind kind, String text, boolean known) {
    assertThat(load(ALICE).person(kind, text).isPresent()).isEqualTo(known);
  }

  @Test
  void aUserMayBeSomebodyElseOnOtherDevices() {
    IdentityMap map = load(ALICE);
    assertThat(map.person(Kind.TACACS, "admin", "core-1")).contains("alice");
    assertThat(map.person(Kind.TACACS, "admin", "edge-1")).isEmpty();
    assertThat(map.person(Kind.TACACS, "admin")).isEmpty();
    assertThat(map.person(Kind.TACACS, "alice", "edge-1")).contains("alice");
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPlace() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    persons:
                      - name: alice
                        emial: alice@example.com
                        upn: alice@example.com
                      - name: bob
                        email: alice@example.com
                      - name: alice
                        aws: ["arn:aws:iam::1:user/*", alice]
                      - tacacs: x
                      - name: carol
                      - name: dave
                        azure: dave
                        gcp: dave
                        email: "*@example.com"
                        tacacs: [{devices: x}, "a*"]
                    people: []
                    """))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessageContaining(
            "who.yml:3:5: error: unknown key 'emial' in a person, did you mean 'email'?")
        .hasMessageContaining("who.yml:6:12: error: 'alice@example.com' is an identity of the")
        .hasMessageContaining("who.yml:7:11: error: 'alice' stands in line 2, too")
        .hasMessageContaining("who.yml:8:11: error: 'arn:aws:iam::1:user/*' would be everybody")
        .hasMessageContaining("who.yml:8:36: error: 'alice' is no ARN")
        .hasMessageContaining("who.yml:9:5: error: 'name' is missing in a person")
        .hasMessageContaining("who.yml:10:5: error: a person without identities")
        .hasMessageContaining("who.yml:12:12: error: 'dave' is no object id")
        .hasMessageContaining("who.yml:13:10: error: 'dave' is no subject")
        .hasMessageContaining("who.yml:14:12: error: '*@example.com' is no address")
        .hasMessageContaining("who.yml:15:14: error: 'user' is missing in 'tacacs'")
        .hasMessageContaining("who.yml:15:28: error: 'a*' is no user name")
        .hasMessageContaining("who.yml:16:1: error: unknown key 'people' in an identity map");
  }

  @Test
  void namesAreNotPrinted() {
    assertThat(load(ALICE)).hasToString("IdentityMap[9 identities]");
  }
}
