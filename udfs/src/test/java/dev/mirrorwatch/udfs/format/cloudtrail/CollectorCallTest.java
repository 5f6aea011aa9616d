package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.udfs.event.ResourceId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectorCallTest {

  private static CollectorCall of(String provider, String action, String parts) {
    JsonNode record = CloudTrailRecords.json("{" + parts.replace('\'', '"') + "}");
    return CollectorCall.of(provider + ".amazonaws.com", action, record);
  }

  private static CollectorCall ec2(String action, String parts) {
    return of("ec2", action, parts);
  }

  @Test
  void aNewInstanceNamesItsInterfaces() {
    CollectorCall call =
        ec2(
            "RunInstances",
            "'responseElements':{'instancesSet':{'items':[{'instanceId':'i-1','networkInterfaceSet':"
                + "{'items':[{'networkInterfaceId':'eni-1'},{'networkInterfaceId':'eni-2'}]}},"
                + "{'instanceId':'i-2','networkInterfaceSet':{'items':["
                + "{'networkInterfaceId':'eni-3'}]}}]}}");
    assertThat(call.fields())
        .containsExactly(
            java.util.Map.entry("mirror.collector_id", List.of("eni-1", "eni-2", "eni-3")));
    assertThat(call.resources())
        .contains(new ResourceId("mirror.collector_id", "eni-3", true))
        .hasSize(3);
  }

  @Test
  void interfacesLoadBalancersAndEndpoints() {
    assertThat(
            ec2(
                    "CreateNetworkInterface",
                    "'responseElements':{'networkInterface':{'networkInterfaceId':'eni-1'}}")
                .fields())
        .containsEntry("mirror.collector_id", List.of("eni-1"));
    CollectorCall attached =
        ec2(
            "AttachNetworkInterface",
            "'requestParameters':{'networkInterfaceId':'eni-1','instanceId':'i-1'}");
    assertThat(attached.fields()).containsEntry("mirror.collector_id", List.of("eni-1"));
    assertThat(attached.resources())
        .containsExactly(new ResourceId("mirror.collector_id", "eni-1", false));
    assertThat(
            of(
                    "elasticloadbalancing",
                    "CreateLoadBalancer",
                    "'responseElements':{'loadBalancers':[{'loadBalancerArn':'arn:lb','type':"
                        + "'network'}]}")
                .fields())
        .containsEntry("mirror.collector_id", List.of("arn:lb"));
    assertThat(
            ec2(
                    "CreateVpcEndpoint",
                    "'responseElements':{'CreateVpcEndpointResponse':{'vpcEndpoint':"
                        + "{'vpcEndpointId':'vpce-1'}}}")
                .fields())
        .containsEntry("mirror.collector_id", List.of("vpce-1"));
  }

  @Test
  void aDeletedInterfaceMayHaveBeenMirrored() {
    assertThat(
            ec2("DeleteNetworkInterface", "'requestParameters':{'networkInterfaceId':'eni-1'}")
                .fields())
        .containsEntry("mirror.source_id", List.of("eni-1"));
  }

  @Test
  void aSharedTargetIsNamedByItsArn() {
    String arns =
        "'requestParameters':{'resourceArns':["
            + "'arn:aws:ec2:us-east-1:111122223333:traffic-mirror-target/tmt-1',"
            + "'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1']}";
    for (String action : List.of("CreateResourceShare", "AssociateResourceShare")) {
      assertThat(of("ram", action, arns).fields())
          .containsEntry("mirror.target_id", List.of("tmt-1"));
    }
    assertThat(of("ram", "DisassociateResourceShare", arns).fields()).isEmpty();
  }

  @Test
  void otherCallsAndFailedOnesNameNothing() {
    assertThat(ec2("RunInstances", "'responseElements':null").fields()).isEmpty();
    assertThat(ec2("CreateVpc", "'requestParameters':{'networkInterfaceId':'eni-1'}").fields())
        .isEmpty();
    assertThat(of("s3", "RunInstances", "'requestParameters':{}").fields()).isEmpty();
    assertThat(of("elasticloadbalancing", "DeleteLoadBalancer", "'a':1").fields()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "udp, 4789, 4789, vxlan",
    "17, 0, 65535, vxlan geneve",
    "udp, 6000, 6100, geneve",
    "udp, 4788, 4788, ''",
    "udp, 4790, 6080, ''",
    "tcp, 0, 65535, ''",
    "-1, 22, 22, vxlan geneve",
    "udp, -1, -1, vxlan geneve",
  })
  void openedPorts(String protocol, int from, int to, String tunnels) {
    List<String> expected = tunnels.isEmpty() ? null : List.of(tunnels.split(" "));
    String plain = "{'ipProtocol':'" + protocol + "','fromPort':" + from + ",'toPort':" + to + "}";
    assertThat(
            ec2(
                    "AuthorizeSecurityGroupIngress",
                    "'requestParameters':{'ipPermissions':{'items':[" + plain + "]}}")
                .fields()
                .get("network.tunnel"))
        .isEqualTo(expected);
    String wrapped =
        "{'SecurityGroupRuleId':'sgr-1','tag':1,'SecurityGroupRule':{'IpProtocol':'"
            + protocol
            + "','FromPort':"
            + from
            + ",'ToPort':"
            + to
            + "}}";
    for (String list : List.of(wrapped, "[" + wrapped + "]")) {
      assertThat(
              ec2(
                      "ModifySecurityGroupRules",
                      "'requestParameters':{'ModifySecurityGroupRulesRequest':"
                          + "{'SecurityGroupRule':"
                          + list
                          + "}}")
                  .fields()
                  .get("network.tunnel"))
          .isEqualTo(expected);
    }
  }

  @Test
  void portsOfOnePermissionAreNotThoseOfAnother() {
    assertThat(
            ec2(
                    "AuthorizeSecurityGroupIngress",
                    "'requestParameters':{'ipPermissions':{'items':["
                        + "{'ipProtocol':'udp','fromPort':53,'toPort':53},"
                        + "{'ipProtocol':'udp','fromPort':9000,'toPort':9000}]}}")
                .fields())
        .isEmpty();
    assertThat(
            ec2(
                    "AuthorizeSecurityGroupIngress",
                    "'requestParameters':{'ipPermissions':{'items':["
                        + "{'ipProtocol':'tcp','fromPort':22,'toPort':22},"
                        + "{'ipProtocol':'udp'}]}}")
                .fields())
        .containsEntry("network.tunnel", List.of("vxlan", "geneve"));
  }
}
