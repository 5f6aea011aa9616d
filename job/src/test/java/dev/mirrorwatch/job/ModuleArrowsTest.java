package dev.mirrorwatch.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModuleArrowsTest {

  private static final String ROOT = "dev.mirrorwatch.job";
  private static final JavaClasses JOB =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.mirrorwatch");

  private static void doesNotSee(String from, String... others) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(JOB);
  }

  @Test
  void packagesSeeOnlyWhatStandsBeforeThem() {
    doesNotSee(ROOT + ".config..", ROOT, ROOT + ".source..", ROOT + ".sink..", ROOT + ".cli..");
    doesNotSee(ROOT + ".source..", ROOT + ".sink..", ROOT + ".cli..");
    doesNotSee(ROOT + ".sink..", ROOT + ".source..", ROOT + ".cli..");
    doesNotSee(ROOT, ROOT + ".cli..");
    doesNotSee(ROOT + ".sink.elasticsearch..", ROOT, ROOT + ".config..");
  }

  @Test
  void thePipelineKnowsNoConnector() {
    noClasses()
        .that()
        .haveSimpleName("CorrelationPipeline")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink.connector..",
            "org.apache.kafka..",
            "co.elastic..",
            ROOT + ".source..",
            ROOT + ".sink..",
            ROOT + ".config..")
        .check(JOB);
  }

  @Test
  void nothingStaticChanges() {
    // The compiler's own tables for switches on enums are not final.
    fields().that().areStatic().and().haveNameNotStartingWith("$").should().beFinal().check(ALL);
  }

  @Test
  void onlyTheCommandLineAndTheConsoleSinkPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".cli..", "dev.mirrorwatch.test..")
        .and()
        .resideInAnyPackage(ROOT + "..", "dev.mirrorwatch.rules..", "dev.mirrorwatch.udfs..")
        .and()
        .doNotHaveSimpleName("ConsoleSink")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }

  @Test
  void namesSayWhatAClassDoes() {
    noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?").check(ALL);
  }
}
