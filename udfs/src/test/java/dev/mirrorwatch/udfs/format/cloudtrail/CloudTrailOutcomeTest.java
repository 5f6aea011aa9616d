package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudTrailOutcomeTest {

  private static Outcome of(String members) {
    return CloudTrailOutcome.of(CloudTrailRecords.json("{" + members + "}"));
  }

  @Test
  void noErrorIsSuccess() {
    assertThat(of("")).isEqualTo(Outcome.SUCCESS);
    assertThat(of("\"errorCode\":null,\"errorMessage\":null")).isEqualTo(Outcome.SUCCESS);
    assertThat(of("\"errorCode\":\"\"")).isEqualTo(Outcome.SUCCESS);
    assertThat(of("\"responseElements\":null")).isEqualTo(Outcome.SUCCESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Client.UnauthorizedOperation", "UnauthorizedOperation", "AccessDenied",
            "AccessDeniedException",
        "Client.AccessDenied", "Client.AuthFailure", "AuthFailure", "VpceAccessDenied",
        "AuthorizationErrorException"
      })
  void aMissingPermissionIsDenied(String code) {
    assertThat(of("\"errorCode\":\"" + code + "\"")).isEqualTo(Outcome.DENIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Client.NetworkInterfaceNotSupported",
        "Server.InternalError",
        "ThrottlingException",
        "TrailNotFoundException"
      })
  void anyOtherCodeIsFailure(String code) {
    assertThat(of("\"errorCode\":\"" + code + "\"")).isEqualTo(Outcome.FAILURE);
  }

  @Test
  void aMessageWithoutCodeIsFailure() {
    assertThat(of("\"errorMessage\":\"Failed authentication\"")).isEqualTo(Outcome.FAILURE);
  }

  @Test
  void aTrialThatWouldHaveGoneWellIsADryRun() {
    assertThat(of("\"errorCode\":\"Client.DryRunOperation\"")).isEqualTo(Outcome.DRY_RUN);
  }

  @Test
  void aFailedSignInMayShowInTheAnswerOnly() {
    String answer = "\"eventSource\":\"%s\",\"responseElements\":{\"ConsoleLogin\":\"%s\"}";
    assertThat(of(answer.formatted("signin.amazonaws.com", "Failure"))).isEqualTo(Outcome.FAILURE);
    assertThat(of(answer.formatted("signin.amazonaws.com", "Success"))).isEqualTo(Outcome.SUCCESS);
    assertThat(of(answer.formatted("other.amazonaws.com", "Failure"))).isEqualTo(Outcome.SUCCESS);
  }
}
