package io.manabi.training.network;

import io.manabi.transform.Ragged;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A table with a learned row of numbers for each id: for the values of a category, as a vocabulary,
 * buckets or hashes number them. Ids below 0, as a vocabulary gives for values that it does not
 * have, count as no value and give zeros; ids from {@code size} on make the graph fail.
 *
 * <p>A table of more than 32,768 numbers is trained by row, unless tasks reduce their gradients: it
 * lies in parts on all parameter servers, a task gets only the rows of its batch, and the optimizer
 * changes these only. What would change others too (the decay of weights, of momentum and of Adam's
 * means) waits until they are in a batch again, and clipping looks at these rows alone.
 *
 * <p>With width 1 it is a linear model of the ids in one-hot or multi-hot encoding, without ever
 * making these.
 *
 * @param name the name of the layer; its parameter is {@code name/embedding}
 * @param size how many ids there are
 * @param width how many numbers there are for each
 * @param initializer the first value of the table
 */
public record Embedding(String name, long size, int width, Initializer initializer) {
  /** How the rows of several ids become one. */
  public enum Pooling {
    /** Their sum. */
    SUM,
    /** Their mean; zeros for no ids at all. */
    MEAN
  }

  /** A table whose rows are small random vectors at first, with deviation 1/√width. */
  public static Embedding of(String name, long size, int width) {
    return new Embedding(name, size, width, new Initializer.Normal(1 / Math.sqrt(width)));
  }

  /** A weight for each id, 0 at first: a column of a linear model. */
  public static Embedding weights(String name, long size) {
    return new Embedding(name, size, 1, new Initializer.Constant(0));
  }

  /**
   * The row of each id.
   *
   * @param ids int64 [N]
   * @return float [N, width]
   */
  public Operand<TFloat32> lookUp(Network network, Operand<TInt64> ids) {
    Ops tf = network.layer(name);
    Operand<TFloat32> rows =
        network.rows(
            name + "/embedding",
            Shape.of(size, width),
            initializer,
            tf.math.maximum(ids, tf.constant(0L)));
    return tf.math.mul(rows, isValue(tf, ids));
  }

  /**
   * The rows of the ids of each example, made one.
   *
   * @param ids N rows of any length
   * @return float [N, width]
   */
  public Operand<TFloat32> pool(Network network, Ragged<TInt64> ids, Pooling pooling) {
    Ops tf = network.layer(name);
    Operand<TInt64> splits = ids.rowSplits();
    Operand<TInt64> examples = tf.math.sub(tf.size(splits, TInt64.class), tf.constant(1L));
    // The example of a value: how many rows begin at or before it, but one.
    Operand<TInt64> values =
        tf.range(tf.constant(0L), tf.size(ids.values(), TInt64.class), tf.constant(1L));
    Operand<TInt64> begun =
        tf.upperBound(
            tf.expandDims(splits, tf.constant(0)),
            tf.expandDims(values, tf.constant(0)),
            TInt64.class);
    Operand<TInt64> example =
        tf.math.sub(tf.squeeze(begun, Squeeze.axis(List.of(0L))), tf.constant(1L));
    Operand<TFloat32> sums =
        tf.math.unsortedSegmentSum(lookUp(network, ids.values()), example, examples);
    if (pooling == Pooling.SUM) {
      return sums;
    }
    Operand<TFloat32> counts =
        tf.math.unsortedSegmentSum(isValue(tf, ids.values()), example, examples);
    return tf.math.div(sums, tf.math.maximum(counts, tf.constant(1f)));
  }

  /** 1 for each id that stands for a value and 0 for the others, float [N, 1]. */
  private static Operand<TFloat32> isValue(Ops tf, Operand<TInt64> ids) {
    return tf.expandDims(
        tf.dtypes.cast(tf.math.greaterEqual(ids, tf.constant(0L)), TFloat32.class), tf.constant(1));
  }
}
