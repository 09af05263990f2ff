package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Values are those of Keras 3.12 with TensorFlow 2.18, with the same inputs and parameters (those
 * of {@link LayerProbe}); see {@link SequencesTest} for masks.
 */
class RecurrentTest {
  private static final boolean[][] MASK = {{true, true, false, true}, {true, false, true, false}};

  private final LayerProbe probe = new LayerProbe(Mode.TRAIN);
  private final Ops tf = probe.tf();
  private final Network network = probe.network();

  @AfterEach
  void close() {
    probe.close();
  }

  private Operand<TFloat32> masked(Operand<TFloat32> inputs, boolean[][] mask) {
    return network.masks().put(inputs, tf.constant(mask));
  }

  /** {@code LSTM(2, return_sequences=True)}. */
  @Test
  void goesThroughSequencesByLstm() {
    probe.checkValues(
        Layers.lstm("r", 2).withSequences().apply(network, probe.example(2, 4, 3)),
        """
        -0.2086689 0.0511836 -0.0529784 -0.1274328 -0.50019 0.5049831 -0.024781
        -0.0036145 -0.0027533 0.0368586 -0.2050884 -0.0186134 -0.0261718 -0.2608765
        -0.2704827 0.0227881
        """);
  }

  /** {@code LSTM(2)(x, mask=mask)}. */
  @Test
  void keepsTheStateOfLstmWhereNothingIs() {
    probe.checkValues(
        Layers.lstm("r", 2).apply(network, masked(probe.example(2, 4, 3), MASK)),
        "-0.1338453 -0.1830795 -0.0410619 -0.2077734");
  }

  /** {@code GRU(2, return_sequences=True)(x, mask=mask)}. */
  @Test
  void goesThroughSequencesByGru() {
    Operand<TFloat32> outputs =
        Layers.gru("r", 2).withSequences().apply(network, masked(probe.example(2, 4, 3), MASK));
    probe.checkValues(
        outputs,
        """
        0.3639839 -0.3217178 0.2173441 -0.0349139 0.2173441 -0.0349139 -0.128608
        0.1152949 0.380976 -0.0135811 0.380976 -0.0135811 0.3100748 0.0961206 0.3100748
        0.0961206
        """);
    assertThat(network.masks().of(outputs)).isPresent();
    assertThat(outputs.shape().asArray()).endsWith(4, 2);
  }

  /** {@code GRU(2, go_backwards=True)(x, mask=mask)}. */
  @Test
  void goesThroughSequencesBackwards() {
    probe.checkValues(
        new Gru("r", 2, false, true).apply(network, masked(probe.example(2, 4, 3), MASK)),
        "0.5380474 -0.1662357 0.3849689 0.0792201");
  }

  /** {@code MultiHeadAttention(2, 3)(x, x)}. */
  @Test
  void attends() {
    probe.checkValues(
        Layers.multiHeadAttention("a", 2, 3).apply(network, probe.example(2, 3, 4)),
        """
        -5.811543 -0.0703299 3.871285 -0.8612355 -5.3930192 -0.064049 3.2081814
        -0.6489766 -2.7362771 -1.8933455 2.7614594 -1.9625449 3.6391373 -0.7637578
        -2.6636844 -1.5617058 -3.0062752 4.1637282 -2.0572932 4.2421904 6.594738
        -0.4619988 -4.4628248 -1.5515487
        """);
  }

  /** {@code MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)}. */
  @Test
  void attendsToWhatWasBefore() {
    probe.checkValues(
        new MultiHeadAttention("a", 2, 3, 0, true).apply(network, probe.example(2, 3, 4)),
        """
        2.3049998 -4.5050001 0.8449999 -3.405 -5.3078294 -0.1460866 3.2448668 -0.769202
        -2.7362771 -1.8933455 2.7614594 -1.9625449 0.9525003 2.9875002 -3.6175003
        3.5375001 -0.1402878 0.4043862 -1.3234608 0.4327425 6.594738 -0.4619988
        -4.4628248 -1.5515487
        """);
  }

  /** {@code MultiHeadAttention(2, 3)(x, x, key_mask=mask, value_mask=mask)}. */
  @Test
  void attendsToNoFilling() {
    probe.checkValues(
        Layers.multiHeadAttention("a", 2, 3)
            .apply(
                network,
                masked(
                    probe.example(2, 3, 4),
                    new boolean[][] {{true, true, false}, {true, false, false}})),
        """
        -5.9557543 -0.0780489 4.1383934 -1.0314516 -5.3078294 -0.1460866 3.2448668
        -0.769202 -3.6935372 -1.2909367 3.2377739 -1.6823537 0.9525003 2.9875002
        -3.6175003 3.5375001 0.9525003 2.9875002 -3.6175003 3.5375001 0.9525003
        2.9875002 -3.6175003 3.5375001
        """);
  }

  /** {@code MultiHeadAttention(2, 3)(x, v)}. */
  @Test
  void attendsToAnotherSequence() {
    Operand<TFloat32> values = tf.math.add(probe.example(2, 2, 4), tf.constant(0.25f));
    probe.checkValues(
        new MultiHeadAttention("a", 2, 3).attend(network, probe.example(2, 3, 4), values),
        """
        -6.6282539 0.0744507 4.1558938 -0.8289516 -5.98033 0.006413 3.2623663 -0.5667017
        -4.3660378 -1.1384372 3.2552738 -1.4798541 0.2398043 -1.0283697 -0.9638131
        -0.3165498 0.2502499 -1.2532394 -0.8294929 -0.4603051 0.247942 -1.0651459
        -0.9458691 -0.3017908
        """);
  }

  @Test
  void beginsWithOrthogonalMatrices() {
    Operand<TFloat32> wide = new Initializer.Orthogonal().build(tf, Shape.of(3, 5), 7);
    Operand<TFloat32> products = tf.linalg.matMul(wide, tf.linalg.transpose(wide, tf.array(1, 0)));
    probe.checkValues(products, "1 0 0 0 1 0 0 0 1");
    probe.checkValues(Layers.lstm("l", 1).firstBias(tf, Shape.of(4), 0), "0 1 0 0");
  }

  @Test
  void refusesWhatIsNoSequence() {
    assertThatThrownBy(() -> Layers.lstm("l", 2).apply(network, probe.example(2, 3)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Layer l needs sequences of one length")
        .hasMessageContaining("not [2, 3]");
    assertThatThrownBy(() -> Layers.gru("g", 2).apply(network, probe.example(1, 1001, 1)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("1001 positions");
    assertThatThrownBy(() -> new MultiHeadAttention("a", 0, 2))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Attention a needs at least one head");
    assertThatThrownBy(() -> Layers.lstm("l", 0).apply(network, probe.example(1, 1, 1)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("at least one unit");
  }
}
