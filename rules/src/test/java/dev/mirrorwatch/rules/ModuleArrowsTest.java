package dev.mirrorwatch.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModuleArrowsTest {

  private static final String ROOT = "dev.mirrorwatch.rules";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** A stage sees itself, the stages named, and from the root only the files and the issues. */
  private static void seesOnly(String stage, String... others) {
    DescribedPredicate<JavaClass> allowed =
        DescribedPredicate.describe(
            "may be seen by " + stage,
            type -> {
              String name = type.getPackageName();
              if (!name.startsWith(ROOT)) {
                return true;
              }
              boolean shared =
                  type.getName().equals(ROOT + ".RuleFile")
                      || type.getName().startsWith(ROOT + ".RuleIssue")
                      || type.getName().startsWith(ROOT + ".RuleStatus");
              return name.equals(ROOT + "." + stage)
                  || Arrays.stream(others).anyMatch(other -> name.equals(ROOT + "." + other))
                  || shared && !stage.equals("match") && !stage.equals("model");
            });
    classes()
        .that()
        .resideInAPackage(ROOT + "." + stage)
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(CLASSES);
  }

  @Test
  void stagesSeeOnlyTheStagesBeforeThem() {
    seesOnly("match");
    seesOnly("model");
    seesOnly("parse", "model");
    seesOnly("validate", "model");
    seesOnly("compile", "model", "match");
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".explain")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".explain")
        .check(CLASSES);
  }

  @Test
  void yamlStaysInTheParser() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".parse")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void nothingStaticChanges() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }
}
