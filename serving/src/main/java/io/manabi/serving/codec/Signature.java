package io.manabi.serving.codec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One way to call a model.
 *
 * @param name its name in the SavedModel, such as {@code serving_default}
 * @param inputs the inputs by name, at least one
 * @param outputs the outputs by name
 */
public record Signature(
    String name, SortedMap<String, TensorSpec> inputs, SortedMap<String, TensorSpec> outputs) {

  /** The name of the signature that is meant when a request names none. */
  public static final String DEFAULT_NAME = "serving_default";

  /** Copies the maps. */
  public Signature {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }

  /** Whether requests may leave out an input, because there is a default. */
  boolean isOptional(String input) {
    TensorSpec spec = inputs.get(input);
    return spec != null && spec.defaultValue().isPresent();
  }

  /** Whether requests may leave out any input. */
  boolean hasOptionalInputs() {
    return inputs.keySet().stream().anyMatch(this::isOptional);
  }
}
