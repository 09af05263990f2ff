package io.manabi.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.prediction.ModelReference.Default;
import io.manabi.prediction.ModelReference.Latest;
import io.manabi.prediction.ModelReference.Named;
import io.manabi.prediction.ModelReference.Numbered;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.StringTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.error.Code;

class ServedModelsTest {
  /** As far as its head. */
  private static final byte[] PNG_OF_2_BY_3 =
      HexFormat.of().parseHex("89504e470d0a1a0a0000000d494844520000000200000003080000000000000000");

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

  private long numberOf(ModelReference.Choice choice) {
    try (Lease taken = models.lease(new ModelReference("half", choice))) {
      return taken.number();
    }
  }

  private void assertNone(String model, ModelReference.Choice choice) {
    assertThatThrownBy(() -> models.lease(new ModelReference(model, choice)))
        .isInstanceOfSatisfying(
            PredictionFailure.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }

  @Test
  void servesTheHighestNumberAsLatestAndTheFirstAsDefault() {
    models.load("half", "v1", 1, halfPlus(2));
    models.load("half", "v3", 3, halfPlus(3));
    models.load("half", "v2", 2, halfPlus(4));

    assertThat(numberOf(new Latest())).isEqualTo(3);
    assertThat(numberOf(new Default())).isEqualTo(1);
    assertThat(numberOf(new Numbered(2))).isEqualTo(2);
    assertThat(numberOf(new Named("v2"))).isEqualTo(2);
    assertNone("half", new Numbered(4));
    assertNone("other", new Latest());
  }

  @Test
  void changesTheDefault() {
    models.load("half", "v1", 1, halfPlus(2));
    models.load("half", "v2", 2, halfPlus(3));

    models.setDefault("half", "v2");
    assertThat(numberOf(new Default())).isEqualTo(2);

    models.unload("half", "v2");
    assertNone("half", new Default());
    assertThat(numberOf(new Latest())).isEqualTo(1);
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
    assertThat(numberOf(new Default())).isEqualTo(1);
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
    assertThat(statuses.get(0).error().orElseThrow().message()).contains("holds no SavedModel");
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
    assertThat(numberOf(new Default())).isEqualTo(1);
  }

  @Test
  void unloadsAVersionOnlyAfterItsLastRequest() throws Exception {
    models.load("half", "v1", 1, halfPlus(2));
    CompletableFuture<Void> unloading;
    try (Lease lease = models.lease(ModelReference.latest("half"))) {
      unloading = CompletableFuture.runAsync(() -> models.unload("half", "v1"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> models.statuses("half").get(0).state() == VersionState.UNLOADING);

      assertNone("half", new Latest());
      FlatTensor x = new NumberTensor(DataType.DT_FLOAT, Shape.of(1), new byte[4]);
      assertThat(
              lease.predict("", Map.of("x", x), List.of(), Deadline.after(Duration.ofSeconds(10))))
          .succeedsWithin(Duration.ofSeconds(10))
          .satisfies(outputs -> assertThat(outputs).containsOnlyKeys("y"));
      assertThat(unloading).isNotDone();
    }
    unloading.get(10, TimeUnit.SECONDS);
    assertThat(models.statuses("half").get(0).state()).isEqualTo(VersionState.END);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closesALeaseAfterWorkThatIsCancelled() {
    models.load("half", "v1", 1, halfPlus(2));
    Lease lease = models.lease(ModelReference.latest("half"));
    assertThat(lease.closeAfter(new CompletableFuture<>()).cancel(true)).isTrue();
    models.unload("half", "v1");
    assertThat(models.statuses("half").get(0).state()).isEqualTo(VersionState.END);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void keepsAVersionLoadedForARequestWhoseLeaseWasClosedOrWhoseAnswerWasCancelled()
      throws Exception {
    models.load("endless", "v1", 1, TestModels.endless(directory.resolve("endless")));
    Lease lease = models.lease(ModelReference.latest("endless"));
    CompletableFuture<CompletableFuture<Map<String, FlatTensor>>> running =
        new CompletableFuture<>();
    Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(1));
    Deadline deadline = Deadline.after(Duration.ofSeconds(2));
    // One that runs on a thread of its own, and one behind it for each further processor and more.
    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      new Thread(() -> running.complete(lease.predict("wait", x, List.of(), deadline))).start();
    }
    CompletableFuture<Map<String, FlatTensor>> queued = running.get(20, TimeUnit.SECONDS);
    queued.cancel(true);
    lease.close();
    models.unload("endless", "v1");

    assertThat(deadline.isOver()).as("unloaded only after all runs have ended").isTrue();
    assertThatThrownBy(() -> lease.predict("", x, List.of(), deadline))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the lease is closed");
  }

  @Test
  void refusesPicturesAboveTheSizeThatItIsTold() {
    ModelOptions usual = ModelOptions.DEFAULT;
    ModelOptions options =
        new ModelOptions(usual.batching(), usual.warmUp(), usual.listeners(), usual.load(), 5);
    FlatTensor picture = new StringTensor(Shape.of(1), new byte[][] {PNG_OF_2_BY_3});
    try (ServedModels small = new ServedModels(options)) {
      small.load("MNIST", "v1", 1, TestModels.classifier(directory.resolve("mnist")));
      Lease lease = small.lease(ModelReference.latest("MNIST"));

      assertThatThrownBy(
              () ->
                  lease
                      .predict(
                          "drawing",
                          Map.of("image_bytes", picture),
                          List.of(),
                          Deadline.after(Duration.ofMinutes(1)))
                      .join())
          .hasMessageContaining(
              "Input \"image_bytes\" has a picture of 6 pixels; at most 5 are decoded");
      lease.close();
    }
  }
}
