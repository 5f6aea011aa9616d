package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Principal;
import org.junit.jupiter.api.Test;

class CloudTrailIdentityTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/net/Tapper";

  private static Principal of(String identity) {
    return of(identity, "");
  }

  private static Principal of(String identity, String moreMembers) {
    String userIdentity = "\"userIdentity\":" + identity;
    return CloudTrailIdentity.of(
        CloudTrailRecords.json(CloudTrailRecords.record(userIdentity + moreMembers)));
  }

  private static String assumedRole(String role, String session, String moreContext) {
    return ("{'type':'AssumedRole','principalId':'AROAEXAMPLE:"
            + session
            + "',"
            + "'arn':'arn:aws:sts::111122223333:assumed-role/"
            + role
            + "/"
            + session
            + "',"
            + "'accountId':'111122223333','accessKeyId':'ASIAEXAMPLE','sessionContext':{'sessionIssuer':"
            + "{'type':'Role','principalId':'AROAEXAMPLE','arn':'arn:aws:iam::111122223333:role/net/"
            + role
            + "','accountId':'111122223333','userName':'"
            + role
            + "'}"
            + moreContext
            + "}}")
        .replace('\'', '"');
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  // ---- One test for each userIdentity.type

  @Test
  void iamUserNamedByAnAddressIsThatPersonInEveryAccount() {
    Principal user =
        of(
            json(
                "{'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/ann@example.com',"
                    + "'accountId':'111122223333','userName':'ann@example.com'}"));
    assertThat(user.origin()).isEqualTo("ann@example.com");
  }

  @Test
  void iamUser() {
    Principal user =
        of(
            json(
                "{'type':'IAMUser','principalId':'AIDAEXAMPLE','arn':'arn:aws:iam::111122223333:user/ops/ann',"
                    + "'accountId':'111122223333','accessKeyId':'AKIAEXAMPLE','userName':'ann'}"));
    assertThat(user)
        .isEqualTo(
            new Principal(
                "arn:aws:iam::111122223333:user/ops/ann",
                "IAMUser",
                null,
                "ann",
                "arn:aws:iam::111122223333:user/ops/ann",
                "ann",
                "AKIAEXAMPLE",
                false,
                "111122223333",
                "AIDAEXAMPLE",
                null,
                null));
  }

  @Test
  void iamUserWithoutUserNameIsNamedByItsArn() {
    Principal user = of(json("{'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/ops/ann'}"));
    assertThat(user.human()).isEqualTo("ann");
    assertThat(user.account()).isEqualTo("111122223333");
    assertThat(of(json("{'type':'IAMUser','principalId':'AIDAEXAMPLE'}")).id())
        .isEqualTo("AIDAEXAMPLE");
  }

  @Test
  void assumedRoleIsTheRoleAndItsSessionNameIsTheCallersWord() {
    Principal role = of(assumedRole("Tapper", "build-7", ""));
    assertThat(role)
        .isEqualTo(
            new Principal(
                ROLE,
                "AssumedRole",
                "build-7",
                "Tapper",
                ROLE + "/build-7",
                null,
                "ASIAEXAMPLE",
                true,
                "111122223333",
                "AROAEXAMPLE:build-7",
                null,
                null));
  }

  @Test
  void assumedRoleWithAnEMailForASessionNameClaimsAPerson() {
    Principal role = of(assumedRole("Tapper", "ann@example.com", ""));
    assertThat(role.human()).isEqualTo("ann@example.com");
    assertThat(role.claimed()).isTrue();
    assertThat(role.origin()).isEqualTo(ROLE + "/ann@example.com");
  }

  @Test
  void assumedRoleWithASourceIdentityIsThatPerson() {
    Principal role = of(assumedRole("Tapper", "x@y.zz", ",\"sourceIdentity\":\"ann\""));
    assertThat(role.human()).isEqualTo("ann");
    assertThat(role.claimed()).isFalse();
    assertThat(role.origin()).isEqualTo("ann");
  }

  @Test
  void assumedRoleOfSingleSignOnIsThePersonWhomTheSessionNames() {
    Principal role = of(assumedRole("AWSReservedSSO_Net_0123", "ann@example.com", ""));
    assertThat(role.human()).isEqualTo("ann@example.com");
    assertThat(role.claimed()).isFalse();
    assertThat(role.origin()).isEqualTo("ann@example.com");
  }

  @Test
  void anAddressIsOnePersonsHoweverItIsWritten() {
    Principal role = of(assumedRole("AWSReservedSSO_Net_0123", "Ann@Example.com", ""));
    assertThat(role.human()).isEqualTo("ann@example.com");
    assertThat(role.origin()).isEqualTo("ann@example.com");
    assertThat(role.session()).isEqualTo("Ann@Example.com");
  }

  @Test
  void assumedRoleOfAnInstanceHasASessionNameThatNobodyChose() {
    Principal role = of(assumedRole("Tapper", "i-0123", ",\"ec2RoleDelivery\":\"2.0\""));
    assertThat(role.claimed()).isFalse();
    assertThat(role.human()).isNull();
    assertThat(role.origin()).isEqualTo(ROLE + "/i-0123");
    // EC2 asked for its key: there is nobody behind it to wait for.
    assertThat(role.unexplainedKey()).isNull();
    assertThat(of(assumedRole("Tapper", "i-0123", "")).unexplainedKey()).isEqualTo("ASIAEXAMPLE");
  }

  @Test
  void assumedRoleWithoutIssuerIsRebuiltFromTheSessionsArn() {
    Principal role =
        of(
            json(
                "{'type':'AssumedRole','principalId':'AROAEXAMPLE:s',"
                    + "'arn':'arn:aws-cn:sts::111122223333:assumed-role/Tapper/s'}"));
    assertThat(role.id()).isEqualTo("arn:aws-cn:iam::111122223333:role/Tapper");
    assertThat(role.name()).isEqualTo("Tapper");
    assertThat(of(json("{'type':'AssumedRole','principalId':'AROAEXAMPLE:s'}")).id())
        .isEqualTo("AROAEXAMPLE");
  }

  @Test
  void assumedRoleWithoutSessionNameIsTheRoleAlone() {
    Principal role =
        of(
            json(
                "{'type':'AssumedRole','arn':'arn:aws:sts::111122223333:assumed-role/MakeStuffPublic',"
                    + "'principalId':'1111'}"));
    assertThat(role.session()).isNull();
    assertThat(role.claimed()).isFalse();
    assertThat(role.origin()).isEqualTo("arn:aws:iam::111122223333:role/MakeStuffPublic");
  }

  @Test
  void assumedRoleThatAServiceUsesKeepsTheRoleAndTheService() {
    Principal role =
        of(
            json(
                "{'type':'AssumedRole','principalId':'AROAEXAMPLE:c','invokedBy':'config.amazonaws.com',"
                    + "'sessionContext':{'sessionIssuer':{'arn':'"
                    + ROLE
                    + "'}}}"));
    assertThat(role.id()).isEqualTo(ROLE);
    assertThat(role.invokedBy()).isEqualTo("config.amazonaws.com");
  }

  @Test
  void root() {
    Principal root =
        of(
            json(
                "{'type':'Root','principalId':'111122223333','arn':'arn:aws:iam::111122223333:root',"
                    + "'accountId':'111122223333','userName':'acme'}"));
    assertThat(root.id()).isEqualTo("arn:aws:iam::111122223333:root");
    assertThat(root.name()).isEqualTo("acme");
    assertThat(root.human()).isNull();
    assertThat(root.origin()).isEqualTo(root.id());
    assertThat(of("{\"type\":\"Root\",\"accountId\":11122223333}").id())
        .isEqualTo("arn:aws:iam::011122223333:root");
  }

  @Test
  void federatedUser() {
    Principal user =
        of(
            json(
                "{'type':'FederatedUser','principalId':'111122223333:ann',"
                    + "'arn':'arn:aws:sts::111122223333:federated-user/ann','sessionContext':{'sessionIssuer':"
                    + "{'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/broker'}}}"));
    assertThat(user.id()).isEqualTo("arn:aws:iam::111122223333:user/broker/ann");
    assertThat(user.session()).isEqualTo("ann");
    assertThat(user.claimed()).isTrue();
    assertThat(user.human()).isNull();
    assertThat(user.origin()).isEqualTo(user.id());
  }

  @Test
  void awsService() {
    Principal service = of(json("{'type':'AWSService','invokedBy':'config.amazonaws.com'}"));
    assertThat(service.id()).isEqualTo("service:config.amazonaws.com");
    assertThat(service.invokedBy()).isEqualTo("config.amazonaws.com");
    assertThat(service.account()).isNull();
    assertThat(of(json("{'type':'AWSService'}")).id()).isEqualTo("unknown@111122223333");
  }

  @Test
  void awsAccount() {
    Principal other =
        of(json("{'type':'AWSAccount','principalId':'AROAOTHER:s','accountId':'444455556666'}"));
    assertThat(other.id()).isEqualTo("account:444455556666/AROAOTHER");
    assertThat(other.session()).isEqualTo("s");
    assertThat(other.account()).isEqualTo("444455556666");
    assertThat(of(json("{'type':'AWSAccount','accountId':'444455556666'}")).id())
        .isEqualTo("account:444455556666");
  }

  @Test
  void identityCenterUser() {
    String identity =
        json(
            "{'type':'IdentityCenterUser','accountId':'111122223333','onBehalfOf':{'userId':'u-1',"
                + "'identityStoreArn':'arn:aws:identitystore::111122223333:identitystore/d-1'},'credentialId':'c-1'}");
    Principal user = of(identity, ",\"additionalEventData\":{\"UserName\":\"ann\"}");
    assertThat(user.id())
        .isEqualTo("arn:aws:identitystore::111122223333:identitystore/d-1/user/u-1");
    assertThat(user.human()).isEqualTo("ann");
    assertThat(user.session()).isEqualTo("c-1");
    assertThat(of(identity).origin()).isEqualTo(user.id());
  }

  @Test
  void samlUser() {
    Principal user =
        of(
            json(
                "{'type':'SAMLUser','principalId':'qualifier=:ann','userName':'ann',"
                    + "'identityProvider':'qualifier='}"));
    assertThat(user.id()).isEqualTo("qualifier=:ann");
    assertThat(user.human()).isEqualTo("ann");
    assertThat(user.claimed()).isFalse();
  }

  @Test
  void webIdentityUser() {
    String subject = "repo:acme/net:ref:refs/heads/main";
    Principal user =
        of(
            json(
                "{'type':'WebIdentityUser','principalId':'idp:sts.amazonaws.com:"
                    + subject
                    + "',"
                    + "'userName':'"
                    + subject
                    + "'}"));
    assertThat(user.id()).isEqualTo("idp:sts.amazonaws.com:" + subject);
    assertThat(user.name()).isEqualTo(subject);
    assertThat(user.human()).isNull();
  }

  @Test
  void role() {
    Principal role = of(json("{'type':'Role','principalId':'AROAEXAMPLE','arn':'" + ROLE + "'}"));
    assertThat(role.id()).isEqualTo(ROLE);
    assertThat(role.name()).isEqualTo("Tapper");
    assertThat(role.origin()).isEqualTo(ROLE);
  }

  @Test
  void directory() {
    Principal user =
        of(json("{'type':'Directory','accountId':'111122223333','userName':'CORP/ann'}"));
    assertThat(user.id()).isEqualTo("111122223333/CORP/ann");
  }

  @Test
  void unknownIsNamedByWhateverThereIs() {
    assertThat(of(json("{'type':'Unknown','arn':'arn:x/ann','principalId':'p'}")).id())
        .isEqualTo("arn:x/ann");
    assertThat(of(json("{'type':'Unknown','principalId':'p','userName':'ann'}")).id())
        .isEqualTo("p");
    assertThat(of(json("{'type':'Unknown','userName':'ann'}")).id()).isEqualTo("ann");
    assertThat(of(json("{'type':'NeverHeardOf','userName':'ann'}")).type())
        .isEqualTo("NeverHeardOf");
  }

  @Test
  void noTypeIsTheServiceThatCalledOrTheAccountsUnknown() {
    Principal service = of(json("{'accountId':'111122223333','invokedBy':'ssm.amazonaws.com'}"));
    assertThat(service.id()).isEqualTo("service:ssm.amazonaws.com");
    assertThat(service.type()).isEqualTo("Unknown");
    assertThat(of("{}").id()).isEqualTo("unknown@111122223333");
    assertThat(of("null").origin()).isEqualTo("unknown@111122223333");
    assertThat(CloudTrailIdentity.of(CloudTrailRecords.json("{}")).id()).startsWith("unknown@");
  }

  // ---- Traps

  @Test
  void misspeltMembersAreRead() {
    Principal user =
        of(json("{'type':'IAMUser','principalid':'AIDAEXAMPLE','accesKeyId':'AKIAEXAMPLE'}"));
    assertThat(user.principalId()).isEqualTo("AIDAEXAMPLE");
    assertThat(user.accessKeyId()).isEqualTo("AKIAEXAMPLE");
  }

  @Test
  void anEmptyKeyIsNoKey() {
    assertThat(of(json("{'type':'Root','accessKeyId':''}")).accessKeyId()).isNull();
  }

  @Test
  void aSecondFactorIsReadFromTheSessionOrTheSignIn() {
    String attributes = ",\"attributes\":{\"mfaAuthenticated\":%s}";
    assertThat(of(assumedRole("R", "s", attributes.formatted("\"true\""))).mfa()).isTrue();
    assertThat(of(assumedRole("R", "s", attributes.formatted("false"))).mfa()).isFalse();
    assertThat(of("{}", ",\"additionalEventData\":{\"MFAUsed\":\"Yes\"}").mfa()).isTrue();
    assertThat(of("{}").mfa()).isNull();
  }
}
