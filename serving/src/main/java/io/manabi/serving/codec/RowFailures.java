package io.manabi.serving.codec;

import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of a row that cannot be read, as TensorFlow Serving says it. */
final class RowFailures {
  private RowFailures() {}

  /** The names in a row are not those of the inputs. */
  static PredictionFailure wrongKeys(Signature signature, int row, List<String> names) {
    List<String> required =
        signature.inputs().keySet().stream().filter(name -> !signature.isOptional(name)).toList();
    return PredictionFailure.invalid(
        "Failed to process element: "
            + row
            + " of 'instances' list. JSON object: {"
            + String.join(",", names)
            + "} keys must be equal to: "
            + String.join(",", signature.inputs().keySet())
            + (required.size() == signature.inputs().size()
                ? ""
                : ", of which only these must be there: " + String.join(",", required)));
  }

  /** What is wrong with a row, or with one input of it. */
  static PredictionFailure in(int row, @Nullable String name, PredictionFailure reason) {
    return PredictionFailure.invalid(
        "Failed to process element: "
            + row
            + (name == null ? "" : " key: " + name)
            + " of 'instances' list. Error: "
            + reason.code()
            + ": "
            + reason.getMessage());
  }
}
