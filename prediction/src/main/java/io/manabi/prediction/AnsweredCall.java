package io.manabi.prediction;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import java.util.List;
import java.util.Map;

/**
 * A call of a model with its answer.
 *
 * @param signature what was called
 * @param inputs as they came, by name; those with a default may be missing
 * @param outputFilter the names of the outputs that were wanted; empty for all
 * @param outputs the answer, by name
 */
public record AnsweredCall(
    Signature signature,
    Map<String, FlatTensor> inputs,
    List<String> outputFilter,
    Map<String, FlatTensor> outputs) {

  /** Copies the collections, not the tensors, which nobody changes. */
  public AnsweredCall {
    inputs = Map.copyOf(inputs);
    outputFilter = List.copyOf(outputFilter);
    outputs = Map.copyOf(outputs);
  }

  /** About how many bytes the tensors take. */
  public long sizeInBytes() {
    return sizeOf(inputs) + sizeOf(outputs);
  }

  private static long sizeOf(Map<String, FlatTensor> tensors) {
    return tensors.values().stream().mapToLong(FlatTensor::sizeInBytes).sum();
  }
}
