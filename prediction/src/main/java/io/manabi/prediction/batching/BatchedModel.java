package io.manabi.prediction.batching;

import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Pictures;
import io.manabi.prediction.tensors.PredictionFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A model with a queue for each of its signatures. */
public final class BatchedModel implements AutoCloseable {
  private final LoadedModel model;
  private final Pictures pictures;
  private final Map<String, SignatureQueue> queues = new HashMap<>();

  /**
   * A model that is closed together with this.
   *
   * @param pictures what pictures it takes
   * @param batching how requests are put together; empty if each is run alone
   * @param threads what runs them
   * @param listener hears of what is run
   */
  public BatchedModel(
      LoadedModel model,
      Pictures pictures,
      Optional<BatchingOptions> batching,
      RunThreads threads,
      RunListener listener) {
    this.model = model;
    this.pictures = pictures;
    for (String signature : model.signatureNames()) {
      BatchRun run =
          new BatchRun(
              model,
              model.signature(signature),
              batching.orElse(BatchingOptions.UNBOUNDED),
              listener);
      queues.put(
          signature,
          new SignatureQueue(run, batching, threads.workers(), threads.timer(), listener));
    }
  }

  /** The model itself. */
  public LoadedModel loaded() {
    return model;
  }

  /** Looks at the pictures in requests. */
  public Pictures pictures() {
    return pictures;
  }

  /**
   * Has a call run on one of the model's threads.
   *
   * @param hearing hears of this call alone
   * @return the outputs by name, or a {@link PredictionFailure}
   */
  public CompletableFuture<Map<String, FlatTensor>> run(
      SignatureCall call, Deadline deadline, RunListener hearing) {
    SignatureQueue queue = queues.get(call.signature().name());
    if (queue == null) {
      throw new IllegalArgumentException("no signature " + call.signature().name());
    }
    try {
      return queue.submit(new PendingCall(call, deadline, hearing));
    } catch (PredictionFailure e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    queues.values().forEach(SignatureQueue::close);
    model.close();
  }
}
