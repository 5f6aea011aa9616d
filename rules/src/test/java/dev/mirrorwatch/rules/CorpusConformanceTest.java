package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Public rules against the loader: {@code mvn -pl rules -Pconformance -Dcorpus.dir=FOLDER test}.
 * The folder holds {@code sigmahq/rules}, a copy of SigmaHQ's rule folder or a part of it, and
 * {@code sigma-schema/examples}, the documents that the specification's schemas are tested with.
 */
@Tag("conformance")
class CorpusConformanceTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();
  private static final List<String> CLOUD =
      List.of("cloud/aws/", "cloud/azure/", "cloud/gcp/", "network/cisco/");

  /** Folders whose rules are all for sources that run. */
  private static final List<String> RUNNING =
      List.of("cloud/aws/", "cloud/azure/activity_logs/", "cloud/gcp/audit/", "network/cisco/");

  /** Rules of the corpus that ask for a field which no log has, and what is said about them. */
  private static final Map<String, String> ASKED_IN_VAIN =
      Map.of("aws_delete_saml_provider", "events of aws/cloudtrail have no field 'status'");

  /** Rules of the corpus that we refuse, by path below the rule folder, and why that is right. */
  private static final Map<String, String> REFUSED_FOR_A_REASON = Map.of();

  private static Path corpus() {
    return Path.of(System.getProperty("corpus.dir"));
  }

  private static List<RuleFile> filesBelow(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<RuleFile> files = new ArrayList<>();
      for (Path path : paths.filter(path -> path.toString().endsWith(".yml")).sorted().toList()) {
        files.add(new RuleFile(folder.relativize(path).toString(), Files.readString(path)));
      }
      return files;
    }
  }

  @Test
  void everyPublicRuleRunsOrLiesIdleForAStatedReason() throws IOException {
    List<RuleFile> files = filesBelow(corpus().resolve("sigmahq/rules"));
    // Alone, so that a fault of one file is not a fault of another.
    List<RuleStatus> statuses =
        files.stream().flatMap(file -> LOADER.report(List.of(file)).rules().stream()).toList();
    System.out.println(table(statuses));
    assertThat(statuses).hasSizeGreaterThanOrEqualTo(files.size()).isNotEmpty();

    List<RuleStatus> refused =
        statuses.stream().filter(s -> s.status() == RuleStatus.Status.REFUSED).toList();
    assertThat(refused).filteredOn(s -> CLOUD.stream().anyMatch(s.file()::startsWith)).isEmpty();
    assertThat(refused)
        .allSatisfy(
            status ->
                assertThat(REFUSED_FOR_A_REASON).containsEntry(status.file(), status.reason()));
    for (String folder : RUNNING) {
      assertThat(statuses)
          .filteredOn(s -> s.file().startsWith(folder))
          .as(folder)
          .isNotEmpty()
          .allMatch(s -> s.status() == RuleStatus.Status.ACTIVE);
    }
    assertThat(statuses)
        .filteredOn(s -> s.status() == RuleStatus.Status.INACTIVE)
        .allMatch(s -> s.reason().startsWith("no running log source delivers "));
  }

  @Test
  void allPublicRulesTogetherMakeOneRuleSet() throws IOException {
    List<RuleFile> files = filesBelow(corpus().resolve("sigmahq/rules"));
    RuleSet rules = LOADER.load(files);
    assertThat(rules.detections().size() + rules.inactive().size())
        .isGreaterThanOrEqualTo(files.size());
  }

  /** A rule that asks for a field which no event has would run and never match. */
  @Test
  void everyFieldOfAPublicRuleIsOneOfItsSource() throws IOException {
    List<RuleFile> files =
        filesBelow(corpus().resolve("sigmahq/rules")).stream()
            .filter(file -> RUNNING.stream().anyMatch(file.name()::startsWith))
            .toList();
    assertThat(LOADER.check(files))
        .filteredOn(issue -> issue.id().equals("MW-UNKNOWN-FIELD"))
        .extracting(RuleIssue::message)
        .containsExactlyInAnyOrderElementsOf(ASKED_IN_VAIN.values());
  }

  /** Valid examples only: the specification has no folder of invalid ones. */
  @Test
  void theExamplesOfTheSpecificationAreJudgedAsTheirFolderSays() throws IOException {
    List<RuleFile> examples = filesBelow(corpus().resolve("sigma-schema/examples/schema"));
    assertThat(examples).isNotEmpty();
    for (RuleFile example : examples) {
      List<RuleIssue> errors =
          LOADER.check(List.of(example)).stream()
              .filter(RuleIssue::isError)
              .filter(issue -> !issue.id().equals("MW-UNKNOWN-RULE"))
              .toList();
      System.out.println(example.name() + ": " + (errors.isEmpty() ? "accepted" : errors));
      assertThat(errors).as(example.name()).isEmpty();
    }
  }

  private static String table(List<RuleStatus> statuses) {
    Map<String, Integer> counts = new TreeMap<>();
    for (RuleStatus status : statuses) {
      String reason = status.reason() == null ? "" : ": " + status.reason();
      counts.merge(status.status() + reason, 1, Integer::sum);
    }
    StringBuilder table = new StringBuilder(statuses.size() + " rules\n");
    counts.forEach((what, count) -> table.append("%5d  %s%n".formatted(count, what)));
    return table.toString();
  }
}
