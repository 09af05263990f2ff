package io.manabi.training.saved;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/**
 * Which rows of a larger variable a variable is. A checkpoint knows the larger one only, so it can
 * be read in other parts than it was written, or whole.
 *
 * @param whole the shape of the larger variable
 * @param first the first of the rows
 */
public record Slice(Shape whole, long first) {

  /**
   * As TensorFlow wants it told, see {@code SaveV2}.
   *
   * @param rows how many there are
   */
  String specification(long rows) {
    String dimensions =
        Arrays.stream(whole.asArray()).mapToObj(Long::toString).collect(Collectors.joining(" "));
    return dimensions + " " + first + "," + rows + ":-".repeat(whole.numDimensions() - 1);
  }
}
