package dev.mirrorwatch.udfs.format.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.format.Json;
import dev.mirrorwatch.udfs.format.Logs;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcpIdentityTest {

  private static final String ROBOT = "robot@p-1.iam.gserviceaccount.com";

  private static Principal principal(String info) {
    try {
      return GcpIdentity.of(Json.parse(Logs.utf8(info.replace('\'', '"'))), "p-9");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "{'principalEmail':'Alice@Example.com'}, alice@example.com, user, alice@example.com",
        "\"{'principalSubject':'user:alice@example.com','principalEmail':'alice@example.com'}\","
            + " alice@example.com, user, alice@example.com",
        "{'principalSubject':'serviceAccount:robot@p-1.iam.gserviceaccount.com'},"
            + " robot@p-1.iam.gserviceaccount.com, serviceAccount,",
        "{'principalSubject':'principal://iam.googleapis.com/locations/global/workforcePools/w/subject/Al'},"
            + " principal://iam.googleapis.com/locations/global/workforcePools/w/subject/Al,"
            + " federated,",
        "{'principalEmail':'system:serviceaccount:kube-system:gc'},"
            + " system:serviceaccount:kube-system:gc, kubernetesServiceAccount,",
        "{'principalEmail':'system:anonymous'}, system:anonymous, kubernetesUser,",
        "{'principalEmail':'<redacted>'}, unknown@p-9, Unknown,",
        "{'principalEmail':''}, unknown@p-9, Unknown,",
        "{}, unknown@p-9, Unknown,"
      })
  void theSubjectGoesBeforeTheAddress(String info, String id, String type, String human) {
    Principal principal = principal(info);
    assertThat(principal.id()).isEqualTo(id);
    assertThat(principal.type()).isEqualTo(type);
    assertThat(principal.human()).isEqualTo(human);
    assertThat(principal.origin()).isEqualTo(id);
    assertThat(principal.claimed()).isFalse();
  }

  @Test
  void theFirstOfAChainIsTheOrigin() {
    Principal principal =
        principal(
            "{'principalEmail':'"
                + ROBOT
                + "','serviceAccountDelegationInfo':["
                + "{'firstPartyPrincipal':{'principalEmail':'Alice@example.com'}},"
                + "{'firstPartyPrincipal':{'principalEmail':'middle@p-1.iam.gserviceaccount.com'}}]}");
    assertThat(principal.id()).isEqualTo(ROBOT);
    assertThat(principal.origin()).isEqualTo("alice@example.com");
    assertThat(principal.human()).isEqualTo("alice@example.com");
    assertThat(principal.account()).isEqualTo("p-1");
  }

  @Test
  void aThirdPartyIsNamedByItsSubjectOrClaims() {
    String chain =
        "{'principalEmail':'%s','serviceAccountDelegationInfo':[{'thirdPartyPrincipal':"
            + "{'thirdPartyClaims':{'sub':'repo:acme/infra'}}%s}]}";
    assertThat(principal(chain.formatted(ROBOT, "")).origin()).isEqualTo("repo:acme/infra");
    String subject = "principal://iam.googleapis.com/x/subject/repo";
    assertThat(principal(chain.formatted(ROBOT, ",'principalSubject':'" + subject + "'")).origin())
        .isEqualTo(subject);
  }

  /** Subject or claims of the caller or of the first link; id, type and origin. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "{'principalSubject':'principal://iam.googleapis.com/locations/global/workforcePools/w/subject/Al@X.com'},"
            + " principal://iam.googleapis.com/locations/global/workforcePools/w/subject/Al@X.com,"
            + " principal://iam.googleapis.com/locations/global/workforcePools/w/subject/Al@X.com",
        "{'thirdPartyPrincipal':{'thirdPartyClaims':{'email':'Al@x.com'}}},"
            + " federated|al@x.com, federated|al@x.com",
        "{'thirdPartyPrincipal':{'thirdPartyClaims':{'sub':'al@x.com'}}},"
            + " federated|al@x.com, federated|al@x.com",
        "\"{'principalEmail':'"
            + ROBOT
            + "','serviceAccountDelegationInfo':[{'thirdPartyPrincipal':"
            + "{'thirdPartyClaims':{'email':'al@x.com','sub':'7'}}}]}\","
            + ROBOT
            + ", federated|al@x.com"
      })
  void anAddressOfAnotherIdentityProviderIsClaimed(String info, String id, String origin) {
    Principal principal = principal(info);
    assertThat(principal.id()).isEqualTo(id);
    assertThat(principal.type()).isEqualTo(id.equals(ROBOT) ? "serviceAccount" : "federated");
    assertThat(principal.origin()).isEqualTo(origin);
    assertThat(principal.human()).isEqualTo("al@x.com");
    assertThat(principal.claimed()).isTrue();
  }

  @Test
  void aRedactedLinkIsPassedOver() {
    assertThat(
            principal(
                    "{'principalEmail':'"
                        + ROBOT
                        + "','serviceAccountDelegationInfo':[{'firstPartyPrincipal':{"
                        + "'principalEmail':'redacted'}}]}")
                .origin())
        .isEqualTo(ROBOT);
  }

  @Test
  void theKeyIsKeptAndNamesItsOwnerWhereNothingElseDoes() {
    String key = "//iam.googleapis.com/projects/p-1/serviceAccounts/" + ROBOT + "/keys/0a1b";
    Principal principal = principal("{'serviceAccountKeyName':'" + key + "'}");
    assertThat(principal.accessKeyId()).isEqualTo(key);
    assertThat(principal.id()).isEqualTo(ROBOT);
  }
}
