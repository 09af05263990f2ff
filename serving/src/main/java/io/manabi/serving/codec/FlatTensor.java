package io.manabi.serving.codec;

import static io.manabi.serving.codec.TensorSpec.nameOf;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TType;

/**
 * A tensor in Java's memory: its elements one after the other, last dimension first to move. It
 * needs no closing and no TensorFlow.
 *
 * @param shape the shape, fully known
 * @param values the elements, as many as the shape has
 */
public record FlatTensor(Shape shape, Values values) {

  /**
   * Copies a tensor out of TensorFlow's memory, so that it can be closed.
   *
   * @throws RequestFailure if JSON cannot hold its type
   */
  public static FlatTensor copyOf(Tensor tensor) {
    return new FlatTensor(tensor.shape(), Values.copyOf(tensor));
  }

  /** A copy in TensorFlow's memory, which the caller closes. */
  public TType toTensor() {
    return values.toTensor(shape);
  }

  /**
   * A made-up tensor that fits: zeros, or empty strings, with 1 for each unknown size.
   *
   * @throws RequestFailure if JSON cannot hold the type
   */
  public static FlatTensor zeros(TensorSpec spec) {
    long[] sizes = spec.shape().isUnknown() ? new long[] {1} : spec.shape().asArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.max(sizes[i], 1);
    }
    Shape shape = Shape.of(sizes);
    Values values = Values.ofType(spec.type(), Math.toIntExact(shape.size()));
    values.appendZeros(Math.toIntExact(shape.size()));
    return new FlatTensor(shape, values);
  }

  /**
   * Looks whether a tensor can be given to TensorFlow, or taken from it, at all.
   *
   * @throws RequestFailure if JSON, or Java, cannot hold its type
   */
  public static void requireSupported(TensorSpec spec) {
    Values.ofType(spec.type(), 0);
  }

  void check(TensorSpec spec, String signature) {
    if (!spec.accepts(shape)) {
      throw RequestFailure.invalid(
          "Input \""
              + spec.name()
              + "\" of signature \""
              + signature
              + "\" must have shape "
              + nameOf(spec.shape())
              + " but has shape "
              + nameOf(shape));
    }
  }
}
