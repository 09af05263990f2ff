package io.manabi.training.network;

import io.manabi.training.network.Embedding.Pooling;
import io.manabi.training.network.Network.Padding;
import io.manabi.transform.Ragged;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Layers and losses with small inputs, each with the public method that builds it. */
final class GradientCases {
  private static final Embedding TABLE = new Embedding("t", 4, 3, new Initializer.Normal(1));

  private GradientCases() {}

  static Stream<Arguments> all() {
    return Stream.of(images(), rows(), sequences(), losses(), RankingCases.all())
        .flatMap(Function.identity());
  }

  private static Arguments layer(
      String method, Mode mode, Function<LayerProbe, Operand<TFloat32>> outputs) {
    return Arguments.of(method, mode, outputs);
  }

  static Arguments layer(String method, Function<LayerProbe, Operand<TFloat32>> outputs) {
    return layer(method, Mode.TRAIN, outputs);
  }

  private static Stream<Arguments> images() {
    return Stream.of(
        layer(
            "Network.conv2d",
            p -> p.network().conv2d("c", p.input("x", 1, 4, 3, 2), 3, 2, Padding.SAME)),
        layer(
            "Network.conv2d",
            p -> p.network().conv2d("c", p.input("x", 2, 3, 3, 1), 2, 2, Padding.VALID)),
        layer(
            "Convolution.apply",
            p ->
                new Convolution("c", 3, 2, 2, Padding.SAME)
                    .apply(p.network(), p.input("x", 1, 4, 5, 2))),
        layer(
            "Convolution.apply",
            p ->
                new Convolution("c", 2, 1, 3, Padding.VALID)
                    .apply(p.network(), p.input("x", 1, 6, 5, 2))),
        layer(
            "Convolution1D.apply",
            p ->
                new Convolution1D("c", 3, 2, 2, Padding.SAME)
                    .apply(p.network(), p.input("x", 2, 5, 2))),
        layer(
            "DepthwiseConvolution.apply",
            p ->
                new DepthwiseConvolution("c", 3, 2, 1, Padding.SAME)
                    .apply(p.network(), p.input("x", 1, 4, 3, 2))),
        layer(
            "SeparableConvolution.apply",
            p ->
                new SeparableConvolution("c", 2, 3, 1, Padding.VALID)
                    .apply(p.network(), p.input("x", 1, 4, 3, 2))),
        layer(
            "TransposedConvolution.apply",
            p ->
                new TransposedConvolution("c", 3, 2, 2, Padding.SAME)
                    .apply(p.network(), p.input("x", 1, 3, 2, 2))),
        layer("Network.maxPool", p -> p.network().maxPool(p.input("x", 1, 4, 5, 2), 2)),
        layer("Network.averagePool", p -> p.network().averagePool(p.input("x", 1, 4, 5, 2), 2)),
        layer(
            "Network.globalAveragePool",
            p -> p.network().globalAveragePool(p.input("x", 2, 3, 2, 3))),
        layer("Network.flatten", p -> p.network().flatten(p.input("x", 2, 3, 2, 1))),
        layer(
            "BatchNormalization.apply",
            p -> new BatchNormalization("bn").apply(p.network(), p.input("x", 2, 2, 2, 3))),
        layer(
            "LayerNormalization.apply",
            p -> new LayerNormalization("ln").apply(p.network(), p.input("x", 2, 2, 2, 3))));
  }

  private static Stream<Arguments> rows() {
    return Stream.of(
        layer("Network.dense", p -> p.network().dense("d", p.input("x", 3, 4), 2)),
        layer("Network.relu", p -> p.network().relu(p.input("x", 3, 4))),
        layer("Network.dropout", Mode.EVAL, p -> p.network().dropout(p.input("x", 3, 4), 0.5f)),
        layer(
            "BatchNormalization.apply",
            p -> new BatchNormalization("bn").apply(p.network(), p.input("x", 5, 3))),
        layer(
            "BatchNormalization.apply",
            Mode.SERVE,
            p -> new BatchNormalization("bn").apply(p.network(), p.input("x", 5, 3))),
        layer(
            "LayerNormalization.apply",
            p -> new LayerNormalization("ln", 0.1f).apply(p.network(), p.input("x", 5, 3))),
        layer(
            "Embedding.lookUp",
            p -> TABLE.lookUp(p.network(), p.tf().constant(new long[] {2, 0, -1, 2}))),
        layer("Embedding.pool", p -> TABLE.pool(p.network(), ids(p.tf()), Pooling.SUM)),
        layer("Embedding.pool", p -> TABLE.pool(p.network(), ids(p.tf()), Pooling.MEAN)),
        layer(
            "Embedding.pool",
            p -> {
              Ragged<TInt64> ids = ids(p.tf());
              return TABLE.pool(p.network(), ids, ids.with(p.input("w", 4)), Pooling.SQRTN);
            }));
  }

  private static Stream<Arguments> sequences() {
    Lstm lstm = new Lstm("r", 2);
    Gru gru = new Gru("r", 2);
    return Stream.of(
        layer("Network.dense", p -> p.network().dense("d", p.input("x", 2, 3, 2), 2)),
        layer("Lstm.apply", p -> lstm.withSequences().apply(p.network(), p.input("x", 2, 3, 2))),
        layer("Lstm.apply", p -> lstm.apply(p.network(), masked(p))),
        layer("Gru.apply", p -> gru.withSequences().apply(p.network(), p.input("x", 2, 3, 2))),
        layer("Gru.apply", p -> gru.apply(p.network(), masked(p))),
        layer(
            "MultiHeadAttention.apply",
            p -> new MultiHeadAttention("a", 2, 2).apply(p.network(), masked(p))),
        layer(
            "MultiHeadAttention.attend",
            p ->
                new MultiHeadAttention("a", 1, 2, 0, true)
                    .attend(p.network(), p.input("q", 2, 3, 1), p.input("x", 2, 3, 2))),
        layer(
            "Attention.scaledDotProduct",
            p ->
                Attention.scaledDotProduct(
                    p.network(),
                    p.input("q", 1, 2, 3),
                    p.input("k", 1, 3, 3),
                    p.input("v", 1, 3, 2),
                    Optional.of(p.tf().constant(new boolean[] {true, false, true})))),
        layer("Sequences.mean", p -> Sequences.mean(p.network(), masked(p))),
        layer("Sequences.mean", p -> Sequences.mean(p.network(), p.input("x", 2, 3, 2))),
        layer("Sequences.max", p -> Sequences.max(p.network(), masked(p))),
        layer("Masking.apply", p -> new Masking(0.5f).apply(p.network(), p.input("x", 2, 3, 2))),
        layer(
            "Embedding.sequence",
            p -> TABLE.sequence(p.network(), p.tf().constant(new long[][] {{2, -1}, {0, 2}}))));
  }

  /** Two sequences of three positions, of which the second has one only. */
  private static Operand<TFloat32> masked(LayerProbe probe) {
    return probe
        .network()
        .masks()
        .put(
            probe.input("x", 2, 3, 2),
            probe.tf().constant(new boolean[][] {{true, true, true}, {true, false, false}}));
  }

  /** Rows [], [0, 2], [-1], [3], []. */
  private static Ragged<TInt64> ids(Ops tf) {
    return new Ragged<>(
        tf.constant(new long[] {0, 2, -1, 3}), tf.constant(new long[] {0, 0, 2, 3, 4, 4}));
  }

  private static Stream<Arguments> losses() {
    float[][] shares = {{0.2f, 0.5f, 0.3f}, {1, 0, 0}};
    float[][] labels = {{0.1f, -3, 2}, {0.33f, 0, 0.66f}};
    return Stream.of(
        layer(
            "CrossEntropy.sigmoid",
            p ->
                CrossEntropy.sigmoid(
                    p.tf(), p.input("x", 4), p.tf().constant(new float[] {1, 0, 0.3f, 1}))),
        layer(
            "CrossEntropy.softmax",
            p -> CrossEntropy.softmax(p.tf(), p.input("x", 2, 3), p.tf().constant(shares))),
        layer(
            "CrossEntropy.softmaxOfClasses",
            p ->
                CrossEntropy.softmaxOfClasses(
                    p.tf(), p.input("x", 2, 3), p.tf().constant(new long[] {2, 0}), 0.1f)),
        layer(
            "Regression.meanSquaredError",
            p -> Regression.meanSquaredError(p.tf(), p.input("x", 2, 3), p.tf().constant(labels))),
        layer(
            "Regression.huber",
            p -> Regression.huber(p.tf(), p.input("x", 2, 3), p.tf().constant(labels), 0.9f)));
  }
}
