package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.serving.codec.PredictRequest;
import io.manabi.serving.codec.RequestDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedModelsTest {
  private final ServedModels models = new ServedModels();
  private Path directory;

  @BeforeEach
  void setDirectory(@TempDir Path temporary) {
    directory = temporary;
  }

  @AfterEach
  void unloadAll() {
    models.close();
  }

  private Path halfPlus(float offset) {
    return TestModels.halfPlus(offset, directory.resolve("half-" + offset));
  }

  private static long numberOf(Optional<Lease> lease) {
    try (Lease taken = lease.orElseThrow()) {
      return taken.number();
    }
  }

  @Test
  void servesTheHighestNumberAsLatestAndTheFirstAsDefault() {
    models.load("half", "v1", 1, halfPlus(2));
    models.load("half", "v3", 3, halfPlus(3));
    models.load("half", "v2", 2, halfPlus(4));

    assertThat(numberOf(models.lease("half", ServedModel::leaseLatest))).isEqualTo(3);
    assertThat(numberOf(models.lease("half", ServedModel::leaseDefault))).isEqualTo(1);
    assertThat(numberOf(models.lease("half", served -> served.leaseNumber(2)))).isEqualTo(2);
    assertThat(numberOf(models.lease("half", served -> served.leaseNamed("v2")))).isEqualTo(2);
    assertThat(models.lease("half", served -> served.leaseNumber(4))).isEmpty();
    assertThat(models.lease("other", ServedModel::leaseLatest)).isEmpty();
  }

  @Test
  void changesTheDefault() {
    models.load("half", "v1", 1, halfPlus(2));
    models.load("half", "v2", 2, halfPlus(3));

    models.setDefault("half", "v2");
    assertThat(numberOf(models.lease("half", ServedModel::leaseDefault))).isEqualTo(2);

    models.unload("half", "v2");
    assertThat(models.lease("half", ServedModel::leaseDefault)).isEmpty();
    assertThat(numberOf(models.lease("half", ServedModel::leaseLatest))).isEqualTo(1);
  }

  @Test
  void showsTheStatesOfVersions() {
    models.load("half", "v1", 1, halfPlus(2));
    models.load("half", "v2", 2, halfPlus(3));
    models.unload("half", "v1");

    assertThat(models.statuses("half"))
        .containsExactly(
            new VersionStatus("v2", 2, VersionState.AVAILABLE, Optional.empty()),
            new VersionStatus("v1", 1, VersionState.END, Optional.empty()));
    assertThat(models.statuses("other")).isEmpty();
  }

  @Test
  void loadsAVersionAgainAfterItWasUnloaded() {
    models.load("half", "v1", 1, halfPlus(2));
    models.unload("half", "v1");
    models.load("half", "v1", 1, halfPlus(3));

    assertThat(models.statuses("half")).hasSize(1);
    assertThat(numberOf(models.lease("half", ServedModel::leaseDefault))).isEqualTo(1);
  }

  @Test
  void refusesAVersionThatIsLoadedAlready() {
    models.load("half", "v1", 1, halfPlus(2));

    assertThatThrownBy(() -> models.load("half", "v1", 2, halfPlus(2)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("has a version v1 (number 1) loaded already");
    assertThatThrownBy(() -> models.load("half", "v2", 1, halfPlus(2)))
        .isInstanceOf(ManabiException.class);
  }

  @Test
  void refusesNamesThatNoPathCanHold() {
    assertThatThrownBy(() -> models.load("a/b", "v1", 1, directory))
        .hasMessageContaining("'a/b' cannot name a model");
    assertThatThrownBy(() -> models.load("a", "", 1, directory))
        .hasMessageContaining("cannot name a version");
    assertThatThrownBy(() -> models.load("a", "v1", -1, directory))
        .hasMessageContaining("must not be negative");
  }

  @Test
  void refusesUnknownModelsAndVersions() {
    models.load("half", "v1", 1, halfPlus(2));

    assertThatThrownBy(() -> models.unload("other", "v1"))
        .hasMessage("There is no model other loaded.");
    assertThatThrownBy(() -> models.unload("half", "v2"))
        .hasMessage("Model half has no version v2 that is loaded.");
    assertThatThrownBy(() -> models.setDefault("half", "v2"))
        .hasMessage("Model half has no version v2 that is loaded.");
  }

  @Test
  void saysInOneSentenceThatADirectoryHoldsNoModel() {
    assertThatThrownBy(() -> models.load("half", "v1", 1, directory.resolve("none")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("none holds no SavedModel")
        .extracting(e -> ((ManabiException) e).code())
        .isEqualTo(ErrorCode.USER);

    List<VersionStatus> statuses = models.statuses("half");
    assertThat(statuses).hasSize(1);
    assertThat(statuses.get(0).state()).isEqualTo(VersionState.END);
    assertThat(statuses.get(0).error().orElseThrow()).contains("holds no SavedModel");
  }

  @Test
  void saysInOneSentenceThatAModelIsCorrupt() throws IOException {
    Path corrupt = halfPlus(2);
    byte[] bytes = Files.readAllBytes(corrupt.resolve("saved_model.pb"));
    Files.write(corrupt.resolve("saved_model.pb"), java.util.Arrays.copyOf(bytes, 100));

    assertThatThrownBy(() -> models.load("half", "v1", 1, corrupt))
        .isInstanceOf(ManabiException.class)
        .hasMessageMatching(
            "The SavedModel in [^\n]+ cannot be loaded: [^\n]+; export it again\\.");

    models.load("half", "v1", 1, halfPlus(4));
    assertThat(numberOf(models.lease("half", ServedModel::leaseDefault))).isEqualTo(1);
  }

  @Test
  void unloadsAVersionOnlyAfterItsLastRequest() throws Exception {
    models.load("half", "v1", 1, halfPlus(2));
    CompletableFuture<Void> unloading;
    try (Lease lease = models.lease("half", ServedModel::leaseLatest).orElseThrow()) {
      unloading = CompletableFuture.runAsync(() -> models.unload("half", "v1"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> models.statuses("half").get(0).state() == VersionState.UNLOADING);

      assertThat(models.lease("half", ServedModel::leaseLatest)).isEmpty();
      PredictRequest request =
          RequestDecoder.decode(
              "{\"instances\":[4]}".getBytes(StandardCharsets.UTF_8), lease::signature);
      assertThat(lease.run(request)).containsOnlyKeys("y");
      assertThat(unloading).isNotDone();
    }
    unloading.get(10, TimeUnit.SECONDS);
    assertThat(models.statuses("half").get(0).state()).isEqualTo(VersionState.END);
  }
}
