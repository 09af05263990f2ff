package io.manabi.training.network;

import io.manabi.transform.Ragged;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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
    MEAN,
    /** Their sum, divided by the root of how many there are; zeros for no ids at all. */
    SQRTN
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
   * The rows of ids as sequences, in which ids below 0 are masked; see {@link Masks}.
   *
   * @param ids int64 [N, length], the length known
   * @return float [N, length, width]
   */
  public Operand<TFloat32> sequence(Network network, Operand<TInt64> ids) {
    Ops tf = network.layer(name);
    Operand<TFloat32> rows = lookUp(network, tf.reshape(ids, tf.array(-1)));
    Operand<TFloat32> sequences = tf.reshape(rows, tf.array(-1L, ids.shape().get(1), (long) width));
    return network.masks().put(sequences, tf.math.greaterEqual(ids, tf.constant(0L)));
  }

  /** As {@link #sequence(Network, Operand)}, of rows that are cut or filled up to one length. */
  public Operand<TFloat32> sequence(Network network, Ragged<TInt64> ids, int length) {
    return sequence(network, Sequences.pad(network.layer(name), ids, length));
  }

  /**
   * The rows of the ids of each example, made one.
   *
   * @param ids N rows of any length
   * @return float [N, width]
   */
  public Operand<TFloat32> pool(Network network, Ragged<TInt64> ids, Pooling pooling) {
    Operand<TFloat32> each = isValue(network.layer(name), ids.values());
    return pool(network, ids, each, pooling);
  }

  /**
   * The rows of the ids of each example, made one, as {@code tf.nn.safe_embedding_lookup_sparse}
   * does: a mean is divided by the sum of the weights, and {@link Pooling#SQRTN} by the root of the
   * sum of their squares.
   *
   * @param ids N rows of any length
   * @param weights how much each id counts, rows of the same lengths
   * @return float [N, width]
   */
  public Operand<TFloat32> pool(
      Network network, Ragged<TInt64> ids, Ragged<TFloat32> weights, Pooling pooling) {
    Ops tf = network.layer(name);
    Operand<TFloat32> each =
        tf.math.mul(isValue(tf, ids.values()), tf.expandDims(weights.values(), tf.constant(1)));
    return pool(network, ids, each, pooling);
  }

  /**
   * As {@link #pool(Network, Ragged, Pooling)}, of rows that are filled up with ids below 0.
   *
   * @param ids int64 [N, length], the length known
   * @return float [N, width]
   */
  public Operand<TFloat32> pool(Network network, Operand<TInt64> ids, Pooling pooling) {
    return pool(network, Sequences.rows(network.layer(name), ids), pooling);
  }

  /** With the weight of each id, float [V, 1]. */
  private Operand<TFloat32> pool(
      Network network, Ragged<TInt64> ids, Operand<TFloat32> weights, Pooling pooling) {
    Ops tf = network.layer(name);
    Operand<TInt64> examples = tf.math.sub(tf.size(ids.rowSplits(), TInt64.class), tf.constant(1L));
    Operand<TInt64> example = ids.rows(tf);
    Operand<TFloat32> sums =
        tf.math.unsortedSegmentSum(
            tf.math.mul(lookUp(network, ids.values()), weights), example, examples);
    return switch (pooling) {
      case SUM -> sums;
      case MEAN -> tf.math.divNoNan(sums, tf.math.unsortedSegmentSum(weights, example, examples));
      case SQRTN ->
          tf.math.divNoNan(
              sums,
              tf.math.sqrt(tf.math.unsortedSegmentSum(tf.math.square(weights), example, examples)));
    };
  }

  /** 1 for each id that stands for a value and 0 for the others, float [N, 1]. */
  private static Operand<TFloat32> isValue(Ops tf, Operand<TInt64> ids) {
    return tf.expandDims(
        tf.dtypes.cast(tf.math.greaterEqual(ids, tf.constant(0L)), TFloat32.class), tf.constant(1));
  }
}
