package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class RegularizationTest {
  /** A kernel and a bias, whose gradients are 5 long. */
  private static List<float[]> gradients(Regularization regularization) {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      Ops tf = probe.tf();
      List<Operand<TFloat32>> values =
          List.of(tf.constant(new float[][] {{10, -20}}), tf.constant(new float[] {100}));
      List<Operand<TFloat32>> gradients =
          List.of(
              tf.constant(new float[][] {{2, -4}}),
              tf.constant(new float[] {(float) Math.sqrt(5)}));
      return regularized(regularization, tf, values, gradients).stream()
          .map(probe::values)
          .toList();
    }
  }

  private static List<Operand<TFloat32>> regularized(
      Regularization regularization,
      Ops tf,
      List<Operand<TFloat32>> values,
      List<Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> penalized = regularization.penalize(tf, values, gradients);
    List<Operand<TFloat32>> halfSquares =
        penalized.stream().<Operand<TFloat32>>map(tf.nn::l2Loss).toList();
    Operand<TFloat32> factor = regularization.clipFactor(tf, halfSquares);
    return penalized.stream()
        .<Operand<TFloat32>>map(each -> regularization.clips() ? tf.math.mul(each, factor) : each)
        .toList();
  }

  private static void assertGradients(Regularization regularization, double... expected) {
    List<float[]> actual = gradients(regularization);
    assertThat((double) actual.get(0)[0]).isCloseTo(expected[0], within(1e-5));
    assertThat((double) actual.get(0)[1]).isCloseTo(expected[1], within(1e-5));
    assertThat((double) actual.get(1)[0]).isCloseTo(expected[2], within(1e-5));
  }

  @Test
  void leavesGradientsAloneUnlessAsked() {
    assertGradients(Regularization.NONE, 2, -4, Math.sqrt(5));
    assertThat(Regularization.NONE.averages()).isFalse();
  }

  @Test
  void scalesLongGradientsDownTogether() {
    assertGradients(Regularization.NONE.withClipNorm(1), 2.0 / 5, -4.0 / 5, Math.sqrt(5) / 5);
    assertGradients(Regularization.NONE.withClipNorm(5.1f), 2, -4, Math.sqrt(5));
  }

  @Test
  void pullsKernelsButNotBiasesToZero() {
    assertGradients(Regularization.NONE.withWeightDecay(0.1f), 3, -6, Math.sqrt(5));
  }

  @Test
  void clipsWhatTheDecayGaveToo() {
    double norm = Math.sqrt(9 + 36 + 5);
    assertGradients(
        Regularization.NONE.withWeightDecay(0.1f).withClipNorm(2),
        3 * 2 / norm,
        -6 * 2 / norm,
        Math.sqrt(5) * 2 / norm);
  }

  @Test
  void givesZerosForZeros() {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      Operand<TFloat32> zeros = probe.tf().constant(new float[2]);
      List<Operand<TFloat32>> clipped =
          regularized(
              Regularization.NONE.withClipNorm(1), probe.tf(), List.of(zeros), List.of(zeros));
      assertThat(probe.values(clipped.get(0))).containsExactly(0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.8181818", "80, 0.1", "90, 0.1", "10000, 0.1"})
  void movesAveragesFasterAtFirst(float update, float share) {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      Operand<TFloat32> actual =
          Regularization.NONE
              .withAverageDecay(0.9f)
              .averageShare(probe.tf(), probe.tf().constant(update));
      assertThat(probe.values(actual)[0]).isCloseTo(share, within(1e-6f));
    }
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertThatThrownBy(() -> Regularization.NONE.withWeightDecay(-1))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The weight decay must be 0 or a finite number above, not -1.0.");
    assertThatThrownBy(() -> Regularization.NONE.withClipNorm(0))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The norm to clip gradients to must be above 0, not 0.0.");
    assertThatThrownBy(() -> Regularization.NONE.withAverageDecay(1))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The decay of averages of weights must be from 0 to below 1, not 1.0.");
  }
}
