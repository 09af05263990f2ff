package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.training.network.Embedding.Pooling;
import io.manabi.transform.Ragged;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Values are those of Keras 3.12 with TensorFlow 2.18, with the same inputs and parameters (those
 * of {@link LayerProbe}); see {@link GradientsTest} for the gradients.
 */
class SequencesTest {
  private static final float ROOT = (float) Math.sqrt(2);

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

  /** What is filled up, through all layers of a list, changes nothing. */
  @Test
  void countsFillingForNothing() {
    Layer layers =
        Layers.inOrder(
            List.of(
                Layers.positionEmbedding("p"),
                Layers.residual(Layers.multiHeadAttention("a", 2, 3)),
                Layers.layerNormalization("n"),
                Layers.dense("d", 3),
                Layers.relu(),
                Layers.lstm("l", 3).withSequences(),
                Layers.gru("g", 3).withSequences(),
                Layers.globalAveragePool1d()));
    Embedding table = Embedding.of("t", 9, 4);
    float[][] results = new float[2][];
    for (int i = 0; i < 2; i++) {
      try (LayerProbe other = new LayerProbe(Mode.TRAIN)) {
        // The same numbers for positions, of which the second sequence has more.
        other.set(
            "p/embeddings", Arrays.copyOf(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, i == 0 ? 8 : 20));
        long[] ids = i == 0 ? new long[] {3, 5} : new long[] {3, 5, -1, -1, -1};
        Operand<TInt64> row = other.tf().constant(new long[][] {ids});
        results[i] =
            other.values(layers.apply(other.network(), table.sequence(other.network(), row)));
      }
    }
    assertThat(results[1]).containsExactly(results[0], within(1e-6f));
    assertThat(results[0]).doesNotContain(0f);
  }

  @Test
  void poolsPositionsThatAreThere() {
    boolean[][] mask = {{true, true, false}, {false, false, false}};
    probe.checkValues(
        Layers.globalAveragePool1d().apply(network, masked(probe.example(2, 3, 4), mask)),
        "-0.5 0 0.5 -0.75 0 0 0 0");
    probe.checkValues(
        Layers.globalMaxPool1d().apply(network, masked(probe.example(2, 3, 2), mask)),
        "-0.5 0 -1e9 -1e9");
    probe.checkValues(
        Layers.globalAveragePool1d().apply(network, probe.example(1, 2, 2)), "-1 -0.5");
  }

  /** {@code Masking(0.5)}. */
  @Test
  void masksPositionsOfOneValue() {
    Operand<TFloat32> inputs = tf.constant(new float[][][] {{{0.5f, 0.5f}, {0.5f, 1}}});
    Operand<TFloat32> outputs = Layers.masking(0.5f).apply(network, inputs);
    probe.checkValues(outputs, "0 0 0.5 1");
    Operand<TBool> mask = network.masks().of(outputs).orElseThrow();
    probe.checkValues(tf.dtypes.cast(mask, TFloat32.class), "0 1");
  }

  /** Rows [], [0, 2], [1, 3, 0]. */
  private <T extends TType> Ragged<T> rows(Operand<T> values) {
    return new Ragged<>(values, tf.constant(new long[] {0, 0, 2, 5}));
  }

  @Test
  void cutsAndFillsUpRows() {
    Operand<TInt64> ids = Sequences.pad(tf, rows(tf.constant(new long[] {0, 2, 1, 3, 0})), 2);
    probe.checkValues(tf.dtypes.cast(ids, TFloat32.class), "-1 -1 0 2 1 3");
    assertThat(ids.shape().get(1)).isEqualTo(2);
    Operand<TFloat32> numbers =
        Sequences.pad(network, rows(tf.constant(new float[] {5, 0, 7, 8, 9})), 3);
    probe.checkValues(numbers, "0 0 0 5 0 0 7 8 9");
    probe.checkValues(
        tf.dtypes.cast(network.masks().of(numbers).orElseThrow(), TFloat32.class),
        "0 0 0 1 1 0 1 1 1");
  }

  /** {@code tf.nn.safe_embedding_lookup_sparse} with these weights and combiners. */
  @Test
  void weighsTheRowsOfABag() {
    probe.set("t/embedding", 1, 2, 3, 4, 5, 6, 7, 8);
    Ragged<TInt64> ids = rows(tf.constant(new long[] {0, 2, 1, 3, 0}));
    Ragged<TFloat32> weights = rows(tf.constant(new float[] {1, 3, 2, 0.5f, 1}));
    probe.checkValues(bag(ids, weights, Pooling.SUM), "0 0 16 20 10.5 14");
    probe.checkValues(bag(ids, weights, Pooling.MEAN), "0 0 4 5 3 4");
    probe.checkValues(
        bag(ids, weights, Pooling.SQRTN), "0 0 5.0596442 6.3245554 4.5825758 6.1101012");
    try (LayerProbe other = new LayerProbe(Mode.TRAIN)) {
      other.set("t/embedding", 1, 2, 3, 4, 5, 6, 7, 8);
      Operand<TFloat32> means =
          new Embedding("t", 4, 2, new Initializer.Normal(1))
              .pool(
                  other.network(),
                  other.tf().constant(new long[][] {{-1, -1}, {0, 2}, {3, -1}}),
                  Pooling.SQRTN);
      assertThat(other.values(means))
          .containsExactly(new float[] {0, 0, 3 * ROOT, 4 * ROOT, 7, 8}, within(1e-5f));
    }
  }

  private Operand<TFloat32> bag(Ragged<TInt64> ids, Ragged<TFloat32> weights, Pooling pooling) {
    return new Embedding("t", 4, 2, new Initializer.Normal(1)).pool(network, ids, weights, pooling);
  }
}
