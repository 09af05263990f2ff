package io.manabi.prediction.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.ManabiException;
import io.manabi.prediction.Lease;
import io.manabi.prediction.ModelOptions;
import io.manabi.prediction.ModelReference;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.TestModels;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import io.manabi.prediction.batching.RunListener;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.error.Code;

@Timeout(120)
class ModelWatcherTest {
  private static final Deadline LATE = Deadline.after(Duration.ofHours(1));

  @TempDir private Path temporary;
  private final AtomicInteger warmUps = new AtomicInteger();

  /** Versions that fail when they are warmed up, by what their paths end with, and how. */
  private volatile Map<String, RuntimeException> failing = Map.of();

  private final ServedModels models =
      new ServedModels(
          new ModelOptions(
              directory -> Optional.empty(),
              (model, directory) -> warmUp(directory),
              (model, version) -> RunListener.NONE,
              LoadOptions.DEFAULT,
              1000));
  private volatile List<ModelConfig> configs = List.of();
  private final ModelWatcher watcher = watcher(false);
  private Path base;

  @BeforeEach
  void setBase() {
    base = temporary.resolve("half");
    watch(new VersionPolicy.Latest(1), Map.of());
  }

  @AfterEach
  void close() {
    watcher.close();
    models.close();
  }

  private ModelWatcher watcher(boolean labelsBeforeLoad) {
    return new ModelWatcher(
        models,
        new WatchOptions(Duration.ofHours(1), 0, Duration.ZERO, labelsBeforeLoad),
        () -> configs);
  }

  private void warmUp(Path directory) {
    warmUps.incrementAndGet();
    failing.forEach(
        (end, failure) -> {
          if (directory.endsWith(end)) {
            throw failure;
          }
        });
  }

  private void watch(VersionPolicy policy, Map<String, Long> labels) {
    configs = List.of(new ModelConfig("half", base, policy, labels));
  }

  private void write(int... versions) {
    for (int version : versions) {
      TestModels.halfPlus(version, base.resolve("" + version));
    }
  }

  private List<Long> available() {
    return models.statuses("half").stream()
        .filter(status -> status.state() == VersionState.AVAILABLE)
        .map(VersionStatus::number)
        .sorted()
        .toList();
  }

  private VersionStatus status(long version) {
    return models.statuses("half").stream()
        .filter(status -> status.number() == version)
        .findFirst()
        .orElseThrow();
  }

  private Code leaseFailure(ModelReference.Choice choice) {
    try (Lease lease = models.lease(new ModelReference("half", choice))) {
      throw new AssertionError("leased version " + lease.number());
    } catch (PredictionFailure e) {
      return e.code();
    }
  }

  private long leased(ModelReference.Choice choice) {
    try (Lease lease = models.lease(new ModelReference("half", choice))) {
      return lease.number();
    }
  }

  @Test
  void servesTheVersionsOfThePolicy() throws IOException {
    write(1, 2, 10);
    Files.createDirectories(base.resolve("new"));
    watcher.look();
    assertThat(available()).containsExactly(10L);

    watch(new VersionPolicy.Latest(2), Map.of());
    watcher.look();
    assertThat(available()).containsExactly(2L, 10L);

    watch(new VersionPolicy.Specific(List.of(1L, 7L)), Map.of());
    watcher.look();
    assertThat(available()).containsExactly(1L);
    assertThat(leased(new ModelReference.Default())).isEqualTo(1);

    watch(new VersionPolicy.All(), Map.of());
    watcher.look();
    assertThat(available()).containsExactly(1L, 2L, 10L);
    assertThat(leased(new ModelReference.Default())).isEqualTo(10);
  }

  @Test
  void aHalfCopiedVersionReplacesNoGoodOneAndIsTriedAgainWhenItsFilesChange() throws IOException {
    write(1);
    watcher.look();
    Files.createDirectories(base.resolve("2"));
    watcher.look();
    assertThat(available()).containsExactly(1L);
    assertThat(status(2).error().orElseThrow().message()).contains("holds no SavedModel");

    byte[] whole =
        Files.readAllBytes(
            TestModels.halfPlus(2, temporary.resolve("2")).resolve("saved_model.pb"));
    Files.write(base.resolve("2/saved_model.pb"), Arrays.copyOf(whole, 100));
    watcher.look();
    assertThat(available()).containsExactly(1L);
    assertThat(status(2).error().orElseThrow().message()).contains("cannot be loaded");

    Files.write(base.resolve("2/saved_model.pb"), whole);
    watcher.look();
    assertThat(available()).containsExactly(2L);
    assertThat(status(2).error()).isEmpty();
  }

  @Test
  void triesABrokenVersionAgainOnlyWhenItsFilesChangeBehindLinksToo() throws IOException {
    Path elsewhere = TestModels.halfPlus(1, temporary.resolve("elsewhere"));
    Files.createDirectories(elsewhere.resolve("variables"));
    Files.createDirectories(base);
    Files.createSymbolicLink(base.resolve("1"), elsewhere);
    failing = Map.of("1", ManabiException.user("The warm-up failed."));
    watcher.look();
    watcher.look();
    assertThat(warmUps).hasValue(1);
    assertThat(status(1).error().orElseThrow().message()).isEqualTo("The warm-up failed.");

    failing = Map.of();
    Files.write(elsewhere.resolve("variables/more"), new byte[] {1});
    watcher.look();
    assertThat(available()).containsExactly(1L);
  }

  @Test
  void ofTheLatestVersionsABrokenOneReplacesNone() {
    watch(new VersionPolicy.Latest(2), Map.of());
    write(1, 2);
    watcher.look();
    write(3);
    failing = Map.of("3", ManabiException.user("The warm-up failed."));
    watcher.look();
    assertThat(available()).containsExactly(1L, 2L);

    write(4);
    watcher.look();
    assertThat(available()).containsExactly(2L, 4L);
  }

  @Test
  void whatFailsUnexpectedlyStopsNoOtherModel() {
    write(1);
    Path other = temporary.resolve("other");
    TestModels.halfPlus(1, other.resolve("1"));
    failing = Map.of("half/1", new IllegalStateException("unexpected"));
    configs =
        List.of(
            configs.get(0), new ModelConfig("other", other, new VersionPolicy.Latest(1), Map.of()));
    watcher.look();

    assertThat(status(1).state()).isEqualTo(VersionState.END);
    VersionStatus.Failure error = status(1).error().orElseThrow();
    assertThat(error.code()).isEqualTo(Code.INTERNAL);
    assertThat(error.message()).contains("half/1", "unexpected");
    try (Lease lease = models.lease(ModelReference.latest("other"))) {
      assertThat(lease.number()).isEqualTo(1);
    }
  }

  @Test
  void labelsStandForVersionsThatAnswer() {
    write(1);
    watch(new VersionPolicy.All(), Map.of("stable", 1L, "canary", 2L));
    watcher.look();
    assertThat(leased(new ModelReference.Label("stable"))).isEqualTo(1);
    assertThat(leaseFailure(new ModelReference.Label("canary"))).isEqualTo(Code.INVALID_ARGUMENT);

    write(2);
    watch(new VersionPolicy.Latest(1), Map.of("stable", 1L, "canary", 2L));
    watcher.look();
    assertThat(leased(new ModelReference.Label("canary"))).isEqualTo(2);
    assertThat(leaseFailure(new ModelReference.Label("stable"))).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void labelsStandForVersionsToComeIfAllowed() {
    write(1);
    watch(new VersionPolicy.All(), Map.of("stable", 1L, "canary", 2L));
    try (ModelWatcher allowing = watcher(true)) {
      allowing.look();
      assertThat(leased(new ModelReference.Label("stable"))).isEqualTo(1);
      assertThat(models.labelled("half", "canary")).isEqualTo(2);
      assertThat(leaseFailure(new ModelReference.Label("canary"))).isEqualTo(Code.NOT_FOUND);
      write(2);
      allowing.look();
      assertThat(leased(new ModelReference.Label("canary"))).isEqualTo(2);
    }
  }

  @Test
  void unloadsWhatIsNotConfiguredAnyMore() {
    write(1);
    watcher.look();
    configs = List.of();
    watcher.look();
    assertThat(status(1).state()).isEqualTo(VersionState.END);
    assertThat(leaseFailure(new ModelReference.Latest())).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void whatCannotBeReadLeavesWhatIsServed() throws IOException {
    write(1);
    watcher.look();
    Files.move(base, temporary.resolve("moved"));
    watcher.look();
    assertThat(available()).containsExactly(1L);

    try (ModelWatcher unreadable =
        new ModelWatcher(
            models,
            new WatchOptions(Duration.ZERO, 0, Duration.ZERO, false),
            () -> {
              throw ManabiException.user("The file is broken.");
            })) {
      unreadable.look();
    }
    assertThat(available()).containsExactly(1L);
  }

  @Test
  void waitsForRequestsWithoutHoldingOthersUp() {
    write(1);
    watcher.look();
    try (Lease lease = models.lease(ModelReference.latest("half"))) {
      write(2);
      watcher.look();
      watcher.look();
      write(3);
      watcher.look();

      assertThat(available()).containsExactly(3L);
      assertThat(status(2).state()).isEqualTo(VersionState.END);
      assertThat(status(1).state()).isEqualTo(VersionState.UNLOADING);
      assertThat(y(lease, 2)).isEqualTo(2);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> status(1).state() == VersionState.END);
  }

  private static float y(Lease lease, float x) {
    Map<String, FlatTensor> outputs =
        lease.predict("", Map.of("x", TestTensors.floats(x)), List.of(), LATE).join();
    return TestTensors.floatsOf(outputs.get("y")).get(0);
  }

  @Test
  void aSwapUnderLoadLosesNoRequest() throws Exception {
    write(1, 2);
    watch(new VersionPolicy.Specific(List.of(1L)), Map.of("stable", 1L));
    watcher.look();
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    List<ModelReference.Choice> choices =
        List.of(
            new ModelReference.Latest(),
            new ModelReference.Default(),
            new ModelReference.Label("stable"),
            new ModelReference.Latest());
    for (ModelReference.Choice choice : choices) {
      clients.add(
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  try (Lease lease = models.lease(new ModelReference("half", choice))) {
                    assertThat(y(lease, 2)).isEqualTo(1f + lease.number());
                    answers.incrementAndGet();
                  }
                }
              },
              task -> new Thread(task).start()));
    }
    for (long swap = 0; swap < 20; swap++) {
      int before = answers.get();
      watch(new VersionPolicy.Specific(List.of(2 - swap % 2)), Map.of("stable", 2 - swap % 2));
      watcher.look();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> answers.get() > before + 20);
      assertThat(available()).containsExactly(2 - swap % 2);
    }
    enough.set(true);
    for (CompletableFuture<Void> client : clients) {
      client.get(20, TimeUnit.SECONDS);
    }
  }
}
