package io.manabi.training.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** A network whose parameters have the values that a test gives them. */
final class LayerProbe implements AutoCloseable {
  private static final float STEP = 1e-2f;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, float[]> values = new HashMap<>();
  private final Map<Parameter, Placeholder<TFloat32>> parameters = new LinkedHashMap<>();
  private final Network network;

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

  Operand<TFloat32> decrement(String parameter) {
    return requireNonNull(network.decrements().get(parameter));
  }

  float[] values(Operand<TFloat32> tensor) {
    return run(List.of(tensor)).get(0);
  }

  private List<float[]> run(List<Operand<TFloat32>> tensors) {
    List<TFloat32> fed = new ArrayList<>();
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      parameters.forEach(
          (parameter, placeholder) -> {
            Shape shape = parameter.shape();
            TFloat32 tensor =
                TFloat32.tensorOf(
                    shape, DataBuffers.of(requireNonNull(values.get(parameter.name()))));
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

  /** Compares the gradients of the sum of squares of {@code outputs} with differences. */
  void checkGradients(Operand<TFloat32> outputs) {
    Operand<TFloat32> flat = tf.reshape(outputs, tf.constant(new int[] {-1}));
    Operand<TFloat32> bent = tf.math.mul(tf.math.tanh(flat), tf.math.add(flat, tf.constant(1f)));
    Operand<TFloat32> loss = tf.reduceSum(bent, tf.constant(0));
    List<Parameter> learned = parameters.keySet().stream().filter(Parameter::learned).toList();
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(),
            learned.stream()
                .map(parameter -> requireNonNull(parameters.get(parameter)).asOutput())
                .toArray(Output<?>[]::new));
    List<Operand<TFloat32>> typed = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      typed.add(gradient.expect(TFloat32.class));
    }
    List<float[]> computed = run(typed);
    for (int p = 0; p < learned.size(); p++) {
      float[] value = requireNonNull(values.get(learned.get(p).name()));
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
            .isCloseTo(expected, within(1e-2 * (1 + Math.abs(expected))));
      }
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
