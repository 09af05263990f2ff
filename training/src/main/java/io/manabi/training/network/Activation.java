package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What is done to each number between layers, by the names of Keras. */
public enum Activation implements Layer {
  /** The larger of x and 0. */
  RELU,
  /** The larger of x and 0, but not more than 6. */
  RELU6,
  /** x above 0, and a fifth of it below, as Keras has it. */
  LEAKY_RELU,
  /** x above 0, exp(x) - 1 below. */
  ELU,
  /** As ELU, scaled so that numbers stay on the scale of their deviation. */
  SELU,
  /** x by the share of a normal distribution that is below it, exactly. */
  GELU,
  /** x by its sigmoid; also called swish. */
  SILU,
  /** x by the hyperbolic tangent of its softplus. */
  MISH,
  /** log(1 + exp(x)). */
  SOFTPLUS,
  /** x / (1 + |x|). */
  SOFTSIGN,
  /** The hyperbolic tangent. */
  TANH,
  /** 1 / (1 + exp(-x)). */
  SIGMOID,
  /** A straight line from 0 at -3 to 1 at 3. */
  HARD_SIGMOID;

  private static final float LEAK = 0.2f;
  private static final float ROOT_OF_HALF = (float) Math.sqrt(0.5);

  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> x) {
    return of(network.tf(), x);
  }

  private Operand<TFloat32> of(Ops tf, Operand<TFloat32> x) {
    return switch (this) {
      case RELU -> tf.nn.relu(x);
      case RELU6 -> tf.nn.relu6(x);
      case LEAKY_RELU -> tf.math.maximum(x, tf.math.mul(x, tf.constant(LEAK)));
      case ELU -> tf.nn.elu(x);
      case SELU -> tf.nn.selu(x);
      case GELU ->
          tf.math.mul(
              tf.math.mul(x, tf.constant(0.5f)),
              tf.math.add(tf.math.erf(tf.math.mul(x, tf.constant(ROOT_OF_HALF))), tf.constant(1f)));
      case SILU -> tf.math.mul(x, tf.math.sigmoid(x));
      case MISH -> tf.math.mul(x, tf.math.tanh(tf.math.softplus(x)));
      case SOFTPLUS -> tf.math.softplus(x);
      case SOFTSIGN -> tf.nn.softsign(x);
      case TANH -> tf.math.tanh(x);
      case SIGMOID -> tf.math.sigmoid(x);
      case HARD_SIGMOID ->
          tf.math.div(tf.nn.relu6(tf.math.add(x, tf.constant(3f))), tf.constant(6f));
    };
  }
}
