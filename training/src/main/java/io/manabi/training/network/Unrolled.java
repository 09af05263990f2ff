package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A recurrent layer whose steps lie one after the other in the graph: TensorFlow's C library, which
 * finds the gradients, knows none of loops. As in Keras, a position that is masked leaves the state
 * as it is, and gives what the one before gave.
 *
 * @param name the name of the layer
 * @param units how many numbers a state has
 * @param sequences whether the layer gives what each position gives, and not only the last
 * @param backwards whether the layer begins with the last position
 */
record Unrolled(String name, int units, boolean sequences, boolean backwards) {
  /** More would make a graph too large to build in reasonable time. */
  private static final int MAX_LENGTH = 1000;

  /** One step: from what the inputs of a position give, and the states before, the states after. */
  interface Cell {
    List<Operand<TFloat32>> next(Operand<TFloat32> projected, List<Operand<TFloat32>> states);
  }

  Unrolled {
    if (units < 1) {
      throw ManabiException.user(
          "Layer %s needs at least one unit, not %s.".formatted(name, units));
    }
  }

  /** The learned numbers that inputs are multiplied by, [features, columns]. */
  Operand<TFloat32> kernel(Network network, Operand<TFloat32> inputs, int columns) {
    long features = Sequences.require(name, inputs).get(2);
    return network.parameter(
        name + "/kernel", Shape.of(features, columns), Initializer.glorot(features, columns));
  }

  /** The learned numbers that the state is multiplied by, [units, columns]. */
  Operand<TFloat32> recurrentKernel(Network network, int columns) {
    return network.parameter(
        name + "/recurrent_kernel", Shape.of(units, columns), new Initializer.Orthogonal());
  }

  /**
   * Goes through the positions.
   *
   * @param kernel what inputs are multiplied by
   * @param bias what is added to that
   * @param states how many states there are; the first is what the layer gives
   */
  Operand<TFloat32> run(
      Network network,
      Operand<TFloat32> inputs,
      Operand<TFloat32> kernel,
      Operand<TFloat32> bias,
      int states,
      Cell cell) {
    Ops tf = network.layer(name);
    long length = Sequences.require(name, inputs).get(1);
    if (length > MAX_LENGTH) {
      throw ManabiException.user(
          "Layer %s goes through sequences of %s positions, but its steps are laid out in the graph and at most %s are; cut the sequences."
              .formatted(name, length, MAX_LENGTH));
    }
    List<Operand<TFloat32>> positions = positions(tf, inputs, kernel, bias);
    Optional<List<Operand<TBool>>> masks =
        network.masks().of(inputs).map(m -> columns(tf, m, length));
    List<Operand<TFloat32>> state = zeros(tf, positions.get(0), states);
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int step = 0; step < length; step++) {
      int position = backwards ? (int) length - 1 - step : step;
      List<Operand<TFloat32>> next = cell.next(positions.get(position), state);
      List<Operand<TFloat32>> before = state;
      state = masks.map(all -> kept(tf, all.get(position), next, before)).orElse(next);
      outputs.add(state.get(0));
    }
    if (!sequences) {
      return state.get(0);
    }
    Operand<TFloat32> all = tf.stack(outputs, Stack.axis(1L));
    // Keras gives them in the order of the steps, of which the mask knows nothing.
    if (!backwards) {
      network.masks().carry(inputs, all);
    }
    return all;
  }

  private static List<Operand<TFloat32>> positions(
      Ops tf, Operand<TFloat32> inputs, Operand<TFloat32> kernel, Operand<TFloat32> bias) {
    Shape shape = inputs.shape();
    Operand<TFloat32> rows = tf.reshape(inputs, tf.array(-1L, shape.get(2)));
    Operand<TFloat32> projected = tf.nn.biasAdd(tf.linalg.matMul(rows, kernel), bias);
    Operand<TFloat32> apart =
        tf.reshape(projected, tf.array(-1L, shape.get(1), kernel.shape().get(1)));
    List<Operand<TFloat32>> positions = new ArrayList<>();
    tf.unstack(apart, shape.get(1), Unstack.axis(1L)).forEach(positions::add);
    return positions;
  }

  /** Cuts [N, …] into so many equal parts of its columns. */
  static <T extends TType> List<Operand<T>> columns(Ops tf, Operand<T> matrix, long count) {
    List<Operand<T>> columns = new ArrayList<>();
    tf.split(tf.constant(1), matrix, count).forEach(columns::add);
    return columns;
  }

  private List<Operand<TFloat32>> zeros(Ops tf, Operand<TFloat32> like, int count) {
    Operand<TFloat32> zeros = tf.zerosLike(tf.slice(like, tf.array(0, 0), tf.array(-1, units)));
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      states.add(zeros);
    }
    return states;
  }

  private static List<Operand<TFloat32>> kept(
      Ops tf,
      Operand<TBool> isThere,
      List<Operand<TFloat32>> next,
      List<Operand<TFloat32>> before) {
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      states.add(tf.select(isThere, next.get(i), before.get(i)));
    }
    return states;
  }
}
