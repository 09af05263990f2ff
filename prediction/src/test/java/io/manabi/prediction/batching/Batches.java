package io.manabi.prediction.batching;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.prediction.TestTensors;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Pictures;
import io.manabi.prediction.tensors.PredictionFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.tensorflow.proto.error.Code;

/** A model with queues, and what asks it. */
final class Batches implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  final RunThreads threads = new RunThreads();
  final HeldRuns runs = new HeldRuns();
  private final AtomicInteger unanswered = new AtomicInteger();
  final LoadedModel loaded;
  final BatchedModel model;

  Batches(Path directory, BatchingOptions options) {
    this(directory, Optional.of(options));
  }

  Batches(Path directory, Optional<BatchingOptions> options) {
    loaded = LoadedModel.load(directory, LoadOptions.DEFAULT);
    model = new BatchedModel(loaded, new Pictures(1000), options, threads, runs);
  }

  /** Up to so many rows, in so many batches at once, without delay. */
  static BatchingOptions upTo(int rows, int atOnce) {
    return new BatchingOptions(rows, Duration.ZERO, 10, atOnce, List.of(), false, false, rows);
  }

  CompletableFuture<Map<String, FlatTensor>> ask(
      String signature, Map<String, FlatTensor> inputs, List<String> outputs, Deadline deadline) {
    unanswered.incrementAndGet();
    return model
        .run(loaded.call(signature, inputs, outputs), deadline, RunListener.NONE)
        .whenComplete((answer, failure) -> unanswered.decrementAndGet());
  }

  CompletableFuture<Map<String, FlatTensor>> ask(String signature, Map<String, FlatTensor> inputs) {
    return ask(signature, inputs, List.of(), Deadline.after(LONG));
  }

  CompletableFuture<Map<String, FlatTensor>> ask(float... x) {
    return ask("", Map.of("x", TestTensors.floats(x)));
  }

  /** Asks on threads of their own, and waits until so many are held up on their way. */
  void holdUp(int calls) {
    runs.hold(calls);
    for (int i = 0; i < calls; i++) {
      inBackground(() -> get(ask(0)));
    }
    runs.awaitHeld(calls);
  }

  /** Asks on a thread of its own. */
  static void inBackground(Runnable asking) {
    Thread thread = new Thread(asking);
    thread.setDaemon(true);
    thread.start();
  }

  static <T> T get(CompletableFuture<T> answer) {
    try {
      return answer.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Float> y(CompletableFuture<Map<String, FlatTensor>> answer) {
    return TestTensors.floatsOf(get(answer).get("y"));
  }

  static void assertFails(CompletableFuture<?> answer, Code code, String message) {
    assertThatThrownBy(() -> get(answer))
        .isInstanceOfSatisfying(
            PredictionFailure.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Override
  public void close() {
    runs.letGo();
    // As leases have it: nothing runs any more when a model is closed.
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> unanswered.get() == 0);
    threads.close();
    model.close();
  }
}
