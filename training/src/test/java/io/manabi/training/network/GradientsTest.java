package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.training.network.Embedding.Pooling;
import io.manabi.training.network.Network.Padding;
import io.manabi.transform.Ragged;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The gradients of every layer and loss against central differences. */
class GradientsTest {
  private static final Embedding TABLE = new Embedding("t", 4, 3, new Initializer.Normal(1));

  /** Types of this package that build something else than layers and losses. */
  private static final Set<String> OTHERS =
      Set.of("Initializer", "Layer", "LearningRate", "Parameters", "Regularization", "Update");

  /** What layers are made with. */
  private static final Set<String> PRIMITIVES =
      Set.of(
          "Network.parameter",
          "Network.frozen",
          "Network.rows",
          "Network.movingAverage",
          "Network.uniform",
          "CrossEntropy.shares");

  /** What others are made of that are here, and what has a test of its own. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "Activation.apply",
          "CrossEntropy.sigmoidOfEach",
          "CrossEntropy.softmaxOfEach",
          "Regression.huberOfEach");

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithDifferences(
      String method, Mode mode, Function<LayerProbe, Operand<TFloat32>> outputs) {
    try (LayerProbe probe = new LayerProbe(mode)) {
      probe.set("bn/moving_variance", 0.5f, 2, 1);
      probe.checkGradients(outputs.apply(probe));
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(images(), rows(), losses()).flatMap(Function.identity());
  }

  private static Arguments layer(
      String method, Mode mode, Function<LayerProbe, Operand<TFloat32>> outputs) {
    return Arguments.of(method, mode, outputs);
  }

  private static Arguments layer(String method, Function<LayerProbe, Operand<TFloat32>> outputs) {
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
        layer("Embedding.pool", p -> TABLE.pool(p.network(), ids(p.tf()), Pooling.MEAN)));
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

  @Test
  void coversEveryLayerAndLoss() throws Exception {
    Set<String> covered =
        cases().map(each -> (String) each.get()[0]).collect(Collectors.toUnmodifiableSet());
    Path classes = Path.of(Network.class.getResource("Network.class").toURI()).getParent();
    try (Stream<Path> files = Files.list(classes)) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString().replace(".class", ""))
              .filter(name -> !name.contains("$") && !name.contains("-") && !OTHERS.contains(name))
              .flatMap(GradientsTest::methods)
              .filter(method -> !PRIMITIVES.contains(method) && !ELSEWHERE.contains(method))
              .distinct()
              .toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(covered);
    }
  }

  /** The public methods of a class that give a tensor. */
  private static Stream<String> methods(String name) {
    try {
      Class<?> type = Class.forName(Network.class.getPackageName() + "." + name);
      return Arrays.stream(type.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> method.getReturnType() == Operand.class)
          .map(Method::getName)
          .map(method -> name + "." + method);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noticesAGradientThatIsOnePercentWrong() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      Ops tf = probe.tf();
      Operand<TFloat32> inputs = probe.input("x", 6);
      Operand<TFloat32> hidden = tf.stopGradient(tf.math.mul(inputs, tf.constant(0.01f)));
      Operand<TFloat32> outputs = tf.math.add(inputs, hidden);
      assertThatThrownBy(() -> probe.checkGradients(outputs))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("x[");
    }
  }

  @Test
  void dropsAndScalesGradientsAsDropoutDoesNumbers() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      Operand<TFloat32> ones = probe.input("x", 1000);
      float[] values = new float[1000];
      Arrays.fill(values, 1);
      probe.set("x", values);
      Operand<TFloat32> outputs = probe.network().dropout(ones, 0.25f);
      List<float[]> run = probe.run(List.of(outputs, probe.gradient(outputs)));
      assertThat(run.get(1)).containsExactly(run.get(0));
      int kept = 0;
      for (float value : run.get(0)) {
        assertThat(value == 0 ? 4 / 3f : value).isCloseTo(4 / 3f, within(1e-6f));
        kept += value == 0 ? 0 : 1;
      }
      assertThat(kept).isBetween(650, 850);
    }
  }
}
