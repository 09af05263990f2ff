package io.manabi.training.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A network whose parameters have the values that a test gives them; others have different numbers
 * from -1.6 to 1.6, a twentieth apart and none of them 0.
 */
final class LayerProbe implements AutoCloseable {
  private static final float STEP = 1e-2f;
  private static final double TOLERANCE = 2e-3;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, float[]> values = new HashMap<>();
  private final Map<Parameter, Placeholder<TFloat32>> parameters = new LinkedHashMap<>();
  private final Network network;
  private @Nullable Session session;

  LayerProbe(Mode mode) {
    network =
        new Network(
            tf,
            mode,
            parameter -> {
              Placeholder<TFloat32> value =
                  tf.placeholder(TFloat32.class, Placeholder.shape(parameter.shape()));
              parameters.put(parameter, value);
              return value;
            });
  }

  Ops tf() {
    return tf;
  }

  Network network() {
    return network;
  }

  void set(String parameter, float... value) {
    values.put(parameter, value);
  }

  /** Something to find gradients of, beside the parameters of layers. */
  Operand<TFloat32> input(String name, long... shape) {
    return network.parameter(name, Shape.of(shape), new Initializer.Constant(0));
  }

  /** {@code (np.arange(n) % 7 - 3) / 2}, as an example to compare with Keras. */
  Operand<TFloat32> example(long... shape) {
    float[] values = new float[(int) Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 7 - 3) / 2f;
    }
    return tf.reshape(tf.constant(values), tf.constant(shape));
  }

  private float[] value(Parameter parameter) {
    return values.computeIfAbsent(
        parameter.name(),
        name -> {
          float[] numbers = new float[(int) parameter.shape().size()];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (Math.floorMod(i * 37 + name.hashCode(), 64) - 31.5f) / 20;
          }
          return numbers;
        });
  }

  Operand<TFloat32> decrement(String parameter) {
    return requireNonNull(network.decrements().get(parameter));
  }

  float[] values(Operand<TFloat32> tensor) {
    return run(List.of(tensor)).get(0);
  }

  /**
   * Compares all values of a tensor.
   *
   * @param expected with spaces between
   */
  void checkValues(Operand<TFloat32> tensor, String expected) {
    String[] numbers = expected.strip().split("\\s+", -1);
    float[] values = values(tensor);
    assertThat(values.length).isEqualTo(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      assertThat((double) values[i])
          .as("[%d]", i)
          .isCloseTo(Double.parseDouble(numbers[i]), within(2e-6));
    }
  }

  /** The values of several tensors at once. */
  List<float[]> run(List<Operand<TFloat32>> tensors) {
    List<TFloat32> fed = new ArrayList<>();
    session = session == null ? new Session(graph) : session;
    try {
      Session.Runner runner = session.runner();
      parameters.forEach(
          (parameter, placeholder) -> {
            TFloat32 tensor =
                TFloat32.tensorOf(parameter.shape(), DataBuffers.of(value(parameter)));
            fed.add(tensor);
            runner.feed(placeholder, tensor);
          });
      tensors.forEach(runner::fetch);
      List<float[]> results = new ArrayList<>();
      try (Result result = runner.run()) {
        result.forEach(
            entry -> {
              TFloat32 tensor = (TFloat32) entry.getValue();
              float[] copy = new float[(int) tensor.size()];
              tensor.copyTo(DataBuffers.of(copy));
              results.add(copy);
            });
      }
      return results;
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /** The gradients of the sum of {@code outputs} by the parameters that are learned. */
  private List<Operand<TFloat32>> gradients(Operand<TFloat32> outputs, List<Parameter> learned) {
    Output<?>[] gradients =
        graph.addGradients(
            outputs.asOutput(),
            learned.stream()
                .map(parameter -> requireNonNull(parameters.get(parameter)).asOutput())
                .toArray(Output<?>[]::new));
    List<Operand<TFloat32>> typed = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      typed.add(gradient.expect(TFloat32.class));
    }
    return typed;
  }

  /** The gradient of the sum of {@code outputs} by the only parameter. */
  Operand<TFloat32> gradient(Operand<TFloat32> outputs) {
    return gradients(outputs, List.copyOf(parameters.keySet())).get(0);
  }

  /** Compares the gradients of a bent sum of {@code outputs} with central differences. */
  void checkGradients(Operand<TFloat32> outputs) {
    Operand<TFloat32> flat = tf.reshape(outputs, tf.constant(new int[] {-1}));
    Operand<TFloat32> bent = tf.math.mul(tf.math.tanh(flat), tf.math.add(flat, tf.constant(1f)));
    Operand<TFloat32> loss = tf.reduceSum(bent, tf.constant(0));
    List<Parameter> learned = parameters.keySet().stream().filter(Parameter::learned).toList();
    List<float[]> computed = run(gradients(loss, learned));
    for (int p = 0; p < learned.size(); p++) {
      float[] value = value(learned.get(p));
      for (int i = 0; i < value.length; i++) {
        float before = value[i];
        value[i] = before + STEP;
        double above = values(loss)[0];
        value[i] = before - STEP;
        double below = values(loss)[0];
        value[i] = before;
        double expected = (above - below) / (2 * STEP);
        assertThat((double) computed.get(p)[i])
            .as("%s[%d]", learned.get(p).name(), i)
            .isCloseTo(expected, within(TOLERANCE * (1 + Math.abs(expected))));
      }
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    graph.close();
  }
}
