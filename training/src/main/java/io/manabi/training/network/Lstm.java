package io.manabi.training.network;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent layer that remembers long, after <a
 * href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber 1997</a>, with the
 * parameters of <a href="https://keras.io/api/layers/recurrent_layers/lstm">Keras's LSTM</a>, so
 * that they can be taken over: columns for the input, forget and cell gate and the output, in that
 * order. Sequences of up to 1,000 positions; see {@link Masks} for shorter ones.
 *
 * @param name the name of the layer; its parameters are {@code name/kernel}, {@code
 *     name/recurrent_kernel} and {@code name/bias}
 * @param units how many numbers it gives
 * @param sequences whether it gives them for each position, and not only the last
 * @param backwards whether it begins with the last position; of sequences it then gives the last
 *     position first, as Keras does
 */
public record Lstm(String name, int units, boolean sequences, boolean backwards) implements Layer {
  private static final int GATES = 4;

  /** A layer that gives what it knows after the last position. */
  public Lstm(String name, int units) {
    this(name, units, false, false);
  }

  /** The same, but it gives what it knows after each position. */
  public Lstm withSequences() {
    return new Lstm(name, units, true, backwards);
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
    Operand<TFloat32> bias =
        network.parameter(name + "/bias", Shape.of((long) GATES * units), this::firstBias);
    return steps.run(
        network, inputs, kernel, bias, 2, (x, states) -> next(tf, recurrent, x, states));
  }

  private static List<Operand<TFloat32>> next(
      Ops tf, Operand<TFloat32> recurrent, Operand<TFloat32> x, List<Operand<TFloat32>> states) {
    Operand<TFloat32> sum = tf.math.add(x, tf.linalg.matMul(states.get(0), recurrent));
    List<Operand<TFloat32>> gates = Unrolled.columns(tf, sum, GATES);
    Operand<TFloat32> let = tf.math.mul(tf.math.sigmoid(gates.get(0)), tf.math.tanh(gates.get(2)));
    Operand<TFloat32> kept = tf.math.mul(tf.math.sigmoid(gates.get(1)), states.get(1));
    Operand<TFloat32> cell = tf.math.add(kept, let);
    return List.of(tf.math.mul(tf.math.sigmoid(gates.get(3)), tf.math.tanh(cell)), cell);
  }

  /** 1 for the forget gate, so that nothing is forgotten at first, and 0 for the others. */
  Operand<TFloat32> firstBias(Ops tf, Shape shape, long seed) {
    float[] values = new float[GATES * units];
    Arrays.fill(values, units, 2 * units, 1);
    return tf.constant(values);
  }
}
