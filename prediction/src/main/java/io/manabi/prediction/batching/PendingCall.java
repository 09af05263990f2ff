package io.manabi.prediction.batching;

import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * A call that waits to be run.
 *
 * @param call what is to be run
 * @param deadline when the answer is of no use any more
 * @param answer where it goes
 * @param since when it began to wait, on the clock of {@link System#nanoTime}
 */
record PendingCall(
    SignatureCall call,
    Deadline deadline,
    CompletableFuture<Map<String, FlatTensor>> answer,
    long since) {

  PendingCall(SignatureCall call, Deadline deadline) {
    this(call, deadline, new CompletableFuture<>(), System.nanoTime());
  }

  /** Each is only itself. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** The rows that all inputs have; 0 if they have not the same number, so that it runs alone. */
  int rows() {
    int rows = 0;
    for (FlatTensor input : call.inputs()) {
      int own = input.shape().numDimensions() == 0 ? 0 : input.rowCount();
      if (own == 0 || (rows > 0 && own != rows)) {
        return 0;
      }
      rows = own;
    }
    return rows;
  }

  /** Whether both can be run at once. */
  boolean fits(PendingCall other, boolean padded) {
    if (!call.outputs().equals(other.call.outputs())) {
      return false;
    }
    List<FlatTensor> mine = call.inputs();
    for (int i = 0; i < mine.size(); i++) {
      Shape own = mine.get(i).shape();
      Shape its = other.call.inputs().get(i).shape();
      if (own.numDimensions() != its.numDimensions()
          || (!padded && !own.tail().equals(its.tail()))) {
        return false;
      }
    }
    return true;
  }
}
