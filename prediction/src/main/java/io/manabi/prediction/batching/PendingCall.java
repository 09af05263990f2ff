package io.manabi.prediction.batching;

import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.error.Code;

/** A call that waits to be run. Each is only itself. */
final class PendingCall {
  private final SignatureCall call;
  private final Deadline deadline;
  private final RunListener listener;
  private final CompletableFuture<Map<String, FlatTensor>> answer = new CompletableFuture<>();
  private final long since = System.nanoTime();
  private final int rows;

  /**
   * A call that begins to wait now.
   *
   * @param call what is to be run
   * @param deadline when the answer is of no use any more
   * @param listener hears of this call
   */
  PendingCall(SignatureCall call, Deadline deadline, RunListener listener) {
    this.call = call;
    this.deadline = deadline;
    this.listener = listener;
    this.rows = rowsOf(call);
  }

  SignatureCall call() {
    return call;
  }

  Deadline deadline() {
    return deadline;
  }

  RunListener listener() {
    return listener;
  }

  /** Where the answer goes. */
  CompletableFuture<Map<String, FlatTensor>> answer() {
    return answer;
  }

  /** When it began to wait, on the clock of {@link System#nanoTime}. */
  long since() {
    return since;
  }

  /** The rows that all inputs have; 0 if they have not the same number, so that it runs alone. */
  int rows() {
    return rows;
  }

  /** Whether nobody waits for the answer any more. */
  boolean isOver() {
    return answer.isDone() || deadline.isOver();
  }

  /** Answers that the deadline has passed. */
  void answerTooLate() {
    answer.completeExceptionally(
        new PredictionFailure(
            Code.DEADLINE_EXCEEDED, "The deadline passed before the request was run"));
  }

  /**
   * What calls that can be run together have in common: the outputs that they want, and the shapes
   * of their rows.
   *
   * @param outputs the names of the outputs
   * @param rows the sizes of a row of each input, with -1 for those that are filled up
   */
  record Kind(List<String> outputs, List<List<Long>> rows) {}

  /**
   * The kind of this call.
   *
   * @param padded whether sizes may differ that the signature leaves open
   */
  Kind kind(boolean padded) {
    List<List<Long>> shapes = new ArrayList<>();
    int input = 0;
    for (TensorSpec spec : call.signature().inputs().values()) {
      long[] sizes = call.inputs().get(input++).shape().tail().asArray();
      if (padded) {
        leaveOpen(spec.shape(), sizes);
      }
      shapes.add(Arrays.stream(sizes).boxed().toList());
    }
    return new Kind(call.outputs(), shapes);
  }

  private static void leaveOpen(Shape declared, long[] sizes) {
    if (declared.isUnknown()) {
      Arrays.fill(sizes, Shape.UNKNOWN_SIZE);
    } else if (declared.numDimensions() == sizes.length + 1) {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = declared.get(i + 1) == Shape.UNKNOWN_SIZE ? Shape.UNKNOWN_SIZE : sizes[i];
      }
    }
  }

  private static int rowsOf(SignatureCall call) {
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
}
