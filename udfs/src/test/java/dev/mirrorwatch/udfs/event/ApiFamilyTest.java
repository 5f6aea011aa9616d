package dev.mirrorwatch.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiFamilyTest {

  private static final List<ResourceId> MIRROR =
      List.of(new ResourceId("mirror.target_id", "tmt-1", true));

  private static Optional<String> family(String action) {
    return ApiFamily.changedBy("api", action, Outcome.SUCCESS, MIRROR);
  }

  @ParameterizedTest
  @CsvSource({
    "CreateTrafficMirrorTarget, api TrafficMirror",
    "ModifyTrafficMirrorFilterNetworkServices, api TrafficMirror",
    "RunInstances, api Instances",
    "microsoft.network/virtualnetworktaps/write, api microsoft.network/virtualnetworktaps",
    "v1.compute.packetMirrorings.insert, api compute.packetMirrorings",
    "beta.compute.packetMirrorings.patch, api compute.packetMirrorings",
    "monitor, api monitor",
  })
  void isTheThingThatIsChanged(String action, String family) {
    assertThat(family(action)).contains(family);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DescribeTrafficMirrorTargets", "v1.compute.packetMirrorings.list", "a/b/read"})
  void aQuestionMakesNobodyKnown(String action) {
    assertThat(family(action)).isEmpty();
  }

  @Test
  void neitherDoesAnAttemptNorAnotherCall() {
    String call = "CreateTrafficMirrorTarget";
    assertThat(ApiFamily.changedBy("api", call, Outcome.DENIED, MIRROR)).isEmpty();
    assertThat(ApiFamily.changedBy("api", call, Outcome.SUCCESS, List.of())).isEmpty();
  }
}
