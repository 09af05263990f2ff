package io.manabi.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.op.Ops;

/** Holds the directions, homes and shapes that ARCHITECTURE.md tells. */
class ArchitectureTest {
  private static final int MAX_SUB_PACKAGES = 7;

  /**
   * The command has one for each noun that it has verbs for, training a room for each thing that
   * one looks for.
   */
  private static final Map<String, Integer> MAX_SUB_PACKAGES_OF =
      Map.of("io.manabi.cli", 9, "io.manabi.training", 13);

  private static final int MAX_PARAMETERS = 7;

  /** Packages of messages, whose classes nobody writes. */
  private static final Set<String> GENERATED =
      Set.of(
          "io.manabi.core.example",
          "io.manabi.gateway.answers",
          "io.manabi.transform.accumulators",
          "io.manabi.serving.apis",
          "io.manabi.serving.inference");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.manabi");

  /** The modules, from the lowest on, each with those that it may use; the command may use all. */
  private static final String[][] MODULES = {
    {"core"},
    {"transform", "core"},
    {"pipelines", "core", "transform"},
    {"training", "core", "transform"},
    {"store", "core"},
    {"jobs", "core"},
    {"registry", "core", "store"},
    {"prediction", "core"},
    {"web", "core"},
    {"serving", "core", "prediction", "web"},
    {"gateway", "core", "web"},
    {"control", "core", "store", "jobs", "registry", "web"},
    {"samples", "core", "transform", "pipelines", "training"},
  };

  @Test
  void dependenciesGoDownOnly() {
    Architectures.LayeredArchitecture layers =
        Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("io.manabi.cli..");
    for (String[] module : MODULES) {
      layers = layers.layer(module[0]).definedBy("io.manabi." + module[0] + "..");
    }
    for (String[] module : MODULES) {
      String[] below = Arrays.copyOfRange(module, 1, module.length);
      layers =
          below.length == 0
              ? layers.whereLayer(module[0]).mayNotAccessAnyLayer()
              : layers.whereLayer(module[0]).mayOnlyAccessLayers(below);
    }
    layers
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.manabi.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** A heavy library has its homes; nobody else imports it. */
  @ParameterizedTest
  @CsvSource({
    "org.tensorflow..,transform|training|prediction|serving|samples",
    "org.bytedeco..,transform|training|prediction",
    "org.apache.beam..,pipelines",
    "com.dynatrace.hash4j..,pipelines",
    "it.unimi.dsi..,pipelines",
    "io.pebbletemplates..,pipelines",
    "org.apache.parquet..,pipelines",
    "org.apache.hadoop..,pipelines",
    "com.linecorp.armeria..,web|serving|gateway|control",
    "io.netty..,web|serving|gateway|control",
    "io.micrometer..,web|serving|gateway",
    "io.prometheus..,web|serving",
    "io.opentelemetry..,web|serving",
    "com.nimbusds..,web|serving",
    "io.grpc..,serving",
    "io.github.bucket4j..,gateway",
    "com.fasterxml.jackson.dataformat..,gateway|cli",
    "org.apache.commons.compress..,cli",
    "java.sql..,store|registry|control",
    "javax.sql..,store",
    "org.jdbi..,store|registry|control",
    "org.flywaydb..,store",
    "com.zaxxer..,store",
    "picocli..,cli",
    "ch.qos.logback..,cli",
  })
  void aHeavyLibraryStaysInItsHome(String library, String homes) {
    String[] packages =
        java.util.Arrays.stream(homes.split("\\|", -1))
            .map(home -> "io.manabi." + home + "..")
            .toArray(String[]::new);
    noClasses()
        .that(are(not(resideInAnyPackage(packages))))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .check(CLASSES);
  }

  /** There, {@code AnalyzerMergeTest} walks them all. */
  @Test
  void analyzersLiveInTransform() {
    classes()
        .that()
        .areAssignableTo("io.manabi.transform.Analyzer")
        .should()
        .resideInAPackage("io.manabi.transform..")
        .check(CLASSES);
  }

  /** Tasks may run anywhere; that some are processes of this machine is known to their package. */
  @Test
  void onlyTheProcessProvisionerKnowsProcesses() {
    noClasses()
        .that()
        .resideInAPackage("io.manabi.jobs..")
        .and()
        .resideOutsideOfPackage("io.manabi.jobs.processes")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Process.class, ProcessHandle.class, ProcessBuilder.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.manabi.jobs.processes")
        .check(CLASSES);
  }

  @Test
  void enginesHaveNoHttpServer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.manabi.core..",
            "io.manabi.transform..",
            "io.manabi.pipelines..",
            "io.manabi.training..",
            "io.manabi.store..",
            "io.manabi.jobs..",
            "io.manabi.registry..",
            "io.manabi.prediction..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.linecorp.armeria..", "com.sun.net.httpserver..", "java.net.http..")
        .check(CLASSES);
  }

  /** Names that TensorFlow's Java library makes have the digits of the machine's language. */
  @Test
  void graphsAreBuiltInEveryLanguage() {
    noClasses()
        .should()
        .callMethod(Ops.class, "create", ExecutionEnvironment.class)
        .orShould()
        .callMethod(Ops.class, "create")
        .check(CLASSES);
  }

  @Test
  void aModuleHasFewPackagesOneLevelDeep() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(each -> packages.add(each.getPackageName()));
    assertThat(packages).allSatisfy(name -> assertThat(name.split("\\.", -1)).hasSizeBetween(3, 4));
    packages.stream()
        .filter(name -> name.split("\\.", -1).length == 3)
        .forEach(
            module ->
                assertThat(
                        packages.stream()
                            .filter(name -> name.startsWith(module + "."))
                            .filter(name -> !GENERATED.contains(name)))
                    .as("sub-packages of %s", module)
                    .hasSizeLessThanOrEqualTo(
                        MAX_SUB_PACKAGES_OF.getOrDefault(module, MAX_SUB_PACKAGES)));
  }

  @Test
  void everyPackageIsNullMarked() {
    classes().should(liveInANullMarkedPackage()).check(CLASSES);
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a package that is @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!GENERATED.contains(item.getPackageName())
            && !item.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(SimpleConditionEvent.violated(item, item.getPackageName() + " is not"));
        }
      }
    };
  }

  @Test
  void namesSayWhatAClassDoes() {
    noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)").check(CLASSES);
  }

  @Test
  void methodsHaveFewParameters() {
    methods()
        .that()
        .areDeclaredInClassesThat(are(not(resideInAnyPackage(GENERATED.toArray(new String[0])))))
        .and(describe("are written by hand", (JavaMethod method) -> !isGenerated(method)))
        .should(haveFewParameters())
        .check(CLASSES);
  }

  private static boolean isGenerated(JavaMethod method) {
    return method.getName().startsWith("lambda$")
        || method.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC);
  }

  private static ArchCondition<JavaMethod> haveFewParameters() {
    return new ArchCondition<>("have at most " + MAX_PARAMETERS + " parameters") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        int count = method.getParameters().size();
        if (count > MAX_PARAMETERS) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName() + " has " + count));
        }
      }
    };
  }
}
