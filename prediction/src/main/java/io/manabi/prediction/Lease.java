package io.manabi.prediction;

import io.manabi.prediction.batching.BatchedModel;
import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.proto.MetaGraphDef;

/**
 * The right to use a version, which stays loaded until the lease is closed. Any thread may use and
 * close it; to close it twice does nothing.
 */
public final class Lease implements Predictor, AutoCloseable {
  private final ModelVersion version;
  private final BatchedModel model;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile RequestListener listener = RequestListener.NONE;

  Lease(ModelVersion version, BatchedModel model) {
    this.version = version;
    this.model = model;
  }

  /** The number of the version, as in TensorFlow Serving. */
  public long number() {
    return version.number();
  }

  /** Has someone hear of what is asked from now on. */
  public void listen(RequestListener listener) {
    this.listener = listener;
  }

  /** What the SavedModel says of itself. */
  public MetaGraphDef metaGraph() {
    return model.loaded().metaGraph();
  }

  @Override
  public Signature signature(String name) {
    return model.loaded().signature(name);
  }

  /**
   * Runs a signature, alone or with other requests. The version stays loaded until it is done, even
   * if this is closed or the answer is cancelled before.
   *
   * @throws IllegalStateException if this is closed
   */
  @Override
  public CompletableFuture<Map<String, FlatTensor>> predict(
      String signature,
      Map<String, FlatTensor> inputs,
      List<String> outputFilter,
      Deadline deadline) {
    if (closed.get()) {
      throw new IllegalStateException("the lease is closed");
    }
    version.retain();
    CompletableFuture<Map<String, FlatTensor>> answer;
    try {
      inputs.forEach(model.pictures()::check);
      SignatureCall call = model.loaded().call(signature, inputs, outputFilter);
      answer = run(call, inputs, outputFilter, deadline);
    } catch (PredictionFailure e) {
      answer = CompletableFuture.failedFuture(e);
    } catch (RuntimeException | Error e) {
      version.release();
      throw e;
    }
    // What is given away may be cancelled, and would then not hear of the end of the run.
    Object unused = answer.whenComplete((outputs, failure) -> version.release());
    return answer.copy();
  }

  private CompletableFuture<Map<String, FlatTensor>> run(
      SignatureCall call,
      Map<String, FlatTensor> inputs,
      List<String> outputFilter,
      Deadline deadline) {
    RequestListener hearing = listener;
    CompletableFuture<Map<String, FlatTensor>> answer = model.run(call, deadline, hearing);
    if (!hearing.wantsAnswers()) {
      return answer;
    }
    return answer.thenApply(
        outputs -> {
          hearing.answered(new AnsweredCall(call.signature(), inputs, outputFilter, outputs));
          return outputs;
        });
  }

  /** Closes this when work with it is done, well or not. */
  public <T> CompletableFuture<T> closeAfter(CompletableFuture<T> work) {
    // On the work itself: a stage behind it that is cancelled would never close this.
    Object unused = work.whenComplete((result, failure) -> close());
    return work;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      version.release();
    }
  }
}
