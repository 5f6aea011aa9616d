package dev.mirrorwatch.udfs.format;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class FormatPackageTest {

  @Test
  void formatsArePlainLogicWithoutFlink() {
    noClasses()
        .that()
        .resideInAPackage("dev.mirrorwatch.udfs.format..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(new ClassFileImporter().importPackages("dev.mirrorwatch.udfs.format"));
  }
}
