package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCallTest {

  private static final String ALICE =
      "'userIdentity':{'type':'IAMUser','userName':'alice','accessKeyId':'AKIAEXAMPLE00000001',"
          + "'arn':'arn:aws:iam::111122223333:user/alice','accountId':'111122223333'},";

  private static final String ROLE =
      "'userIdentity':{'type':'AssumedRole','accessKeyId':'ASIAEXAMPLE00000001','principalId':"
          + "'AROAEXAMPLE:run-7','sessionContext':{'sessionIssuer':{'userName':'deploy'}}},";

  private static Map<String, List<String>> of(String provider, String action, String parts) {
    JsonNode record = CloudTrailRecords.json("{" + parts.replace('\'', '"') + "}");
    return AccessCall.fields(
        provider + ".amazonaws.com", action, record, CloudTrailIdentity.of(record), "111122223333");
  }

  private static Map<String, List<String>> policy(String action, String document) {
    return of(
        "iam",
        action,
        ALICE
            + "'requestParameters':{'userName':'mallory','policyDocument':'"
            + document.replace("'", "\\\"")
            + "'}");
  }

  @Test
  void aCallIsMadeWithItsCallersCredential() {
    assertThat(of("ec2", "CreateTrafficMirrorSession", ALICE + "'a':1"))
        .containsExactly(Map.entry("credential.id", List.of("AKIAEXAMPLE00000001", "user/alice")));
    assertThat(of("ec2", "CreateTrafficMirrorSession", ROLE + "'a':1"))
        .containsExactly(Map.entry("credential.id", List.of("ASIAEXAMPLE00000001")));
    assertThat(of("ec2", "RunInstances", "'userIdentity':{'type':'Root'}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CreateUser", "CreateLoginProfile", "UpdateLoginProfile"})
  void aCredentialForAUserIsTheUsersNotTheCallers(String action) {
    assertThat(of("iam", action, ALICE + "'requestParameters':{'userName':'mallory'}"))
        .containsExactly(Map.entry("credential.id", List.of("user/mallory")));
  }

  @Test
  void aNewKeyNamesTheKeyAndItsUser() {
    String answer =
        "'responseElements':{'accessKey':{'accessKeyId':'AKIAEXAMPLE00000002','userName':"
            + "'mallory'}}";
    assertThat(
            of(
                "iam",
                "CreateAccessKey",
                ALICE + "'requestParameters':{'userName':'mallory'}," + answer))
        .containsEntry("credential.id", List.of("AKIAEXAMPLE00000002", "user/mallory"));
    assertThat(of("iam", "CreateAccessKey", ALICE + "'requestParameters':null," + answer))
        .containsEntry("credential.id", List.of("AKIAEXAMPLE00000002", "user/mallory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetFederationToken", "GetSessionToken", "AssumeRole"})
  void aNewSessionNamesItsKey(String action) {
    String answer = "'responseElements':{'credentials':{'accessKeyId':'ASIAEXAMPLE00000002'}}";
    assertThat(of("sts", action, ALICE + answer))
        .containsOnly(
            Map.entry("credential.id", List.of("ASIAEXAMPLE00000002")),
            Map.entry("credential.issued_id", List.of("ASIAEXAMPLE00000002")));
    assertThat(of("sts", action, ALICE + "'responseElements':null")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'Mar 2, 2026, 9:15:00 PM', 2026-03-02T21:15:00Z", "soon,", "'',"})
  void aNewSessionSaysHowLongItLasts(String written, String expires) {
    String answer = "'responseElements':{'credentials':{'expiration':'" + written + "'}}";
    assertThat(of("sts", "AssumeRole", ALICE + answer).get("credential.expires"))
        .isEqualTo(expires == null ? null : List.of(expires));
    assertThat(of("iam", "AssumeRole", ALICE + answer)).doesNotContainKey("credential.expires");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRole"})
  void bothAccountsOfAnIssueHaveItsSharedId(String action) {
    assertThat(of("sts", action, ALICE + "'sharedEventID':'s-1'"))
        .containsEntry("credential.shared_id", List.of("s-1"));
    assertThat(of("sts", action, ALICE + "'sharedEventID':'s-1','errorCode':'AccessDenied'"))
        .doesNotContainKey("credential.shared_id");
    assertThat(of("ec2", action, ALICE + "'sharedEventID':'s-1'"))
        .doesNotContainKey("credential.shared_id");
  }

  @ParameterizedTest
  @CsvSource({
    "AttachUserPolicy, userName",
    "AttachRolePolicy, roleName",
    "PutUserPolicy, userName",
    "PutRolePolicy, roleName",
    "UpdateAssumeRolePolicy, roleName",
    "AddUserToGroup, userName",
  })
  void whoIsGivenSomething(String action, String parameter) {
    assertThat(of("iam", action, ALICE + "'requestParameters':{'" + parameter + "':'mallory'}"))
        .containsEntry("iam.grantee", List.of("mallory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AttachGroupPolicy", "PutGroupPolicy", "CreatePolicyVersion"})
  void whoRaisesThemselvesWhereTheRecordNamesNobody(String action) {
    assertThat(of("iam", action, ALICE + "'requestParameters':{'groupName':'admins'}"))
        .containsEntry("iam.grantee", List.of("alice"));
    assertThat(of("iam", action, "'requestParameters':{}")).doesNotContainKey("iam.grantee");
  }

  @Test
  void otherCallsGiveNothing() {
    assertThat(of("iam", "GetUser", ALICE + "'requestParameters':{'userName':'mallory'}"))
        .doesNotContainKey("iam.grantee");
    assertThat(of("ec2", "PutUserPolicy", ALICE + "'requestParameters':{'userName':'mallory'}"))
        .doesNotContainKey("iam.grantee");
  }

  @Test
  void whatAPolicyAllows() {
    assertThat(
            policy(
                "PutUserPolicy",
                "{'Statement':[{'Effect':'Allow','Action':['ec2:Create*','s3:GetObject']},"
                    + "{'Effect':'Deny','Action':'ec2:*'},{'Effect':'Allow','Action':'iam:*'}]}"))
        .containsEntry("iam.allowed_action", List.of("ec2:Create*", "s3:GetObject", "iam:*"));
    assertThat(policy("PutUserPolicy", "{'Statement':{'Effect':'Allow','NotAction':['iam:*']}}"))
        .containsEntry("iam.allowed_action", List.of("*"));
    for (String kept : List.of("'EC2:*'", "['iam:*','ec2:Create*']", "'*'")) {
      assertThat(
              policy("PutUserPolicy", "{'Statement':{'Effect':'Allow','NotAction':" + kept + "}}"))
          .doesNotContainKey("iam.allowed_action");
    }
  }

  @Test
  void aTextThatIsNoPolicyAndATrustPolicyAllowNothing() {
    assertThat(policy("PutUserPolicy", "no policy")).doesNotContainKey("iam.allowed_action");
    assertThat(
            policy("UpdateAssumeRolePolicy", "{'Statement':{'Effect':'Allow','Action':'sts:*'}}"))
        .doesNotContainKey("iam.allowed_action");
  }

  @Test
  void whoABucketIsOpenedTo() {
    String template =
        "'requestParameters':{'bucketPolicy':{'Statement':[{'Effect':'%s','Principal':%s}]}}";
    assertThat(
            of(
                "s3",
                "PutBucketPolicy",
                template.formatted(
                    "Allow",
                    "{'AWS':['arn:aws:iam::444455556666:root','777788889999',"
                        + "'arn:aws:iam::111122223333:role/own']}")))
        .containsEntry("policy.foreign_account", List.of("444455556666", "777788889999"));
    for (String anybody : List.of("'*'", "{'AWS':'*'}")) {
      assertThat(of("s3", "PutBucketPolicy", template.formatted("Allow", anybody)))
          .containsEntry("policy.foreign_account", List.of("*"));
    }
    assertThat(of("s3", "PutBucketPolicy", template.formatted("Deny", "'*'")))
        .doesNotContainKey("policy.foreign_account");
    assertThat(
            of(
                "s3",
                "PutBucketPolicy",
                template.formatted("Allow", "{'Service':'x.amazonaws.com'}")))
        .doesNotContainKey("policy.foreign_account");
  }

  @Test
  void whereABucketIsCopiedTo() {
    String template =
        "'requestParameters':{'ReplicationConfiguration':{'Rule':{'Destination':{'Account':'%s'}}}}";
    assertThat(of("s3", "PutBucketReplication", template.formatted("444455556666")))
        .containsEntry("policy.foreign_account", List.of("444455556666"));
    assertThat(of("s3", "PutBucketReplication", template.formatted("111122223333")))
        .doesNotContainKey("policy.foreign_account");
    assertThat(of("s3", "PutBucketAcl", template.formatted("444455556666")))
        .doesNotContainKey("policy.foreign_account");
  }

  @Test
  void aSnapshotIsGivenToStrangers() {
    String own = "'recipientAccountId':'111122223333',";
    assertThat(of("ec2", "CreateSnapshot", ALICE + "'responseElements':{'snapshotId':'snap-1'}"))
        .containsEntry("snapshot.id", List.of("snap-1"));
    String shared =
        "'requestParameters':{'snapshotId':'snap-1','createVolumePermission':{'add':{'items':"
            + "[{'userId':'444455556666'},{'userId':'111122223333'},{'group':'all'}]}}}";
    assertThat(of("ec2", "ModifySnapshotAttribute", ALICE + own + shared))
        .containsEntry("snapshot.id", List.of("snap-1"))
        .containsEntry("policy.foreign_account", List.of("444455556666", "*"));
    assertThat(of("ec2", "ModifySnapshotAttribute", ALICE + own + shared.replace("add", "remove")))
        .doesNotContainKey("policy.foreign_account");
  }
}
