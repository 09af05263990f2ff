package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @CsvSource({"0, 0.5", "10, 0.5", "11, 0.25", "20, 0.25", "21, 0.125", "1000, 0.125"})
  void goesDownInSteps(float step, float rate) {
    LearningRate steps = new LearningRate.Steps(List.of(10L, 20L), List.of(0.5f, 0.25f, 0.125f));
    assertThat(evaluate(steps, step)).isEqualTo(rate);
  }

  /** {@code keras.optimizers.schedules.ExponentialDecay(0.1, 100, .5)(step)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.1, false",
    "50, 0.070710681, false",
    "250, 0.01767767, false",
    "0, 0.1, true",
    "50, 0.1, true",
    "250, 0.025, true"
  })
  void fallsByTheSameShare(float step, float rate, boolean staircase) {
    assertThat(evaluate(new LearningRate.Exponential(0.1f, 100, 0.5f, staircase), step))
        .isCloseTo(rate, within(1e-8f));
  }

  @Test
  void isAFunctionOfOnesOwn() {
    assertThat(evaluate((tf, step) -> tf.math.div(tf.constant(1f), tf.math.sqrt(step)), 4))
        .isEqualTo(0.5f);
  }

  @Test
  void hasOneRateWithoutBoundaries() {
    assertThat(evaluate(new LearningRate.Steps(List.of(), List.of(3f)), 7)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "30, 1.6290067", "50, 1.1", "60, 0.8218847", "100, 0.2", "5000, 0.2"})
  void goesDownByHalfACosine(float step, float rate) {
    assertThat(evaluate(new LearningRate.Cosine(2, 100, 0.1f), step))
        .isCloseTo(rate, within(1e-6f))
        .isCloseTo(
            (float) (2 * (0.1 + 0.9 * (1 + Math.cos(Math.PI * Math.min(1, step / 100))) / 2)),
            within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.2", "5, 1.1", "10, 2", "60, 1.1", "110, 0.2", "200, 0.2"})
  void warmsUpBeforeACosine(float step, float rate) {
    LearningRate cosine = new LearningRate.Cosine(2, 100, 0.1f);
    assertThat(evaluate(new LearningRate.WarmUp(10, 0.1f, cosine), step))
        .isCloseTo(rate, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.125", "4, 0.5", "14, 0.5", "15, 0.25"})
  void warmsUpBeforeSteps(float step, float rate) {
    LearningRate steps = new LearningRate.Steps(List.of(10L), List.of(0.5f, 0.25f));
    assertThat(evaluate(new LearningRate.WarmUp(4, 0, steps), step)).isEqualTo(rate);
  }

  @Test
  void refusesStepsThatMakeNoSense() {
    assertThatThrownBy(() -> new LearningRate.Steps(List.of(10L), List.of(1f)))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A learning rate in steps needs one rate more than boundaries, not 1 for 1.");
    assertThatThrownBy(() -> new LearningRate.Steps(List.of(10L, 10L), List.of(1f, 2f, 3f)))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The boundaries of a learning rate must ascend, unlike [10, 10].");
    assertThatThrownBy(() -> new LearningRate.Cosine(1, 0, 0))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A learning rate needs at least one step, not 0.");
    assertThatThrownBy(() -> new LearningRate.WarmUp(-1, 0, new LearningRate.Constant(1)))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A learning rate needs at least one step, not -1.");
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
