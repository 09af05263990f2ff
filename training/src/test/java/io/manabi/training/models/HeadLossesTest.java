package io.manabi.training.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * With {@code y = [1, 0, 1, 0]} and {@code z = [.3, -2, -1, 1.5]}; expected numbers are those of
 * Keras 3.15.
 */
class HeadLossesTest {
  private final Graph graph = new Graph();
  private final Ops tf = GraphOps.create(graph);
  private final Operand<TFloat32> labels = tf.constant(new float[] {1, 0, 1, 0});
  private final Operand<TFloat32> outputs = tf.constant(new float[] {0.3f, -2, -1, 1.5f});

  @AfterEach
  void close() {
    graph.close();
  }

  private void check(Loss<TFloat32> loss, double... expected) {
    Operand<TFloat32> each = loss.build(tf, outputs, labels);
    try (Session session = new Session(graph);
        Result result = session.runner().fetch(each).run()) {
      TFloat32 values = (TFloat32) result.get(0);
      assertThat(values.size()).isEqualTo(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) values.getFloat(i)).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  /**
   * {@code BinaryFocalCrossentropy(apply_class_balancing=True, alpha=.25, gamma=2,
   * from_logits=True, reduction=None)(y[:, None], z[:, None])}.
   */
  @Test
  void countsWellToldExamplesLittle() {
    check(Losses.focal(0.25f, 2), 0.025098315, 0.0013526718, 0.17546709, 0.85295427);
    assertThatThrownBy(() -> Losses.focal(1.5f, 2))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("not 1.5 and 2.0");
  }

  /** {@code MeanAbsoluteError(reduction=None)(y[:, None], z[:, None])}. */
  @Test
  void takesErrorsWithoutTheirSign() {
    check(Losses.absoluteError(), 0.69999999, 2.0, 2.0, 1.5);
  }

  @Test
  void takesSquaresAndHalfSquaresOfErrors() {
    check(Losses.squaredError(), 0.49, 4, 4, 2.25);
    check(Losses.huber(1), 0.245, 1.5, 1.5, 1);
  }
}
