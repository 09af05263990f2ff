package io.manabi.training.network;

import io.manabi.core.ManabiException;
import io.manabi.transform.Ragged;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Sequences of the same length, float [N, length, features], of which positions may be filling. */
public final class Sequences {
  /** Below what any softmax or maximum sees, and yet finite. */
  static final float VERY_LOW = -1e9f;

  private Sequences() {}

  /**
   * Ids of the same length: long rows are cut, short ones filled up with -1, which is no id.
   *
   * @param rows N rows of any length
   * @param length at least 1
   * @return int64 [N, length]
   * @throws ManabiException if the length is below 1
   */
  public static Operand<TInt64> pad(Ops tf, Ragged<TInt64> rows, int length) {
    return pad(tf, rows, length, tf.constant(-1L));
  }

  /**
   * Numbers as sequences of the same length, each position with one: long rows are cut, short ones
   * filled up with 0, and the filling is masked.
   *
   * @param rows N rows of any length
   * @param length at least 1
   * @return float [N, length, 1]
   * @throws ManabiException if the length is below 1
   */
  public static Operand<TFloat32> pad(Network network, Ragged<TFloat32> rows, int length) {
    Ops tf = network.tf();
    Operand<TInt64> ends = tf.slice(rows.rowSplits(), tf.array(1L), tf.array(-1L));
    Operand<TInt64> starts =
        tf.slice(
            rows.rowSplits(),
            tf.array(0L),
            tf.expandDims(tf.size(ends, TInt64.class), tf.constant(0)));
    Operand<TInt64> positions =
        tf.range(tf.constant(0L), tf.constant((long) length), tf.constant(1L));
    Operand<TBool> mask =
        tf.math.less(
            tf.expandDims(positions, tf.constant(0)),
            tf.expandDims(tf.math.sub(ends, starts), tf.constant(1)));
    Operand<TFloat32> filled = pad(tf, rows, length, tf.constant(0f));
    return network.masks().put(tf.expandDims(filled, tf.constant(2)), mask);
  }

  /** Rows of the same length, int64 [N, length], as ragged ones. */
  public static Ragged<TInt64> rows(Ops tf, Operand<TInt64> ids) {
    long length = ids.shape().get(1);
    Operand<TInt64> end = tf.math.add(tf.size(ids, TInt64.class), tf.constant(1L));
    return new Ragged<>(
        tf.reshape(ids, tf.array(-1)), tf.range(tf.constant(0L), end, tf.constant(length)));
  }

  private static <T extends TType> Operand<T> pad(
      Ops tf, Ragged<T> rows, int length, Operand<T> filling) {
    if (length < 1) {
      throw ManabiException.user(
          "Sequences need a length of at least 1, not %s; give how many positions the longest may have."
              .formatted(length));
    }
    return tf.ragged.raggedTensorToTensor(
        tf.array(-1L, length),
        rows.values(),
        filling,
        List.of(rows.rowSplits()),
        List.of("ROW_SPLITS"));
  }

  /**
   * The mean over the positions of each sequence that are there; zeros if none is.
   *
   * @param inputs float [N, length, features]
   * @return float [N, features]
   */
  public static Operand<TFloat32> mean(Network network, Operand<TFloat32> inputs) {
    Ops tf = network.tf();
    return network
        .masks()
        .of(inputs)
        .<Operand<TFloat32>>map(
            mask -> {
              Operand<TFloat32> there = column(tf, mask);
              Operand<TFloat32> count =
                  tf.math.maximum(tf.reduceSum(there, tf.constant(1)), tf.constant(1f));
              return tf.math.div(tf.reduceSum(tf.math.mul(inputs, there), tf.constant(1)), count);
            })
        .orElseGet(() -> tf.math.mean(inputs, tf.constant(1), Mean.keepDims(false)));
  }

  /**
   * The largest number of each feature over the positions of a sequence that are there; -1e9 if
   * none is. Unlike Keras's layer it leaves filling out.
   *
   * @param inputs float [N, length, features]
   * @return float [N, features]
   */
  public static Operand<TFloat32> max(Network network, Operand<TFloat32> inputs) {
    Ops tf = network.tf();
    Operand<TFloat32> seen =
        network
            .masks()
            .of(inputs)
            .<Operand<TFloat32>>map(
                mask ->
                    tf.select(tf.expandDims(mask, tf.constant(2)), inputs, tf.constant(VERY_LOW)))
            .orElse(inputs);
    return tf.max(seen, tf.constant(1));
  }

  /** Adds learned numbers to each position, the parameter {@code name/embeddings}. */
  static Operand<TFloat32> withPositions(Network network, String name, Operand<TFloat32> inputs) {
    Shape shape = require(name, inputs);
    Shape positions = Shape.of(shape.get(1), shape.get(2));
    Initializer first = Initializer.glorot(shape.get(1), shape.get(2));
    return network
        .layer(name)
        .math
        .add(inputs, network.parameter(name + "/embeddings", positions, first));
  }

  /** 1 where a position is there and 0 elsewhere, float [N, length, 1]. */
  private static Operand<TFloat32> column(Ops tf, Operand<TBool> mask) {
    return tf.expandDims(tf.dtypes.cast(mask, TFloat32.class), tf.constant(2));
  }

  /**
   * Checks that something is sequences of a known length.
   *
   * @return the shape
   * @throws ManabiException if it is not
   */
  static Shape require(String layer, Operand<TFloat32> inputs) {
    Shape shape = inputs.shape();
    if (shape.numDimensions() != 3
        || shape.get(1) == Shape.UNKNOWN_SIZE
        || shape.get(2) == Shape.UNKNOWN_SIZE) {
      throw ManabiException.user(
          "Layer %s needs sequences of one length, [N, length, features], not %s; make them so, as by Embedding.sequence or Sequences.pad."
              .formatted(layer, Shapes.text(shape)));
    }
    return shape;
  }
}
