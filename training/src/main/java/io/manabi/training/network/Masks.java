package io.manabi.training.network;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Which positions of sequences are there, and which only fill up short ones. Whoever makes
 * sequences says it, as {@link Embedding#sequence} and {@link Masking}; what looks at several
 * positions leaves the others out: {@link MultiHeadAttention}, {@link Lstm}, {@link Gru} and the
 * pooling of sequences. Other layers of a list hand the mask on, as long as they keep the
 * positions. It is Keras's <a href="https://keras.io/guides/understanding_masking_and_padding">
 * masking</a>.
 */
public final class Masks {
  private final Map<Output<?>, Operand<TBool>> masks = new HashMap<>();

  Masks() {}

  /**
   * Says which positions of sequences are there.
   *
   * @param sequences float [N, length, …]
   * @param mask [N, length], true where there is something
   * @return the sequences
   */
  public Operand<TFloat32> put(Operand<TFloat32> sequences, Operand<TBool> mask) {
    masks.put(sequences.asOutput(), mask);
    return sequences;
  }

  /** Which positions of sequences are there, [N, length]; empty if all are. */
  public Optional<Operand<TBool>> of(Operand<TFloat32> sequences) {
    return Optional.ofNullable(masks.get(sequences.asOutput()));
  }

  /** Hands a mask on to what a layer made of sequences, if that has the same positions. */
  void carry(Operand<TFloat32> from, Operand<TFloat32> to) {
    Operand<TBool> mask = masks.get(from.asOutput());
    if (mask != null && isSequence(to.shape()) && to.shape().get(1) == from.shape().get(1)) {
      masks.putIfAbsent(to.asOutput(), mask);
    }
  }

  private static boolean isSequence(Shape shape) {
    return !shape.isUnknown() && shape.numDimensions() > 2;
  }
}
