package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Embedding.Pooling;
import io.manabi.training.network.Network.Padding;
import io.manabi.transform.Ragged;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Values of layers; see {@link GradientsTest} for their gradients. */
class LayersTest {
  private static final Embedding TABLE = new Embedding("t", 3, 2, new Initializer.Normal(1));

  @Test
  void looksIdsUpAndGivesZerosForNone() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("t/embedding", 1, 2, 3, 4, 5, 6);
      Operand<TInt64> ids = probe.tf().constant(new long[] {2, 0, -1, Long.MIN_VALUE, 2});
      Operand<TFloat32> rows = TABLE.lookUp(probe.network(), ids);
      assertThat(probe.values(rows)).containsExactly(5, 6, 1, 2, 0, 0, 0, 0, 5, 6);
      probe.checkGradients(rows);
    }
  }

  @Test
  void refusesIdsBeyondTheTable() {
    try (LayerProbe probe = new LayerProbe(Mode.SERVE)) {
      probe.set("t/embedding", 1, 2, 3, 4, 5, 6);
      Operand<TFloat32> rows = TABLE.lookUp(probe.network(), probe.tf().constant(new long[] {3}));
      assertThatThrownBy(() -> probe.values(rows))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("= 3 is not in [0, 3)");
    }
  }

  @Test
  void sumsTheRowsOfEachExample() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("t/embedding", 1, 2, 3, 4, 5, 6);
      Operand<TFloat32> sums = TABLE.pool(probe.network(), raggedIds(probe.tf()), Pooling.SUM);
      assertThat(probe.values(sums)).containsExactly(0, 0, 6, 8, 0, 0, 3, 4, 0, 0);
      assertThat(sums.shape().get(1)).isEqualTo(2);
      probe.checkGradients(sums);
    }
  }

  @Test
  void averagesTheRowsOfEachExample() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("t/embedding", 1, 2, 3, 4, 5, 6);
      Operand<TFloat32> means = TABLE.pool(probe.network(), raggedIds(probe.tf()), Pooling.MEAN);
      assertThat(probe.values(means)).containsExactly(0, 0, 3, 4, 0, 0, 3, 4, 0, 0);
      probe.checkGradients(means);
    }
  }

  /** Rows [], [0, 2], [-1], [1], []. */
  private static Ragged<TInt64> raggedIds(Ops tf) {
    return new Ragged<>(
        tf.constant(new long[] {0, 2, -1, 1}), tf.constant(new long[] {0, 0, 2, 3, 4, 4}));
  }

  @Test
  void poolsABatchWithoutAnyIds() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("t/embedding", 1, 2, 3, 4, 5, 6);
      Ragged<TInt64> none =
          new Ragged<>(probe.tf().constant(new long[0]), probe.tf().constant(new long[] {0, 0}));
      assertThat(probe.values(TABLE.pool(probe.network(), none, Pooling.MEAN)))
          .containsExactly(0, 0);
    }
  }

  @Test
  void weighsIdsAsALinearModelOfOneHotColumns() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("w/embedding", 1, 20, 300);
      Operand<TFloat32> sums =
          Embedding.weights("w", 3).pool(probe.network(), raggedIds(probe.tf()), Pooling.SUM);
      assertThat(probe.values(sums)).containsExactly(0, 301, 0, 20, 0);
    }
  }

  @Test
  void normalizesByTheBatchWhileTrainingAndMovesTheAverages() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("b/gamma", 2, 1);
      probe.set("b/beta", 0, 5);
      probe.set("b/moving_mean", 0, 0);
      probe.set("b/moving_variance", 1, 1);
      Operand<TFloat32> inputs =
          probe.tf().constant(new float[][] {{1, 10}, {2, 10}, {6, 40}, {-1, 4}});
      BatchNormalization layer = new BatchNormalization("b", 0.9f, 0);
      Operand<TFloat32> outputs = layer.apply(probe.network(), inputs);

      float[] values = probe.values(outputs);
      assertThat((values[0] + values[2] + values[4] + values[6]) / 4).isEqualTo(0, within(1e-6f));
      assertThat((values[1] + values[3] + values[5] + values[7]) / 4).isEqualTo(5, within(1e-6f));
      // Means 2 and 16, variances 6.5 and 198.
      assertThat(probe.values(probe.decrement("b/moving_mean")))
          .containsExactly(new float[] {-0.2f, -1.6f}, within(1e-5f));
      assertThat(probe.values(probe.decrement("b/moving_variance")))
          .containsExactly(new float[] {-0.55f, -19.7f}, within(1e-4f));
      probe.checkGradients(outputs);
    }
  }

  @Test
  void passesTheGradientOfTheBatchMeanAndVarianceOn() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("d/kernel", 0.3f, -0.2f, 0.5f, 0.9f);
      probe.set("d/bias", 0.1f, 0);
      probe.set("b/gamma", 2, 1);
      probe.set("b/beta", 0, 5);
      probe.set("b/moving_mean", 0, 0);
      probe.set("b/moving_variance", 1, 1);
      Operand<TFloat32> inputs =
          probe.tf().constant(new float[][] {{1, 2}, {2, -1}, {0.5f, 4}, {-1, 4}});
      probe.checkGradients(
          new BatchNormalization("b")
              .apply(probe.network(), probe.network().dense("d", inputs, 2)));
    }
  }

  @Test
  void normalizesByTheMovingAveragesOtherwise() {
    try (LayerProbe probe = new LayerProbe(Mode.SERVE)) {
      probe.set("b/gamma", 3);
      probe.set("b/beta", 1);
      probe.set("b/moving_mean", 10);
      probe.set("b/moving_variance", 4);
      Operand<TFloat32> inputs = probe.tf().constant(new float[][] {{10}, {14}});
      Operand<TFloat32> outputs =
          new BatchNormalization("b", 0.9f, 0).apply(probe.network(), inputs);
      assertThat(probe.values(outputs)).containsExactly(new float[] {1, 7}, within(1e-5f));
      assertThat(probe.network().decrements()).isEmpty();
    }
  }

  @Test
  void normalizesEachExampleAloneInEveryMode() {
    for (Mode mode : Mode.values()) {
      try (LayerProbe probe = new LayerProbe(mode)) {
        probe.set("n/gamma", 1, 10);
        probe.set("n/beta", 0, 5);
        Operand<TFloat32> inputs = probe.tf().constant(new float[][] {{1, 3}, {7, 6}});
        Operand<TFloat32> outputs = new LayerNormalization("n", 0).apply(probe.network(), inputs);
        assertThat(probe.values(outputs))
            .containsExactly(new float[] {-1, 15, 1, -5}, within(1e-5f));
      }
    }
  }

  @Test
  void averagesWindowsAndWholeImages() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      float[][][][] image = {{{{1}, {2}, {9}}, {{3}, {6}, {9}}}};
      Operand<TFloat32> images = probe.tf().constant(image);
      assertThat(probe.values(probe.network().averagePool(images, 2))).containsExactly(3);
      assertThat(probe.values(probe.network().globalAveragePool(images))).containsExactly(5);
    }
  }

  @Test
  void movesTheKernelByItsStride() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("c/kernel", 2);
      probe.set("c/bias", 1);
      float[][][][] image = {{{{1}, {2}, {3}}, {{4}, {5}, {6}}, {{7}, {8}, {9}}}};
      Operand<TFloat32> outputs =
          new Convolution("c", 1, 1, 2, Padding.VALID)
              .apply(probe.network(), probe.tf().constant(image));
      assertThat(probe.values(outputs)).containsExactly(3, 7, 15, 19);
    }
    assertThatThrownBy(() -> new Convolution("c", 3, 8, 0, Padding.SAME))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Convolution c needs a size, filters and a stride of at least 1, not 3, 8 and 0.");
  }
}
