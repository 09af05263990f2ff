package io.manabi.training.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A recurrent layer with fewer parameters than {@link Lstm}, after <a
 * href="https://arxiv.org/abs/1406.1078">Cho et al. 2014</a>, with the parameters of <a
 * href="https://keras.io/api/layers/recurrent_layers/gru">Keras's GRU</a> ({@code reset_after}), so
 * that they can be taken over: columns for the update and the reset gate and the state, in that
 * order. Sequences of up to 1,000 positions; see {@link Masks} for shorter ones.
 *
 * @param name the name of the layer; its parameters are {@code name/kernel}, {@code
 *     name/recurrent_kernel} and {@code name/bias}, whose two rows are added to what inputs and
 *     state give
 * @param units how many numbers it gives
 * @param sequences whether it gives them for each position, and not only the last
 * @param backwards whether it begins with the last position; of sequences it then gives the last
 *     position first, as Keras does
 */
public record Gru(String name, int units, boolean sequences, boolean backwards) implements Layer {
  private static final int GATES = 3;

  /** A layer that gives what it knows after the last position. */
  public Gru(String name, int units) {
    this(name, units, false, false);
  }

  /** The same, but it gives what it knows after each position. */
  public Gru withSequences() {
    return new Gru(name, units, true, backwards);
  }

  /**
   * Goes through sequences.
   *
   * @param inputs float [N, length, features]
   * @return float [N, units], or [N, length, units]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs) {
    Unrolled steps = new Unrolled(name, units, sequences, backwards);
    Ops tf = network.layer(name);
    Operand<TFloat32> kernel = steps.kernel(network, inputs, GATES * units);
    Operand<TFloat32> recurrent = steps.recurrentKernel(network, GATES * units);
    Operand<TFloat32> biases =
        network.parameter(
            name + "/bias", Shape.of(2, (long) GATES * units), new Initializer.Constant(0));
    Operand<TFloat32> ofState = row(tf, biases, 1);
    return steps.run(
        network,
        inputs,
        kernel,
        row(tf, biases, 0),
        1,
        (x, states) ->
            List.of(
                next(
                    tf,
                    x,
                    tf.nn.biasAdd(tf.linalg.matMul(states.get(0), recurrent), ofState),
                    states.get(0))));
  }

  private Operand<TFloat32> row(Ops tf, Operand<TFloat32> biases, int index) {
    Operand<TInt32> size = tf.array(1, GATES * units);
    return tf.reshape(tf.slice(biases, tf.array(index, 0), size), tf.array(GATES * units));
  }

  private static Operand<TFloat32> next(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> ofState, Operand<TFloat32> state) {
    List<Operand<TFloat32>> inputs = Unrolled.columns(tf, x, GATES);
    List<Operand<TFloat32>> states = Unrolled.columns(tf, ofState, GATES);
    Operand<TFloat32> update = tf.math.sigmoid(tf.math.add(inputs.get(0), states.get(0)));
    Operand<TFloat32> reset = tf.math.sigmoid(tf.math.add(inputs.get(1), states.get(1)));
    Operand<TFloat32> candidate =
        tf.math.tanh(tf.math.add(inputs.get(2), tf.math.mul(reset, states.get(2))));
    Operand<TFloat32> rest = tf.math.sub(tf.constant(1f), update);
    return tf.math.add(tf.math.mul(update, state), tf.math.mul(rest, candidate));
  }
}
