package io.manabi.prediction.saved;

import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.ndarray.Shape;

/** The inputs of a request: held against a signature, with defaults for those that are left out. */
final class Inputs {
  /** They cost a client nothing, but each may cost the server something. */
  private static final int MOST_ROWS_OF_NOTHING = 1 << 20;

  private Inputs() {}

  /**
   * The inputs with defaults in the place of those that are missing.
   *
   * @throws PredictionFailure if one is missing that has no default, is unknown, or of another type
   */
  static Map<String, FlatTensor> complete(Signature signature, Map<String, FlatTensor> given) {
    given.forEach((name, tensor) -> check(signature, name, tensor, given));
    if (given.size() == signature.inputs().size()) {
      return given;
    }
    Map<String, FlatTensor> complete = new TreeMap<>(given);
    for (TensorSpec spec : signature.inputs().values()) {
      if (!given.containsKey(spec.name())) {
        complete.put(spec.name(), defaultOf(spec, signature, given));
      }
    }
    return complete;
  }

  private static void check(
      Signature signature, String name, FlatTensor tensor, Map<String, FlatTensor> given) {
    TensorSpec spec = signature.inputs().get(name);
    if (spec == null) {
      throw wrongNames(signature, given);
    }
    if (spec.type() != tensor.type()) {
      throw PredictionFailure.invalid(
          "Expects arg["
              + signature.inputs().headMap(name).size()
              + "] to be "
              + Dtypes.nameOf(spec.type())
              + " but "
              + Dtypes.nameOf(tensor.type())
              + " is provided: input \""
              + name
              + "\"");
    }
    if (tensor.sizeInBytes() == 0
        && tensor.shape().numDimensions() > 0
        && tensor.shape().get(0) > MOST_ROWS_OF_NOTHING) {
      throw PredictionFailure.invalid(
          "Input \"" + name + "\" has " + tensor.shape().get(0) + " rows without values");
    }
  }

  private static FlatTensor defaultOf(
      TensorSpec spec, Signature signature, Map<String, FlatTensor> given) {
    FlatTensor value = spec.defaultValue().orElseThrow(() -> wrongNames(signature, given));
    if (spec.defaultRow().isEmpty()) {
      return value;
    }
    int rows =
        given.values().stream()
            .filter(tensor -> tensor.shape().numDimensions() > 0)
            .mapToInt(FlatTensor::rowCount)
            .findFirst()
            .orElseThrow(() -> wrongNames(signature, given));
    long[] sizes = spec.shape().asArray();
    sizes[0] = rows;
    for (int i = 1; i < sizes.length; i++) {
      sizes[i] = Math.max(sizes[i], 1);
    }
    return value.repeated(Shape.of(sizes));
  }

  /** As TensorFlow Serving says it. */
  private static PredictionFailure wrongNames(Signature signature, Map<String, FlatTensor> given) {
    TreeSet<String> extra = new TreeSet<>(given.keySet());
    extra.removeAll(signature.inputs().keySet());
    TreeSet<String> missing = new TreeSet<>(signature.inputs().keySet());
    missing.removeAll(given.keySet());
    missing.removeIf(name -> signature.isOptional(name) && !given.isEmpty());
    return PredictionFailure.invalid(
        "input size does not match signature: "
            + given.size()
            + "!="
            + signature.inputs().size()
            + " len({"
            + String.join(",", new TreeSet<>(given.keySet()))
            + "}) != len({"
            + String.join(",", signature.inputs().keySet())
            + "}). Sent extra: {"
            + String.join(",", extra)
            + "}. Missing but required: {"
            + String.join(",", missing)
            + "}.");
  }
}
