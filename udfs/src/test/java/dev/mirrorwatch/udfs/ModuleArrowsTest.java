package dev.mirrorwatch.udfs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleArrowsTest {

  private static final String ROOT = "dev.mirrorwatch.udfs";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Functions and what drives FlinkCEP; everything else outside of events is plain logic. */
  private static final Set<String> FLINK =
      Set.of(
          ROOT + ".correlate.CorrelateFunction",
          ROOT + ".state.StateAccess",
          ROOT + ".state.WakeTimer",
          ROOT + ".correlate.KeyedGroupState",
          ROOT + ".correlate.PatternReplay",
          ROOT + ".correlate.SequencePattern",
          ROOT + ".correlate.SequenceVerdict",
          ROOT + ".assemble.AssembleFunction",
          ROOT + ".assemble.KeyedAssemblyState",
          ROOT + ".alert.SupersedeFunction",
          ROOT + ".alert.KeyedFamilyState",
          ROOT + ".risk.ScoreFunction",
          ROOT + ".risk.KeyedFamilyMemory",
          ROOT + ".match.ChainFunction",
          ROOT + ".match.MatchFunction",
          ROOT + ".match.DetectFunction",
          ROOT + ".match.MatchAssembledFunction",
          ROOT + ".match.MatchOutputs",
          ROOT + ".resolve.JoinAnswersFunction",
          ROOT + ".resolve.KeyedKeyState",
          ROOT + ".resolve.KeyedLastWord",
          ROOT + ".resolve.ResolveFunction",
          ROOT + ".resolve.SettleFunction",
          ROOT + ".resolve.Settled",
          ROOT + ".reload.CheckRulesFunction",
          ROOT + ".reload.GatherFilesFunction",
          ROOT + ".reload.RulesInEffect",
          ROOT + ".ingest.NormalizeFunction",
          ROOT + ".ingest.KeyOutputs",
          ROOT + ".ingest.SideOutput",
          ROOT + ".metrics.Tally");

  private static void seesOnly(String name, String... others) {
    Set<String> seen = Set.of(others);
    DescribedPredicate<JavaClass> allowed =
        DescribedPredicate.describe(
            "may be seen by " + name,
            type ->
                !type.getPackageName().startsWith(ROOT)
                    || isIn(type, name)
                    || seen.stream().anyMatch(other -> isIn(type, other)));
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(CLASSES);
  }

  private static boolean isIn(JavaClass type, String name) {
    return (type.getPackageName() + ".").startsWith(ROOT + "." + name + ".");
  }

  @Test
  void packagesSeeOnlyThoseBeforeThem() {
    seesOnly("event");
    seesOnly("state");
    seesOnly("metrics");
    seesOnly("format", "event");
    seesOnly("ingest", "event", "format", "metrics");
    seesOnly("reload", "metrics");
    seesOnly("assemble", "event", "state", "format", "metrics");
    seesOnly("match", "event", "metrics", "ingest", "reload");
    seesOnly("resolve", "event", "state", "metrics", "format", "ingest", "match");
    seesOnly("correlate", "event", "state", "metrics", "reload");
    seesOnly("alert", "event", "state", "metrics", "reload");
    seesOnly("risk", "event", "state", "reload", "alert");
    seesOnly(
        "trial", "event", "format", "assemble", "match", "resolve", "correlate", "alert", "risk");
    seesOnly("why", "event", "match", "correlate", "trial");
  }

  @Test
  void logicIsPlainJava() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "are neither events nor functions",
                type -> !isIn(type, "event") && !FLINK.contains(outermost(type).getName())))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(CLASSES);
  }

  @Test
  void eventsKnowOfFlinkOnlyHowItsTypesAreDescribed() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".event..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are Flink's, type information aside",
                type ->
                    type.getPackageName().startsWith("org.apache.flink")
                        && !type.getPackageName().startsWith("org.apache.flink.api.common.type")
                        && !type.getPackageName().startsWith("org.apache.flink.api.java.type")
                        && !type.getPackageName().startsWith("org.apache.flink.core.memory")
                        && !type.getPackageName()
                            .startsWith("org.apache.flink.api.common.serialization")))
        .check(CLASSES);
  }

  @Test
  void nothingStaticChanges() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?").check(CLASSES);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ModuleArrowsTest::outermost).orElse(type);
  }
}
