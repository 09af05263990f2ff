package io.manabi.training.network;

import io.manabi.core.ManabiException;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.Qr;
import org.tensorflow.types.TFloat32;

/** The first value of a parameter. */
@FunctionalInterface
public interface Initializer {

  /**
   * Builds the value.
   *
   * @param tf where to build
   * @param shape the shape of the parameter
   * @param seed the same seed gives the same value
   */
  Operand<TFloat32> build(Ops tf, Shape shape, long seed);

  /**
   * The same number everywhere.
   *
   * @param value the number
   */
  record Constant(float value) implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return tf.fill(tf.constant(shape), tf.constant(value));
    }
  }

  /**
   * A normal distribution around 0, cut at two standard deviations of the uncut one.
   *
   * @param deviation the standard deviation of what is left
   */
  record Normal(double deviation) implements Initializer {
    /** Standard deviation of a normal distribution that is cut at two standard deviations. */
    private static final double TRUNCATED_DEVIATION = 0.8796256610342398;

    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return tf.math.mul(
          tf.random.statelessTruncatedNormal(
              tf.constant(shape), tf.constant(new long[] {seed, 0x6d616e616269L}), TFloat32.class),
          tf.constant((float) (deviation / TRUNCATED_DEVIATION)));
    }
  }

  /**
   * A truncated normal distribution with variance {@code gain / fan_in}. A gain of 2 is that of <a
   * href="https://arxiv.org/abs/1502.01852">He et al. 2015</a> for layers with ReLU, a gain of 1
   * that of LeCun.
   *
   * @param gain the gain
   */
  record FanIn(double gain) implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      if (shape.numDimensions() < 2) {
        throw ManabiException.user(
            "A fan-in initializer needs a parameter of at least 2 dimensions, not " + shape + ".");
      }
      long fanIn = shape.size() / shape.get(-1);
      return new Normal(Math.sqrt(gain / fanIn)).build(tf, shape, seed);
    }
  }

  /**
   * A uniform distribution around 0.
   *
   * @param limit no number is further away from 0
   */
  record Uniform(double limit) implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      Operand<TFloat32> shares =
          tf.random.statelessRandomUniform(
              tf.constant(shape), tf.array(seed, 0x6d616e616269L), TFloat32.class);
      float width = (float) (2 * limit);
      return tf.math.sub(tf.math.mul(shares, tf.constant(width)), tf.constant((float) limit));
    }
  }

  /**
   * The uniform distribution of <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot
   * and Bengio 2010</a>, for layers without ReLU.
   *
   * @param fanIn how many numbers go into each that comes out
   * @param fanOut how many numbers each that goes in is for
   */
  static Initializer glorot(long fanIn, long fanOut) {
    return new Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
  }

  /**
   * A random matrix whose columns, or rows if these are fewer, are orthogonal and of length 1,
   * after <a href="https://arxiv.org/abs/1312.6120">Saxe et al. 2013</a>: what goes through it
   * again and again neither fades nor grows.
   */
  record Orthogonal() implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      if (shape.numDimensions() != 2) {
        throw ManabiException.user(
            "An orthogonal initializer needs a parameter of 2 dimensions, not " + shape + ".");
      }
      long rows = shape.get(0);
      long columns = shape.get(1);
      boolean wide = columns > rows;
      Shape tall = wide ? Shape.of(columns, rows) : shape;
      Qr<TFloat32> qr = tf.linalg.qr(new Normal(1).build(tf, tall, seed));
      // Signs of the diagonal, or some matrices would be likelier than others.
      Operand<TFloat32> signs =
          tf.math.sign(tf.linalg.matrixDiagPart(qr.r(), tf.constant(0), tf.constant(0f)));
      Operand<TFloat32> orthogonal = tf.math.mul(qr.q(), signs);
      return wide ? tf.linalg.transpose(orthogonal, tf.array(1, 0)) : orthogonal;
    }
  }
}
