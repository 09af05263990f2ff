package io.manabi.prediction.batching;

import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.ndarray.Shape;

/** Runs calls of one signature that fit together, and gives each its answer. */
final class BatchRun {
  private final LoadedModel model;
  private final BatchingOptions options;
  private final RunListener listener;

  /** Outputs that have other rows than the inputs, so that answers cannot be told apart. */
  private final Set<String> inseparable = ConcurrentHashMap.newKeySet();

  BatchRun(LoadedModel model, Signature signature, BatchingOptions options, RunListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
    boolean anyRows = signature.inputs().values().stream().noneMatch(BatchRun::hasFixedRows);
    signature.outputs().values().stream()
        .filter(output -> isScalar(output) || (anyRows && hasFixedRows(output)))
        .forEach(output -> inseparable.add(output.name()));
  }

  private static boolean isScalar(TensorSpec spec) {
    return !spec.shape().isUnknown() && spec.shape().numDimensions() == 0;
  }

  private static boolean hasFixedRows(TensorSpec spec) {
    Shape shape = spec.shape();
    return !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) != Shape.UNKNOWN_SIZE;
  }

  /** Whether the answer to a call has a row for each of its rows, as far as is known. */
  boolean isSeparable(PendingCall call) {
    return Collections.disjoint(call.call().outputs(), inseparable);
  }

  /** Runs calls and completes their answers; throws nothing. */
  void run(List<PendingCall> calls) {
    calls.stream().filter(PendingCall::isOver).forEach(PendingCall::answerTooLate);
    List<PendingCall> wanted = calls.stream().filter(call -> !call.answer().isDone()).toList();
    if (wanted.size() < 2) {
      wanted.forEach(this::runAlone);
      return;
    }
    try {
      int rows = wanted.stream().mapToInt(PendingCall::rows).sum();
      Map<String, FlatTensor> outputs = runMerged(wanted, options.allowedSize(rows));
      int next = 0;
      for (PendingCall call : wanted) {
        call.answer().complete(rowsOf(outputs, next, next + call.rows()));
        next += call.rows();
      }
    } catch (InseparableException e) {
      wanted.forEach(this::runAlone);
    } catch (RuntimeException | Error e) {
      // One bad row is the fault of its own request only.
      int half = wanted.size() / 2;
      run(wanted.subList(0, half));
      run(wanted.subList(half, wanted.size()));
    }
  }

  private void runAlone(PendingCall call) {
    try {
      call.answer().complete(answerTo(call));
    } catch (RuntimeException | Error e) {
      call.answer().completeExceptionally(e);
    }
  }

  private Map<String, FlatTensor> answerTo(PendingCall call) {
    int rows = call.rows();
    int most = options.mostRows();
    boolean whole = rows == 0 || (rows <= most && options.allowedSize(rows) == rows);
    if (!whole && isSeparable(call)) {
      try {
        return rows > most ? inParts(call, most) : padded(call, call.call());
      } catch (InseparableException e) {
        // It is told in the next line, as it is.
      }
    }
    return timed(List.of(call), call.call(), Math.max(1, rows), call.deadline());
  }

  private Map<String, FlatTensor> padded(PendingCall whole, SignatureCall part) {
    PendingCall pending = new PendingCall(part, whole.deadline(), whole.listener());
    int rows = pending.rows();
    return rowsOf(runMerged(List.of(pending), options.allowedSize(rows)), 0, rows);
  }

  private Map<String, FlatTensor> inParts(PendingCall call, int most) {
    SignatureCall whole = call.call();
    Map<String, List<FlatTensor>> parts = new TreeMap<>();
    for (int start = 0; start < call.rows(); start += most) {
      int from = start;
      int to = Math.min(call.rows(), from + most);
      List<FlatTensor> inputs = whole.inputs().stream().map(input -> input.rows(from, to)).toList();
      padded(call, new SignatureCall(whole.signature(), inputs, whole.outputs()))
          .forEach(
              (name, output) -> parts.computeIfAbsent(name, n -> new ArrayList<>()).add(output));
    }
    Map<String, FlatTensor> outputs = new TreeMap<>();
    parts.forEach((name, rows) -> outputs.put(name, oneBelowTheOther(name, rows)));
    return outputs;
  }

  /** Parts whose rows have different sizes, as they may by what is in them, are no whole. */
  private FlatTensor oneBelowTheOther(String output, List<FlatTensor> parts) {
    Shape row = parts.get(0).shape().tail();
    if (!parts.stream().allMatch(part -> part.shape().tail().equals(row))) {
      throw inseparable(output);
    }
    return FlatTensor.concatenate(parts);
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
            .max(Comparator.comparingLong(Deadline::millisLeft))
            .orElseThrow();
    Map<String, FlatTensor> outputs =
        timed(calls, new SignatureCall(first.signature(), inputs, first.outputs()), size, latest);
    outputs.forEach(
        (name, output) -> {
          if (output.shape().numDimensions() == 0 || output.rowCount() != size) {
            throw inseparable(name);
          }
        });
    return outputs;
  }

  private Map<String, FlatTensor> timed(
      List<PendingCall> calls, SignatureCall together, int rows, Deadline deadline) {
    long start = System.nanoTime();
    try {
      return model.run(together, deadline);
    } finally {
      long nanos = System.nanoTime() - start;
      listener.ran(rows, nanos);
      calls.forEach(call -> call.listener().ran(rows, nanos));
    }
  }

  private static Map<String, FlatTensor> rowsOf(Map<String, FlatTensor> outputs, int from, int to) {
    Map<String, FlatTensor> own = new TreeMap<>();
    outputs.forEach(
        (name, output) ->
            own.put(name, from == 0 && to == output.rowCount() ? output : output.rows(from, to)));
    return own;
  }

  private InseparableException inseparable(String output) {
    inseparable.add(output);
    return new InseparableException(output);
  }

  /** An output has not as many rows as the inputs. */
  private static final class InseparableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InseparableException(String output) {
      super(output, null, false, false);
    }
  }
}
