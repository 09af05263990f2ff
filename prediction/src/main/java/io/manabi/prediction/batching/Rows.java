package io.manabi.prediction.batching;

import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** Puts rows of one input of several requests together. */
final class Rows {
  private Rows() {}

  /**
   * One tensor of all rows.
   *
   * @param spec the input
   * @param parts the tensors of the requests
   * @param size the rows that are wanted; copies of the first row come behind those that are there
   */
  static FlatTensor together(TensorSpec spec, List<FlatTensor> parts, int size) {
    Shape tail = parts.get(0).shape().tail();
    boolean same = parts.stream().allMatch(part -> part.shape().tail().equals(tail));
    List<FlatTensor> all = new ArrayList<>(same ? parts : padded(spec, parts));
    int rows = all.stream().mapToInt(FlatTensor::rowCount).sum();
    FlatTensor first = size > rows ? all.get(0).rows(0, 1) : all.get(0);
    for (int i = rows; i < size; i++) {
      all.add(first);
    }
    return all.size() == 1 ? first : FlatTensor.concatenate(all);
  }

  /** Fills all up to the largest size in each dimension, with the default or the first element. */
  private static List<FlatTensor> padded(TensorSpec spec, List<FlatTensor> parts) {
    long[] largest = parts.get(0).shape().tail().asArray();
    for (FlatTensor part : parts) {
      long[] sizes = part.shape().tail().asArray();
      for (int i = 0; i < largest.length; i++) {
        largest[i] = Math.max(largest[i], sizes[i]);
      }
    }
    return parts.stream().map(part -> padded(spec, part, Shape.of(largest))).toList();
  }

  private static FlatTensor padded(TensorSpec spec, FlatTensor part, Shape tail) {
    FlatTensor all =
        spec.defaultRow()
            .orElse(part.shape().size() > 0 ? part : FlatTensor.zero(part.type()))
            .repeated(tail.prepend(part.rowCount()));
    if (part instanceof StringTensor strings) {
      copy(strings.values(), part.shape(), ((StringTensor) all).values(), all.shape(), 1);
    } else {
      byte[] data = ((NumberTensor) part).data();
      copy(data, part.shape(), ((NumberTensor) all).data(), all.shape(), Dtypes.bytes(part.type()));
    }
    return all;
  }

  /** Copies the elements, {@code unit} places each, to where the larger shape has them. */
  @SuppressWarnings("SuspiciousSystemArraycopy") // Both are arrays, of bytes or of strings.
  private static void copy(Object from, Shape shape, Object to, Shape larger, int unit) {
    int last = shape.numDimensions() - 1;
    int run = (int) shape.get(last) * unit;
    long[] position = new long[last];
    int end = Math.toIntExact(shape.size() * unit);
    for (int at = 0; at < end; at += run) {
      long target = 0;
      for (int i = 0; i < last; i++) {
        target = (target + position[i]) * larger.get(i + 1);
      }
      System.arraycopy(from, at, to, Math.toIntExact(target * unit), run);
      for (int i = last - 1; i >= 0 && ++position[i] == shape.get(i); i--) {
        position[i] = 0;
      }
    }
  }
}
