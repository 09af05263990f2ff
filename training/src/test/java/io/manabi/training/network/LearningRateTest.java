package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class LearningRateTest {
  @ParameterizedTest
  @CsvSource({"0, 0.1", "50, 0.55", "100, 1", "550, 0.505", "1000, 0.01", "2000, 0.01"})
  void goesUpAndDownOnce(float step, float share) {
    LearningRate rate = new LearningRate.OneCycle(0.5f, 0.1f, 100, 1000, 0.01f);
    assertThat(evaluate(rate, step)).isCloseTo(0.5f * share, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"0", "1000"})
  void staysWhereItIs(float step) {
    assertThat(evaluate(new LearningRate.Constant(0.25f), step)).isEqualTo(0.25f);
  }

  private static float evaluate(LearningRate rate, float step) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> built = rate.build(tf, tf.constant(step));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(built).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }
  }
}
