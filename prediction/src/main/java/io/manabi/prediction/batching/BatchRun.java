package io.manabi.prediction.batching;

import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.error.Code;

/** Runs calls that fit together, and gives each its answer. */
final class BatchRun {
  private final LoadedModel model;
  private final BatchingOptions options;
  private final RunListener listener;

  /** Whether an output had other rows than the inputs, so that answers cannot be told apart. */
  private volatile boolean inseparable;

  BatchRun(LoadedModel model, BatchingOptions options, RunListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
  }

  /** Whether calls can be run together at all. */
  boolean canBatch() {
    return !inseparable;
  }

  /** Runs calls and completes their answers; throws nothing. */
  void run(List<PendingCall> calls) {
    if (calls.size() == 1) {
      runAlone(calls.get(0));
      return;
    }
    try {
      int rows = calls.stream().mapToInt(PendingCall::rows).sum();
      Map<String, FlatTensor> outputs = runMerged(calls, options.allowedSize(rows));
      int next = 0;
      for (PendingCall call : calls) {
        call.answer().complete(rowsOf(outputs, next, next + call.rows()));
        next += call.rows();
      }
    } catch (Inseparable e) {
      inseparable = true;
      calls.forEach(this::runAlone);
    } catch (PredictionFailure e) {
      // One bad row is the fault of its own request only.
      calls.forEach(this::runAlone);
    } catch (RuntimeException | Error e) {
      calls.forEach(call -> call.answer().completeExceptionally(e));
    }
  }

  private void runAlone(PendingCall call) {
    if (call.answer().isDone()) {
      return;
    }
    try {
      call.answer().complete(answerTo(call));
    } catch (RuntimeException | Error e) {
      call.answer().completeExceptionally(e);
    }
  }

  /** The answer to one call. */
  Map<String, FlatTensor> answerTo(PendingCall call) {
    int rows = call.rows();
    int most = options.mostRows();
    if (rows == 0 || inseparable || (rows <= most && options.allowedSize(rows) == rows)) {
      return timed(call.call(), Math.max(1, rows), call.deadline());
    }
    try {
      if (rows <= most) {
        return rowsOf(runMerged(List.of(call), options.allowedSize(rows)), 0, rows);
      }
      return inParts(call, rows, most);
    } catch (Inseparable e) {
      inseparable = true;
      return timed(call.call(), rows, call.deadline());
    }
  }

  private Map<String, FlatTensor> inParts(PendingCall call, int rows, int most) {
    Map<String, List<FlatTensor>> parts = new TreeMap<>();
    for (int from = 0; from < rows; from += most) {
      int size = Math.min(most, rows - from);
      int start = from;
      List<FlatTensor> inputs =
          call.call().inputs().stream().map(input -> input.rows(start, start + size)).toList();
      SignatureCall part =
          new SignatureCall(call.call().signature(), inputs, call.call().outputs());
      rowsOf(
              runMerged(List.of(new PendingCall(part, call.deadline())), options.allowedSize(size)),
              0,
              size)
          .forEach(
              (name, output) -> parts.computeIfAbsent(name, n -> new ArrayList<>()).add(output));
    }
    Map<String, FlatTensor> whole = new TreeMap<>();
    parts.forEach((name, outputs) -> whole.put(name, FlatTensor.concatenate(outputs)));
    return whole;
  }

  private Map<String, FlatTensor> runMerged(List<PendingCall> calls, int size) {
    SignatureCall first = calls.get(0).call();
    List<FlatTensor> inputs = new ArrayList<>();
    int index = 0;
    for (TensorSpec spec : first.signature().inputs().values()) {
      int input = index++;
      inputs.add(
          Rows.together(
              spec, calls.stream().map(call -> call.call().inputs().get(input)).toList(), size));
    }
    // Who has time left need not suffer from who has not.
    Deadline latest =
        calls.stream()
            .map(PendingCall::deadline)
            .max(Comparator.comparingLong(deadline -> deadline.millisLeft()))
            .orElseThrow();
    Map<String, FlatTensor> outputs =
        timed(new SignatureCall(first.signature(), inputs, first.outputs()), size, latest);
    outputs
        .values()
        .forEach(
            output -> {
              if (output.shape().numDimensions() == 0 || output.rowCount() != size) {
                throw new Inseparable();
              }
            });
    return outputs;
  }

  private Map<String, FlatTensor> timed(SignatureCall call, int rows, Deadline deadline) {
    long start = System.nanoTime();
    try {
      return model.run(call, deadline);
    } finally {
      listener.ran(rows, System.nanoTime() - start);
    }
  }

  private static Map<String, FlatTensor> rowsOf(Map<String, FlatTensor> outputs, int from, int to) {
    Map<String, FlatTensor> own = new TreeMap<>();
    outputs.forEach(
        (name, output) ->
            own.put(name, from == 0 && to == output.rowCount() ? output : output.rows(from, to)));
    return own;
  }

  /** An output has not as many rows as the inputs. */
  private static final class Inseparable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Inseparable() {
      super(Code.INTERNAL.name(), null, false, false);
    }
  }
}
