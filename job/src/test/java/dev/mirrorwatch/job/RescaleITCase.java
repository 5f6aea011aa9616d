package dev.mirrorwatch.job;

import static dev.mirrorwatch.job.RuleCalls.both;
import static dev.mirrorwatch.job.RuleCalls.call;
import static dev.mirrorwatch.job.RuleCalls.issue;
import static dev.mirrorwatch.job.RuleCalls.issueAbroad;
import static dev.mirrorwatch.job.RuleCalls.issueToStranger;
import static dev.mirrorwatch.job.RuleCalls.marked;
import static dev.mirrorwatch.job.RuleCalls.sessionCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.testdata.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that goes on from a savepoint with another parallelism, as if nothing had happened. */
class RescaleITCase {

  /** For each kind of state: enough that both subtasks have some. */
  private static final int PRINCIPALS = 12;

  private static final int FILES = 4;

  /** Many more than are read until a savepoint that is asked for at the first of them. */
  private static final int LINES = 20_000;

  @RegisterExtension static final MiniClusterExtension FLINK = TestCluster.ofTwoSlots();

  @TempDir private Path folder;

  private final List<FolderJob> jobs = new ArrayList<>();

  @AfterEach
  void cancel() throws Exception {
    for (FolderJob job : jobs) {
      job.cancelIfItRuns();
    }
  }

  @ParameterizedTest
  @CsvSource({"hashmap, 1, 2", "hashmap, 2, 1", "rocksdb, 1, 2", "rocksdb, 2, 1"})
  void alertsAreThoseOfAnUndisturbedRun(String backend, int parallelism, int rescaled)
      throws Exception {
    Configuration options = new Configuration();
    options.set(StateBackendOptions.STATE_BACKEND, backend);
    List<String> before = records(Kind::before);
    List<String> after = records(Kind::after);

    FolderJob undisturbed = job("undisturbed", parallelism);
    undisturbed.start(rules(), "", options);
    read(undisturbed, "before.jsonl", before, 1);
    read(undisturbed, "after.jsonl", after, 2);
    undisturbed.drain();

    FolderJob job = job("rescaled", parallelism);
    job.start(rules(), "", options);
    read(job, "before.jsonl", before, 1);
    String savepoint = job.stopWithSavepoint();
    assertThat(job.lines("alerts")).as("alerts that stand at the savepoint").isNotEmpty();
    FolderJob other = job("rescaled", rescaled);
    other.startFrom(savepoint, rules(), "", options);
    read(other, "after.jsonl", after, 2);
    other.drain();

    assertThat(lastOfEach(other)).isEqualTo(lastOfEach(undisturbed));
    assertThat(revisions(other)).isEqualTo(revisions(undisturbed));
    assertThat(other.lines("late")).isEmpty();
    // All that was waited for came, and to whom it belongs.
    assertThat(openByOrigin(other)).isEqualTo(pairsByOrigin());
  }

  /** The source's state has no back end. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1"})
  void filesAreReadOnWhereTheyWereLeft(int parallelism, int rescaled) throws Exception {
    FolderJob job = job("rescaled", parallelism);
    job.start(rules(), "", new Configuration());
    // A savepoint is refused until all tasks run, and shown is what a checkpoint has.
    read(job, "short.jsonl", List.of(), 1);
    long shown = job.files("dead");
    for (int file = 0; file < FILES; file++) {
      job.drop("long-" + file + ".jsonl", Collections.nCopies(LINES, "{\"broken"));
    }
    job.await("a first line", () -> job.files("dead") > shown);
    String savepoint = job.stopWithSavepoint();
    assertThat(linesRead(job).values())
        .as("lines read of a file that was read in part")
        .anyMatch(lines -> lines.size() < LINES);
    FolderJob other = job("rescaled", rescaled);
    other.startFrom(savepoint, rules(), "", new Configuration());
    other.await("dead", 1 + FILES * LINES);
    other.drain();

    assertThat(linesRead(other)).hasSize(FILES);
    assertThat(linesRead(other).values())
        .allSatisfy(
            lines -> assertThat(lines).isEqualTo(IntStream.rangeClosed(1, LINES).boxed().toList()));
  }

  private static RuleSet rules() {
    return RuleCalls.ofEveryState(
        both("by_origin", 1).replace("principal.name", "principal.origin"));
  }

  private FolderJob job(String name, int parallelism) throws IOException {
    FolderJob job = new FolderJob(Files.createDirectories(folder.resolve(name)), parallelism);
    jobs.add(job);
    return job;
  }

  private static List<String> records(BiFunction<Kind, String, List<String>> ofOne) {
    return Kind.each()
        .flatMap(kind -> names(kind).flatMap(name -> ofOne.apply(kind, name).stream()))
        .toList();
  }

  private static Stream<String> names(Kind kind) {
    return IntStream.range(0, PRINCIPALS).mapToObj(i -> kind + "-" + i);
  }

  /** The mark is shown by a checkpoint, which has all that stands before the mark. */
  private static void read(FolderJob job, String file, List<String> records, int marks)
      throws Exception {
    job.drop(file, marked(records.toArray(String[]::new)));
    job.await("dead", marks);
  }

  private static Map<String, JsonNode> lastOfEach(FolderJob job) throws IOException {
    Map<String, JsonNode> last = new TreeMap<>();
    for (JsonNode alert : job.documents("alerts")) {
      last.merge(
          alert.at("/mirrorwatch/alert/id").asText(),
          TimelessAlert.of(alert),
          (one, other) -> revision(other) > revision(one) ? other : one);
    }
    return last;
  }

  private static List<String> revisions(FolderJob job) throws IOException {
    return job.documents("alerts").stream()
        .map(alert -> alert.at("/mirrorwatch/alert/id").asText() + " " + revision(alert))
        .sorted()
        .toList();
  }

  private static int revision(JsonNode alert) {
    return alert.at("/mirrorwatch/alert/revision").asInt();
  }

  private static Map<String, List<String>> openByOrigin(FolderJob job) throws IOException {
    return lastOfEach(job).values().stream()
        .filter(alert -> alert.at("/rule/name").asText().equals("by_origin"))
        .filter(alert -> alert.at("/mirrorwatch/alert/status").asText().equals("open"))
        .collect(
            Collectors.toMap(
                alert -> alert.at("/mirrorwatch/principal/origin").asText(),
                alert ->
                    alert.at("/mirrorwatch/stages").findValues("event").stream()
                        .map(event -> event.get("id").asText())
                        .sorted()
                        .toList()));
  }

  private static Map<String, List<String>> pairsByOrigin() {
    return Kind.each()
        .filter(kind -> kind != Kind.STANDS)
        .flatMap(RescaleITCase::names)
        .collect(
            Collectors.toMap(
                name -> Kind.person(name).arn(), name -> List.of(name + "-1", name + "-2")));
  }

  /** Long file to the numbers of its lines that were told, each as often as it was. */
  private static Map<String, List<Integer>> linesRead(FolderJob job) throws IOException {
    return job.documents("dead").stream()
        .filter(letter -> letter.get("origin").asText().contains("long-"))
        .collect(
            Collectors.groupingBy(
                letter -> letter.get("origin").asText().replaceFirst(":\\d+$", ""),
                Collectors.collectingAndThen(
                    Collectors.mapping(
                        letter ->
                            Integer.valueOf(letter.get("origin").asText().replaceFirst(".*:", "")),
                        Collectors.toList()),
                    lines -> lines.stream().sorted().toList())));
  }

  /** What is left of a principal at the savepoint, and what is missing. */
  private enum Kind {
    WAITS {
      @Override
      List<String> before(String who) {
        return List.of(call(who + "-1", who, 1, "key"));
      }

      @Override
      List<String> after(String who) {
        return List.of(call(who + "-2", who, 2, "user"));
      }
    },
    STANDS {
      @Override
      List<String> before(String who) {
        return List.of(call(who + "-1", who, 1, "key"), call(who + "-2", who, 2, "key"));
      }

      @Override
      List<String> after(String who) {
        return List.of(call(who + "-3", who, 3, "key"));
      }
    },
    IS_SUPERSEDED {
      @Override
      List<String> before(String who) {
        return List.of(call(who + "-1", who, 1, "key"), call(who + "-2", who, 2, "user"));
      }

      @Override
      List<String> after(String who) {
        return List.of(call(who + "-3", who, 3, "role"));
      }
    },
    WAITS_FOR_ANSWER {
      @Override
      List<String> before(String who) {
        return List.of(sessionCall(who + "-1", session(who), key(who), 2, "key"));
      }

      @Override
      List<String> after(String who) {
        return List.of(
            answer(who),
            sessionCall(who + "-2", person(who), person(who).accessKeyId(), 3, "user"));
      }
    },
    WAITS_FOR_USE {
      @Override
      List<String> before(String who) {
        return List.of(answer(who));
      }

      @Override
      List<String> after(String who) {
        return List.of(
            sessionCall(who + "-1", session(who), key(who), 2, "key"),
            sessionCall(who + "-2", person(who), person(who).accessKeyId(), 3, "user"));
      }
    },
    WAITS_IN_MIDST_OF_CHAIN {
      @Override
      List<String> before(String who) {
        return List.of(
            answer(who),
            sessionCall(who + "-1", session("second-" + who), key("second-" + who), 2, "key"));
      }

      @Override
      List<String> after(String who) {
        return List.of(
            issue(who + "-i2", session(who), key(who), 1, key("second-" + who)),
            sessionCall(who + "-2", person(who), person(who).accessKeyId(), 3, "user"));
      }
    },
    WAITS_FOR_OTHER_ACCOUNT {
      @Override
      List<String> before(String who) {
        return List.of(
            issueToStranger(who + "-i1", person(who), 1, key(who), "shared-" + who),
            sessionCall(who + "-1", session(who), key(who), 2, "key"));
      }

      @Override
      List<String> after(String who) {
        return List.of(
            issueAbroad(who + "-i2", person(who), 1, "shared-" + who),
            sessionCall(who + "-2", person(who), person(who).accessKeyId(), 3, "user"));
      }
    },
    STANDS_ON_SESSION {
      @Override
      List<String> before(String who) {
        return List.of(
            sessionCall(who + "-1", session(who), key(who), 2, "key"),
            sessionCall(who + "-2", session(who), key(who), 3, "user"));
      }

      @Override
      List<String> after(String who) {
        return List.of(answer(who));
      }
    };

    abstract List<String> before(String who);

    abstract List<String> after(String who);

    static Stream<Kind> each() {
      return Stream.of(values());
    }

    static Caller person(String who) {
      return Caller.user("111122223333", who);
    }

    static Caller session(String who) {
      return Caller.role("111122223333", "role-of-" + who, "run");
    }

    static String key(String who) {
      return "ASIA-" + who;
    }

    static String answer(String who) {
      return issue(who + "-i1", person(who), person(who).accessKeyId(), 1, key(who));
    }
  }
}
