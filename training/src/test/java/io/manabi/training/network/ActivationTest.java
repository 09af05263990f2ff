package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

class ActivationTest {
  /** {@code keras.activations.get(name)(np.array([-3, -1, -.5, 0, .5, 1, 3]))} of Keras 3.15. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RELU| 0 0 0 0 0.5 1 3",
        "ELU| -0.95021296 -0.63212055 -0.39346933 0.0 0.5 1.0 3.0",
        "SELU| -1.6705687 -1.1113307 -0.69175816 0.0 0.52535051 1.050701 3.1521029",
        "GELU| -0.0040496886 -0.15865526 -0.15426877 0.0 0.34573123 0.84134471 2.9959502",
        "SILU| -0.14227763 -0.26894143 -0.18877034 0.0 0.31122968 0.7310586 2.8577223",
        "SOFTPLUS| 0.048587352 0.31326169 0.47407699 0.69314718 0.97407699 1.3132616 3.0485873",
        "SOFTSIGN| -0.75 -0.5 -0.33333334 0.0 0.33333334 0.5 0.75",
        "TANH| -0.99505472 -0.76159418 -0.46211717 0.0 0.46211717 0.76159418 0.99505472",
        "SIGMOID| 0.047425874 0.26894143 0.37754068 0.5 0.62245935 0.7310586 0.95257413",
        "HARD_SIGMOID| 0.0 0.33333334 0.41666666 0.5 0.58333331 0.66666669 1.0",
        "LEAKY_RELU| -0.60000002 -0.2 -0.1 0.0 0.5 1.0 3.0",
        "RELU6| 0.0 0.0 0.0 0.0 0.5 1.0 3.0",
        "MISH| -0.14564745 -0.30340144 -0.22074378 0.0 0.37524524 0.86509836 2.9865351",
      })
  void givesWhatKerasGives(Activation activation, String expected) {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("x", -3, -1, -0.5f, 0, 0.5f, 1, 3);
      Operand<TFloat32> x =
          probe.network().parameter("x", Shape.of(7), new Initializer.Constant(0));
      float[] values = probe.values(activation.apply(probe.network(), x));
      String[] numbers = expected.split(" ", -1);
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i]).isCloseTo(Double.parseDouble(numbers[i]), within(1e-6));
      }
    }
  }

  /** Away from where they bend. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void hasAGradient(Activation activation) {
    try (LayerProbe probe = new LayerProbe(Mode.TRAIN)) {
      probe.set("x", -2.3f, -1.1f, -0.4f, 0.7f, 1.4f, 5.2f);
      Operand<TFloat32> x =
          probe.network().parameter("x", Shape.of(6), new Initializer.Constant(0));
      probe.checkGradients(activation.apply(probe.network(), x));
    }
  }
}
