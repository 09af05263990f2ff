package io.manabi.prediction.tensors;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model can be called with.
 *
 * @param name its name, such as {@code serving_default}
 * @param method what it is for, such as {@code tensorflow/serving/predict}
 * @param inputs the inputs by name
 * @param outputs the outputs by name
 */
public record Signature(
    String name,
    String method,
    SortedMap<String, TensorSpec> inputs,
    SortedMap<String, TensorSpec> outputs) {

  /** The name of the signature that is meant when a request names none. */
  public static final String DEFAULT_NAME = "serving_default";

  /** Copies the maps. */
  public Signature {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }

  /** Whether requests may leave out an input, because there is a default. */
  public boolean isOptional(String input) {
    TensorSpec spec = inputs.get(input);
    return spec != null && spec.defaultValue().isPresent();
  }

  /** Whether requests may leave out any input. */
  public boolean hasOptionalInputs() {
    return inputs.keySet().stream().anyMatch(this::isOptional);
  }
}
