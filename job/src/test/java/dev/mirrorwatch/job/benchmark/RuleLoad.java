package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.rules.RuleSetLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What is looked for.
 *
 * @param shipped whether Mirrorwatch runs all rules that come with it; the others know the staging
 *     only
 * @param others rules on single calls that no record is
 * @param stagings correlations on the four stages of a staging, all alike
 */
public record RuleLoad(boolean shipped, int others, int stagings) {

  /** All that comes with Mirrorwatch; the others know the staging only. */
  static final RuleLoad SHIPPED = new RuleLoad(true, 0, 1);

  /** The staging only. */
  public static final RuleLoad ONLY_STAGING = new RuleLoad(false, 0, 1);

  private static final String STAGING = "aws_tm_staging";
  private static final String STAGING_ID = "ef4378f3-fc48-4a3d-b09a-dcf3e78d1029";
  private static final List<String> STAGES =
      List.of("aws_tm_target", "aws_tm_filter", "aws_tm_filter_rule", "aws_tm_session");

  /** For engines where a rule is code. */
  List<OtherRule> otherRules() {
    return IntStream.range(0, others).mapToObj(OtherRule::of).toList();
  }

  /** For Mirrorwatch. */
  public List<RuleFile> files() {
    List<RuleFile> all = new RuleSetLoader().shipped();
    List<RuleFile> files = new ArrayList<>(shipped ? all : List.of());
    if (!shipped) {
      STAGES.forEach(stage -> files.add(named(all, stage)));
      String bare = bare(named(all, STAGING).text());
      files.add(new RuleFile(STAGING + ".yml", bare));
      for (int i = 1; i < stagings; i++) {
        String name = STAGING + "_" + i;
        files.add(
            new RuleFile(
                name + ".yml",
                bare.replace(STAGING_ID, id(name))
                    .replace("name: " + STAGING, "name: " + name)
                    .replaceFirst("title: .*", "title: " + name)));
      }
    }
    otherRules()
        .forEach(
            rule -> files.add(new RuleFile(rule.name() + ".yml", rule.sigma(id(rule.name())))));
    return files;
  }

  private static RuleFile named(List<RuleFile> files, String name) {
    return files.stream()
        .filter(file -> file.name().endsWith("/" + name + ".yml"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no shipped rule is named " + name));
  }

  /** Without the keys that refer to rules which are not there. */
  private static String bare(String rule) {
    return rule.replaceAll("(?m)^  supersedes: .*\n", "")
        .replaceAll("(?ms)^  risk:\n.*?(?=^  guide:)", "");
  }

  private static String id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
