package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    Version first = registry.createVersion("MNIST", "v1", ORIGIN);
    Version second = registry.createVersion("MNIST", "v2", ORIGIN);
    assertThat(first).isEqualTo(new Version("MNIST", "v1", 1, ORIGIN, NOW));
    assertThat(second.number()).isEqualTo(2);
    assertThat(registry.versions("MNIST")).containsExactly(first, second);
    assertThat(registry.findModel("MNIST").orElseThrow().defaultVersion()).contains("v1");

    registry.setDefault("MNIST", "v2");
    assertThat(registry.findModel("MNIST").orElseThrow().defaultVersion()).contains("v2");
  }

  @Test
  void countsVersionsInEachModelByItself() {
    registry.createModel("A", "");
    registry.createModel("B", "");
    registry.createVersion("A", "v1", ORIGIN);
    assertThat(registry.createVersion("B", "v1", ORIGIN).number()).isEqualTo(1);
  }

  @Test
  void deletesWhatIsNotInUse() {
    registry.createModel("MNIST", "");
    registry.createVersion("MNIST", "v1", ORIGIN);
    registry.createVersion("MNIST", "v2", ORIGIN);
    assertThatThrownBy(() -> registry.deleteVersion("MNIST", "v1"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("is the default of model MNIST");
    assertThatThrownBy(() -> registry.deleteModel("MNIST"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("still has versions");

    registry.deleteVersion("MNIST", "v2");
    registry.deleteVersion("MNIST", "v1");
    assertThat(registry.findModel("MNIST").orElseThrow().defaultVersion()).isEmpty();
    registry.deleteModel("MNIST");
    assertThat(registry.models()).isEmpty();
  }

  @Test
  void saysWhatIsMissingOrTaken() {
    registry.createModel("MNIST", "");
    registry.createVersion("MNIST", "v1", ORIGIN);
    assertThatThrownBy(() -> registry.createModel("MNIST", ""))
        .hasMessageContaining("Model MNIST exists already");
    assertThatThrownBy(() -> registry.createVersion("MNIST", "v1", ORIGIN))
        .hasMessageContaining("has a version v1 already");
    assertThatThrownBy(() -> registry.createVersion("CIFAR", "v1", ORIGIN))
        .hasMessageContaining("There is no model CIFAR");
    assertThatThrownBy(() -> registry.versions("CIFAR"))
        .hasMessageContaining("There is no model CIFAR");
    assertThatThrownBy(() -> registry.setDefault("MNIST", "v9"))
        .hasMessageContaining("Model MNIST has no version v9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1v", "a-b", "a/b", "a:b", "ä", "a b"})
  void refusesNamesThatNoUrlOrClientTakes(String name) {
    assertThatThrownBy(() -> registry.createModel(name, ""))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("cannot name a model");
  }
}
