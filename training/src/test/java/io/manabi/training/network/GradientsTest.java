package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The gradients of every layer and loss against central differences. */
class GradientsTest {
  /** Types of this package that build something else than layers and losses. */
  private static final Set<String> OTHERS =
      Set.of(
          "Initializer",
          "Layer",
          "LearningRate",
          "OnPlateau",
          "Parameters",
          "Product",
          "Regularization",
          "Update");

  /** What layers are made with. */
  private static final Set<String> PRIMITIVES =
      Set.of(
          "Network.parameter",
          "Network.frozen",
          "Network.atRate",
          "Network.inBfloat16",
          "Network.penalized",
          "Network.bfloat16",
          "Network.rows",
          "Network.movingAverage",
          "Network.uniform",
          "Masks.put",
          "Sequences.pad",
          "Ranking.lists",
          "Ranking.groups",
          "Ranking.pairs",
          "Ranking.order",
          "CrossEntropy.shares");

  /** What others are made of that are here, and what has a test of its own. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "Activation.apply",
          "Network.withPenalties",
          "CrossEntropy.sigmoidOfEach",
          "CrossEntropy.softmaxOfEach",
          "Regression.huberOfEach");

  @ParameterizedTest
  @MethodSource("io.manabi.training.network.GradientCases#all")
  void agreesWithDifferences(
      String method, Mode mode, Function<LayerProbe, Operand<TFloat32>> outputs) {
    try (LayerProbe probe = new LayerProbe(mode)) {
      probe.set("bn/moving_variance", 0.5f, 2, 1);
      probe.checkGradients(outputs.apply(probe));
    }
  }

  @Test
  void coversEveryLayerAndLoss() throws Exception {
    Set<String> covered =
        GradientCases.all()
            .map(each -> (String) each.get()[0])
            .collect(Collectors.toUnmodifiableSet());
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
