package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Network.Padding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Values are those of Keras 3.15 with TensorFlow 2.18, with the same inputs and parameters (those
 * of {@link LayerProbe}), and gradients those of differences.
 */
class ConvolutionsTest {
  private final LayerProbe probe = new LayerProbe(Mode.TRAIN);

  @AfterEach
  void close() {
    probe.close();
  }

  private Operand<TFloat32> check(Layer layer, Operand<TFloat32> inputs, double... first) {
    Operand<TFloat32> outputs = layer.apply(probe.network(), inputs);
    float[] values = probe.values(outputs);
    for (int i = 0; i < first.length; i++) {
      assertThat((double) values[i]).as("[%d]", i).isCloseTo(first[i], within(1e-5));
    }
    probe.checkGradients(outputs);
    return outputs;
  }

  /** {@code Conv1D(2, 3, padding='same')}. */
  @Test
  void convolvesRows() {
    check(
        Layers.conv1d("c", 3, 2),
        probe.example(2, 5, 3),
        4.6125002,
        -2.7125001,
        -4.7624998,
        -1.1375002,
        2.2125001,
        0.1875,
        -1.9250003,
        -4.875,
        -1.2,
        4.1000004,
        4.6875,
        -3.4875,
        -4.1875,
        1.2874999,
        8.0374994,
        -3.3375001,
        -4.7624998,
        -1.1375002,
        1.7125001,
        -0.3125);
  }

  /** {@code Conv1D(2, 3, strides=2, padding='valid')}. */
  @Test
  void convolvesRowsWithAStride() {
    check(
        new Convolution1D("c", 3, 2, 2, Padding.VALID),
        probe.example(2, 5, 3),
        -4.7624998,
        -1.1375002,
        -1.9250003,
        -4.875,
        -4.1875,
        1.2874999,
        -4.7624998,
        -1.1375002);
  }

  /** {@code DepthwiseConv2D(3, padding='same', depth_multiplier=2)}. */
  @Test
  void convolvesEachChannelByItself() {
    check(
        new DepthwiseConvolution("d", 3, 2, 1, Padding.SAME),
        probe.example(1, 4, 4, 2),
        -2.55,
        1.75,
        -3.3000002,
        1.5,
        -3.4124999,
        2.0624998,
        -3.1875,
        4.6374998,
        0.050000072,
        0.54999995,
        4.5874996,
        -2.2375002,
        -1.5375,
        1.4875001,
        -3.4750001,
        -1.6250001,
        -4.25,
        1.65,
        -4.5749998,
        2.075,
        -5.5750003,
        4.2750001,
        -0.14999998,
        3.5500002);
  }

  /** {@code SeparableConv2D(3, 3, padding='same')}. */
  @Test
  void convolvesEachChannelThenAllTogether() {
    check(
        Layers.separableConv2d("s", 3, 3),
        probe.example(1, 4, 4, 2),
        -0.70250005,
        1.4350001,
        -1.2275,
        -0.97124982,
        1.535,
        -1.5587498,
        -3.6871877,
        2.3271875,
        -0.018437723,
        0.16031224,
        1.1684376,
        -1.3834378,
        1.7856249,
        0.56687498,
        0.54812509,
        3.4168749,
        0.0081250668,
        1.4793748,
        0.25906283,
        0.95343745,
        2.7278128,
        -2.6900001,
        2.05,
        -0.88999993);
  }

  /** {@code Conv2DTranspose(2, 3, strides=2, padding='same')}. */
  @Test
  void convolvesBack() {
    Operand<TFloat32> outputs =
        check(
            Layers.conv2dTranspose("t", 3, 2, 2),
            probe.example(1, 4, 4, 2),
            -0.68750012,
            1.5125,
            1.6125001,
            -0.98750001,
            1.7,
            0.45000005,
            1.5125,
            -0.087499991,
            1.5,
            -0.94999999,
            1.4124999,
            0.81250006,
            1.7375001,
            -3.6625001,
            -1.7500001,
            -3.1000001,
            -0.18749988,
            -2.7874999,
            2.1124997,
            -0.48749989,
            2.2999997,
            -0.54999995,
            1.6125,
            0.012500018);
    assertThat(outputs.shape().asArray()).endsWith(8, 8, 2);
  }

  @Test
  void refusesAKernelWithoutSize() {
    assertThatThrownBy(() -> Layers.conv1d("c", 0, 2))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Convolution c needs a size, filters and a stride of at least 1");
  }
}
