package dev.mirrorwatch.udfs.resolve;

import static dev.mirrorwatch.udfs.resolve.Chain.call;
import static dev.mirrorwatch.udfs.resolve.Chain.instance;
import static dev.mirrorwatch.udfs.resolve.Chain.issue;
import static dev.mirrorwatch.udfs.resolve.Chain.session;
import static dev.mirrorwatch.udfs.resolve.Chain.side;
import static dev.mirrorwatch.udfs.resolve.Chain.stranger;
import static dev.mirrorwatch.udfs.resolve.Chain.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.alert.AlertJson;
import dev.mirrorwatch.udfs.alert.AlertText;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.Hop;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.trial.RuleTrial;
import dev.mirrorwatch.udfs.trial.TrialRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleChainTest {

  private static final RuleSet RULES = Chain.rules();
  private static final TrialRules TRIAL_RULES = new TrialRules(RULES, Duration.ofHours(1));

  private static final String DEPLOY = session("deploy", "run-7", "ASIA1");
  private static final String ADMIN = session("admin", "x", "ASIA2");

  private static List<Alert> last(List<String> arrivals) {
    RuleTrial trial = new RuleTrial(TRIAL_RULES, Duration.ofDays(10_000));
    Chain.events(RULES, arrivals).forEach(trial::arrive);
    trial.endOfLog();
    List<Alert> alerts = new ArrayList<>(trial.alerts());
    alerts.addAll(trial.innerAlerts());
    return alerts;
  }

  private static List<Alert> standing(List<String> arrivals) {
    return last(arrivals).stream().filter(alert -> alert.status().stands()).toList();
  }

  private static List<Alert> standing(String rule, List<String> arrivals) {
    return standing(arrivals).stream().filter(alert -> alert.rule().name().equals(rule)).toList();
  }

  @Test
  void aPersonIsFollowedThroughTwoRoles() {
    List<String> records =
        List.of(
            call("1", 0, "a", user("alice")),
            issue("2", 1, "AssumeRole", user("alice"), "ASIA1"),
            issue("3", 2, "AssumeRole", DEPLOY, "ASIA2"),
            call("4", 3, "b", ADMIN));
    assertThat(standing("by_origin", records))
        .singleElement()
        .satisfies(
            alert -> {
              Principal last = alert.evidence().get(1).principal();
              assertThat(last.id()).isEqualTo("arn:aws:iam::111122223333:role/admin");
              assertThat(last.human()).isEqualTo("alice");
              assertThat(last.claimed()).isFalse();
              long start = Chain.START.toEpochMilli();
              assertThat(last.lineage())
                  .containsExactly(
                      new Hop(
                          "IAMUser",
                          "arn:aws:iam::111122223333:user/alice",
                          null,
                          "AKIAalice",
                          false,
                          start + 60_000),
                      new Hop(
                          "AssumedRole",
                          "arn:aws:iam::111122223333:role/deploy",
                          "run-7",
                          "ASIA1",
                          false,
                          start + 120_000));
            });
    Alert alert = standing("by_origin", records).get(0);
    assertThat(AlertText.of(alert))
        .contains(
            "role chain      arn:aws:iam::111122223333:user/alice at 2026-03-01T10:01:00Z → "
                + "arn:aws:iam::111122223333:role/deploy/run-7 at 2026-03-01T10:02:00Z");
    assertThat(AlertJson.of(alert))
        .contains(
            "\"lineage\":[{\"id\":\"arn:aws:iam::111122223333:user/alice\",\"type\":\"IAMUser\","
                + "\"session\":null,\"access_key_id\":\"AKIAalice\","
                + "\"time\":\"2026-03-01T10:01:00Z\"},");
    assertThat(standing("by_human", records)).hasSize(1);
    assertThat(standing("by_id", records)).isEmpty();
  }

  @Test
  void aChainBeginsAtAnInstance() {
    String instance = instance("builder", "i-0123", "ASIA0");
    List<Alert> alerts =
        standing(
            "by_origin",
            List.of(
                call("1", 0, "a", instance),
                issue("2", 1, "AssumeRole", instance, "ASIA1"),
                call("3", 2, "b", DEPLOY),
                // What a key of EC2's was asked with is nobody's business.
                issue("4", -1, "AssumeRole", user("alice"), "ASIA0")));
    assertThat(alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.groupValues())
                  .containsExactly("arn:aws:iam::111122223333:role/builder/i-0123");
              assertThat(alert.evidence().get(1).principal().lineage())
                  .extracting(Hop::session, Hop::delivered)
                  .containsExactly(tuple("i-0123", true));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "GetFederationToken",
        "GetSessionToken"
      })
  void everyCallThatHandsOutAKeyIsLearntFrom(String handOut) {
    assertThat(
            standing(
                "by_origin",
                List.of(
                    call("1", 0, "a", user("alice")),
                    call("2", 2, "b", DEPLOY),
                    issue("3", 1, handOut, user("alice"), "ASIA1"))))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "by_id, arn:aws:iam::111122223333:role/deploy",
    "by_session, run-7",
    "by_access_key_id, ASIA1",
    "by_account, 111122223333",
    "by_origin, arn:aws:iam::111122223333:user/alice",
    "by_human, alice",
  })
  void aRuleMayGroupByAnyLevel(String rule, String group) {
    assertThat(
            standing(
                rule,
                List.of(
                    call("1", 1, "a", DEPLOY),
                    call("2", 2, "b", DEPLOY),
                    issue("3", 0, "AssumeRole", user("alice"), "ASIA1"))))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.groupValues()).containsExactly(group);
              // Also where the group stayed as it was.
              assertThat(alert.evidence())
                  .allSatisfy(
                      evidence -> assertThat(evidence.principal().human()).isEqualTo("alice"));
            });
  }

  @Test
  void anAlertAboutARoleIsTakenBackWhenTheSessionsWereOfTwoPeople() {
    String other = session("deploy", "run-7", "ASIA2");
    List<String> uses = List.of(call("1", 0, "a", DEPLOY), call("2", 1, "b", other));
    assertThat(standing("by_origin", uses)).hasSize(1);

    List<String> all = new ArrayList<>(uses);
    all.add(issue("3", -1, "AssumeRole", user("alice"), "ASIA1"));
    all.add(issue("4", -1, "AssumeRole", user("bob"), "ASIA2"));
    assertThat(last(all))
        .filteredOn(alert -> alert.rule().name().equals("by_origin"))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.status()).isEqualTo(AlertStatus.RETRACTED);
              assertThat(alert.reason())
                  .contains("the principal behind the event 1 became known: alice");
            });
    // The role is what it was.
    assertThat(standing("by_id", all)).hasSize(1);
    assertThat(standing("two_people", List.of(all.get(0), all.get(2)))).isEmpty();
  }

  @Test
  void aBorrowedSessionNameIsNotTheColleague() {
    String borrowed = session("deploy", "alice@example.com", "ASIA1");
    List<Alert> alerts =
        standing(
            "by_human",
            List.of(
                issue("1", 0, "AssumeRole", user("mallory"), "ASIA1"),
                call("2", 1, "a", borrowed),
                call("3", 2, "b", borrowed)));
    assertThat(alerts).singleElement();
    assertThat(alerts.get(0).groupValues()).containsExactly("mallory");
    assertThat(
            standing("by_human", List.of(call("2", 1, "a", borrowed), call("3", 2, "b", borrowed))))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.groupValues()).containsExactly("alice@example.com");
              assertThat(alert.evidence().get(0).principal().claimed()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"person first", "person last", "only one shows the key"})
  void acrossAccountsTheSideThatNamesThePersonWins(String order) {
    String person = side("2", 1, user("alice"), order.startsWith("only") ? "" : "ASIA1", "shared");
    String number = side("3", 1, stranger("AIDAalice"), "ASIA1", "shared");
    List<String> records = new ArrayList<>();
    records.add(call("1", 0, "a", user("alice")));
    records.add(call("4", 2, "b", DEPLOY));
    records.addAll(
        order.equals("person first") ? List.of(person, number) : List.of(number, person));
    assertThat(standing("by_origin", records)).hasSize(1);
    records.remove(person);
    assertThat(standing("by_origin", records)).isEmpty();
  }

  @Test
  void whereOnlyTheNumberIsKnownTheNumberIsTheOrigin() {
    assertThat(
            standing(
                "by_origin",
                List.of(
                    call("1", 2, "a", DEPLOY),
                    side("2", 1, stranger("AIDAalice"), "ASIA1", "shared"),
                    call("3", 3, "b", session("admin", "y", "ASIA2")),
                    side("4", 1, stranger("AIDAalice"), "ASIA2", "other"))))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert.groupValues()).containsExactly("account:444455556666/AIDAalice"));
  }

  /**
   * @param parent who takes on the session: 0 and 1 are people, 2 and above sessions before it
   * @param across whether two accounts record it
   */
  record Assumption(int parent, boolean across, boolean borrowed) {}

  record Use(int who, String call, int minute) {}

  record Story(List<Assumption> assumptions, List<Use> uses) {

    /** In the order in which it happened. */
    List<String> records() {
      List<String> identities = new ArrayList<>(List.of(user("alice"), user("bob")));
      List<Integer> depths = new ArrayList<>(List.of(0, 0));
      List<String> records = new ArrayList<>();
      for (int i = 0; i < assumptions.size(); i++) {
        Assumption assumption = assumptions.get(i);
        int parent = assumption.parent() % identities.size();
        while (depths.get(parent) >= Principal.MOST_HOPS) {
          parent = 0;
        }
        String key = "ASIA" + i;
        String caller = identities.get(parent);
        if (assumption.across()) {
          records.add(side("t" + i, i, stranger("AROAX"), key, "s" + i));
          records.add(side("c" + i, i, caller, i % 2 == 0 ? "" : key, "s" + i));
        } else {
          records.add(issue("i" + i, i, "AssumeRole", caller, key));
        }
        identities.add(
            session("role" + i % 2, assumption.borrowed() ? "bob@example.com" : "run", key));
        depths.add(depths.get(parent) + 1);
      }
      for (int i = 0; i < uses.size(); i++) {
        Use use = uses.get(i);
        records.add(
            call(
                "u" + i,
                10 + use.minute(),
                use.call(),
                identities.get(use.who() % identities.size())));
      }
      return records;
    }
  }

  @Property(tries = 500)
  void whatStandsAtTheEndDoesNotDependOnTheOrderOfArrival(
      @ForAll("arrivals") List<String> arrivals) {
    List<String> ordered = arrivals.stream().distinct().sorted(RoleChainTest::byTime).toList();
    assertThat(told(standing(arrivals))).isEqualTo(told(standing(ordered)));
  }

  private static int byTime(String one, String other) {
    // The time is the first member.
    return one.compareTo(other);
  }

  private static TreeSet<String> told(List<Alert> alerts) {
    TreeSet<String> told = new TreeSet<>();
    for (Alert alert : alerts) {
      told.add(
          String.join(
              " ",
              alert.rule().name(),
              alert.id(),
              alert.groupValues().toString(),
              alert.evidence().stream().map(Evidence::eventId).toList().toString(),
              alert.evidence().stream().map(Evidence::principal).toList().toString()));
    }
    return told;
  }

  @Provide
  Arbitrary<List<String>> arrivals() {
    Arbitrary<Assumption> assumptions =
        Combinators.combine(
                Arbitraries.integers().between(0, 7),
                Arbitraries.of(true, false, false),
                Arbitraries.of(true, false, false))
            .as(Assumption::new);
    Arbitrary<Use> uses =
        Combinators.combine(
                Arbitraries.integers().between(0, 7),
                Arbitraries.of("a", "b"),
                Arbitraries.integers().between(0, 90))
            .as(Use::new);
    return Combinators.combine(
            assumptions.list().ofMinSize(1).ofMaxSize(5), uses.list().ofMinSize(2).ofMaxSize(8))
        .as(Story::new)
        .flatMap(
            story -> {
              List<String> records = story.records();
              return Combinators.combine(
                      Arbitraries.shuffle(records), Arbitraries.of(records).list().ofMaxSize(4))
                  .as(
                      (shuffled, again) -> {
                        List<String> arrivals = new ArrayList<>(shuffled);
                        arrivals.addAll(again);
                        return arrivals;
                      });
            });
  }
}
