package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Layers that change how others are built. */
class WrappersTest {
  private final LayerProbe probe = new LayerProbe(Mode.TRAIN);
  private final Ops tf = probe.tf();
  private final Network network = probe.network();

  @AfterEach
  void close() {
    probe.close();
  }

  /** {@code L1L2(l1, l2)} of the kernels, by hand. */
  @Test
  void countsLargeWeightsOfPenalizedLayersOnce() {
    probe.set("a/kernel", 1, -2, 3, 0);
    probe.set("a/bias", 50, 60);
    probe.set("b/kernel", -1, 2);
    probe.set("b/bias", 70);
    probe.set("c/kernel", 99);
    probe.set("c/bias", 99);
    Layer layers =
        Layers.inOrder(
            List.of(
                Layers.penalized(new Penalty(0.5f, 0.1f), Layers.dense("a", 2)),
                Layers.penalized(Penalty.l2(0.2f), Layers.dense("b", 1)),
                Layers.dense("c", 1)));
    layers.apply(network, tf.constant(new float[][] {{1, 1}}));
    Operand<TFloat32> loss = network.withPenalties(tf.constant(1f));
    // 1 + 0.5 · 6 + 0.1 · 14 + 0.2 · 5
    probe.checkValues(loss, "6.4");
  }

  @Test
  void findsGradientsOfPenalties() {
    Operand<TFloat32> outputs =
        Layers.penalized(new Penalty(0.3f, 0.2f), Layers.dense("d", 1))
            .apply(network, probe.input("x", 1, 2));
    probe.checkGradients(network.withPenalties(tf.reduceSum(outputs, tf.array(0, 1))));
  }

  @Test
  void countsTheRowsOfABatch() {
    probe.set("t/embedding", 1, 2, 3, 4, 5, 6);
    Embedding table = new Embedding("t", 3, 2, new Initializer.Normal(1));
    network.penalized(
        Penalty.l1(1),
        (net, x) -> table.lookUp(net, net.tf().constant(new long[] {0, 2, 0})),
        tf.constant(0f));
    probe.checkValues(network.withPenalties(tf.constant(0f)), "17");
  }

  @Test
  void refusesAPenaltyBelowZero() {
    assertThatThrownBy(() -> new Penalty(0, -1))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("not 0.0 and -1.0");
  }

  /** The same within the precision of 8 bits, but not to the last bit. */
  @Test
  void multipliesInBfloat16() {
    Layer[] layers = {
      Layers.reshape(4, 4, 1),
      Layers.conv2d("c", 3, 2),
      Layers.depthwiseConv2d("w", 3),
      Layers.separableConv2d("s", 3, 2),
      Layers.conv2dTranspose("t", 3, 2, 1),
      Layers.reshape(4, 8),
      Layers.conv1d("r", 3, 2),
      Layers.multiHeadAttention("m", 1, 2),
      Layers.flatten(),
      Layers.dense("d", 3),
      (net, x) -> net.tf().math.tanh(net.tf().math.mul(x, net.tf().constant(0.01f)))
    };
    float[] pixels = new float[32];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i % 7 - 3) / 20f;
    }
    Operand<TFloat32> inputs = tf.reshape(tf.constant(pixels), tf.array(2, 16));
    float[] exact = probe.values(Layers.inOrder(List.of(layers)).apply(network, inputs));
    try (LayerProbe other = new LayerProbe(Mode.TRAIN)) {
      Operand<TFloat32> same =
          other.tf().reshape(other.tf().constant(pixels), other.tf().array(2, 16));
      Operand<TFloat32> outputs = Layers.bfloat16(layers).apply(other.network(), same);
      float[] rounded = other.values(outputs);
      assertThat(rounded).containsExactly(exact, within(0.05f)).isNotEqualTo(exact);
      assertThat(other.values(other.gradient(outputs))).doesNotContain(Float.NaN);
    }
  }

  @Test
  void findsGradientsThroughBfloat16() {
    Operand<TFloat32> x = probe.input("x", 1, 4);
    Operand<TFloat32> outputs = Layers.bfloat16(Layers.dense("d", 1)).apply(network, x);
    probe.set("x", 0.5f, 1, -2, 0.25f);
    probe.set("d/kernel", 1, 0.5f, -1, 2);
    probe.set("d/bias", 0);
    // Numbers that bfloat16 has.
    probe.checkValues(outputs, "3.5");
    probe.checkValues(probe.gradient(outputs), "1 0.5 -1 2");
  }
}
