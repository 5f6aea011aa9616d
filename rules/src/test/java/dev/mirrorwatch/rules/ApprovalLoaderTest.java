package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mirrorwatch.rules.model.Approval;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalLoaderTest {

  private static List<Approval> load(String text) {
    return new ApprovalLoader().load(new RuleFile("approvals.yml", text));
  }

  @Test
  void readsEveryKey() {
    assertThat(
            load(
                """
                approvals:
                  - name: roll-out
                    principal: arn:aws:iam::111122223333:role/sensor*
                    target: {id: [tmt-1, tmt-2], account: '111122223333', arn: 'arn:*/net/sensor/*'}
                    user_agent: '*Terraform*'
                    tag: creator=sensors
                    change: CHG-1
                    window: {from: 2026-05-04, to: 2026-05-05T12:00:00Z}
                    owner: network-security
                    reason: sensors for the new site
                    expires: 2026-12-31
                """))
        .containsExactly(
            new Approval(
                "roll-out",
                List.of("arn:aws:iam::111122223333:role/sensor*"),
                new Approval.Target(
                    List.of("tmt-1", "tmt-2"),
                    List.of("arn:*/net/sensor/*"),
                    List.of("111122223333")),
                List.of("*Terraform*"),
                List.of("creator=sensors"),
                "CHG-1",
                new Approval.Window(
                    Instant.parse("2026-05-04T00:00:00Z"), Instant.parse("2026-05-05T12:00:00Z")),
                "network-security",
                "sensors for the new site",
                Instant.parse("2027-01-01T00:00:00Z")));
  }

  @Test
  void saysEveryErrorAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    approvals:
                      - name: tool only
                        user_agent: '*Terraform*'
                        owner: a
                        reason: b
                        expires: 2026-12-31
                      - name: open
                        principal: '*'
                        target: {}
                        owner: a
                        reason: b
                        expire: 2026-12-31
                      - name: slips
                        principal: a
                        target: {ids: tmt-1, id: tmt-1}
                        tag: creator
                        window: {from: 2026-05-05, to: 2026-05-04T00:00:00Z}
                        owner: a
                        reason: b
                        expires: tomorrow
                      - name: bare
                    """))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessage(
            """
            approvals.yml:3:5: error: an approval must not rest on the user agent, the caller chooses it: it needs a principal and a target beside it [MW-USER-AGENT-EXCLUSION]
                  user_agent: '*Terraform*'
                  ^
            approvals.yml:7:5: error: 'expires' is missing in the approval [MW-MISSING-KEY]
                - name: open
                  ^
            approvals.yml:8:16: error: 'principal' is '*', which anything matches [MW-APPROVAL]
                  principal: '*'
                             ^
            approvals.yml:9:13: error: 'target' needs one of id, arn, account [MW-APPROVAL]
                  target: {}
                          ^
            approvals.yml:12:5: error: unknown key 'expire' in an approval, did you mean 'expires'? [MW-UNKNOWN-KEY]
                  expire: 2026-12-31
                  ^
            approvals.yml:15:14: error: unknown key 'ids' in 'target', did you mean 'id'? [MW-UNKNOWN-KEY]
                  target: {ids: tmt-1, id: tmt-1}
                           ^
            approvals.yml:16:10: error: 'creator' is no tag such as creator=sensors [MW-APPROVAL]
                  tag: creator
                       ^
            approvals.yml:17:36: error: the window ends before it begins [MW-APPROVAL]
                  window: {from: 2026-05-05, to: 2026-05-04T00:00:00Z}
                                                 ^
            approvals.yml:20:14: error: 'tomorrow' is no date such as 2026-12-31 and no time such as 2026-12-31T18:00:00Z [MW-APPROVAL]
                  expires: tomorrow
                           ^
            approvals.yml:21:5: error: 'principal' is missing in the approval [MW-MISSING-KEY]
                - name: bare
                  ^
            approvals.yml:21:5: error: 'target' is missing in the approval [MW-MISSING-KEY]
                - name: bare
                  ^
            approvals.yml:21:5: error: 'owner' is missing in the approval [MW-MISSING-KEY]
                - name: bare
                  ^
            approvals.yml:21:5: error: 'reason' is missing in the approval [MW-MISSING-KEY]
                - name: bare
                  ^
            approvals.yml:21:5: error: 'expires' is missing in the approval [MW-MISSING-KEY]
                - name: bare
                  ^
            14 problems in 1 file""");
  }
}
