package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry does on whatever database; a subclass for each opens it. */
abstract class ModelRegistryContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Path ORIGIN = Path.of("/models/mnist/1");

  @SuppressWarnings("NullAway.Init") // Set before each test.
  ModelRegistry registry;

  abstract ModelRegistry open();

  @BeforeEach
  void openRegistry() {
    registry = open();
  }

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  private Version create(String name) {
    return registry.createVersion("MNIST", name, ORIGIN, "a try");
  }

  private Optional<String> defaultVersion() {
    return registry.findModel("MNIST").orElseThrow().defaultVersion();
  }

  @Test
  void keepsModels() {
    Model mnist = registry.createModel("MNIST", "digits");
    assertThat(mnist.createTime()).isEqualTo(NOW);
    assertThat(mnist.defaultVersion()).isEmpty();
    registry.createModel("CENSUS", "");
    assertThat(registry.models()).extracting(Model::name).containsExactly("CENSUS", "MNIST");
    assertThat(registry.findModel("MNIST")).contains(mnist);
    assertThat(registry.findModel("mnist")).isEmpty();
  }

  @Test
  void makesTheFirstVersionTheDefault() {
    registry.createModel("MNIST", "");
    Version first = create("v1");
    Version second = create("v2");
    assertThat(first)
        .isEqualTo(new Version("MNIST", "v1", 1, ORIGIN, "a try", VersionState.CREATING, NOW));
    assertThat(second.number()).isEqualTo(2);
    assertThat(registry.versions("MNIST")).containsExactly(first, second);
    assertThat(registry.findVersion("MNIST", "v2")).contains(second);
    assertThat(registry.findVersion("MNIST", "v3")).isEmpty();
    assertThat(defaultVersion()).contains("v1");
  }

  @Test
  void makesOnlyAVersionThatCanServeTheDefault() {
    registry.createModel("MNIST", "");
    create("v1");
    create("v2");
    assertThatThrownBy(() -> registry.setDefault("MNIST", "v2"))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Version v2 of model MNIST is CREATING; only a version that is READY can be the"
                + " default.");
    registry.changeState("MNIST", "v2", VersionState.READY);
    registry.setDefault("MNIST", "v2");
    assertThat(defaultVersion()).contains("v2");
  }

  @ParameterizedTest
  @CsvSource({
    "CREATING, false",
    "READY, true",
    "READY DELETING, true",
    "READY CREATING, false",
    "FAILED CREATING READY, true",
    "FAILED READY, false",
    "DELETING READY, false",
  })
  void goesFromStateToStateOnlyAsALifeGoes(String states, boolean allowed) {
    // Each row is a way from CREATING, whose last step is allowed or not.
    registry.createModel("MNIST", "");
    create("v1");
    List<VersionState> way = Stream.of(states.split(" ", -1)).map(VersionState::valueOf).toList();
    VersionState last = way.get(way.size() - 1);
    way.subList(0, way.size() - 1).forEach(each -> registry.changeState("MNIST", "v1", each));
    if (allowed) {
      assertThat(registry.changeState("MNIST", "v1", last).state()).isEqualTo(last);
    } else {
      assertThatThrownBy(() -> registry.changeState("MNIST", "v1", last))
          .isInstanceOf(ManabiException.class)
          .hasMessageEndingWith("and cannot become " + last + ".");
    }
  }

  @Test
  void countsVersionsInEachModelByItself() {
    registry.createModel("A", "");
    registry.createModel("B", "");
    registry.createVersion("A", "v1", ORIGIN, "");
    assertThat(registry.createVersion("B", "v1", ORIGIN, "").number()).isEqualTo(1);
  }

  @Test
  void deletesWhatIsNotInUse() {
    registry.createModel("MNIST", "");
    create("v1");
    create("v2");
    assertThatThrownBy(() -> registry.deleteVersion("MNIST", "v1"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("is the default of model MNIST");
    assertThatThrownBy(() -> registry.deleteModel("MNIST"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("still has versions");

    registry.deleteVersion("MNIST", "v2");
    registry.deleteVersion("MNIST", "v1");
    assertThat(defaultVersion()).isEmpty();
    registry.deleteModel("MNIST");
    assertThat(registry.models()).isEmpty();
  }

  @Test
  void saysWhatIsMissingOrTaken() {
    registry.createModel("MNIST", "");
    create("v1");
    assertThatThrownBy(() -> registry.createModel("MNIST", ""))
        .hasMessageContaining("Model MNIST exists already");
    assertThatThrownBy(() -> create("v1")).hasMessageContaining("has a version v1 already");
    assertThatThrownBy(() -> registry.createVersion("CIFAR", "v1", ORIGIN, ""))
        .hasMessageContaining("There is no model CIFAR");
    assertThatThrownBy(() -> registry.versions("CIFAR"))
        .hasMessageContaining("There is no model CIFAR");
    assertThatThrownBy(() -> registry.setDefault("MNIST", "v9"))
        .hasMessageContaining("Model MNIST has no version v9");
    assertThatThrownBy(() -> registry.deleteVersion("MNIST", "v9"))
        .hasMessageContaining("Model MNIST has no version v9");
    assertThatThrownBy(() -> registry.deleteModel("CIFAR"))
        .hasMessageContaining("There is no model CIFAR");
  }

  @Test
  void givesEachOfManyCallsAtOnceAVersionNumberOfItsOwn() {
    registry.createModel("MNIST", "");
    Set<Long> numbers =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> create("v" + i).number())
            .collect(Collectors.toSet());
    assertThat(numbers).hasSize(40).contains(1L, 40L);
  }

  @Test
  void letsOneOfManyCallsAtOnceCreateAModel() {
    List<String> refusals = new CopyOnWriteArrayList<>();
    IntStream.range(0, 20)
        .parallel()
        .forEach(
            i -> {
              try {
                registry.createModel("MNIST", "");
              } catch (ManabiException e) {
                refusals.add(e.getMessage());
              }
            });
    assertThat(refusals)
        .hasSize(19)
        .containsOnly("Model MNIST exists already; choose another name.");
  }

  @Test
  void saysWhatTheDatabaseCannotTake() {
    assertThatThrownBy(() -> registry.createModel("MNIST", "x".repeat(5000)))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot use the database in ");
    assertThat(registry.models()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1v", "a-b", "a/b", "a:b", "ä", "a b"})
  void refusesNamesThatNoUrlOrClientTakes(String name) {
    assertThatThrownBy(() -> registry.createModel(name, ""))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("cannot name a model");
  }
}
