package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Values of losses; see {@link GradientsTest} for their gradients. */
class LossesTest {
  private final LayerProbe probe = new LayerProbe(Mode.TRAIN);
  private final Ops tf = probe.tf();

  @AfterEach
  void close() {
    probe.close();
  }

  private double value(Operand<TFloat32> loss) {
    assertThat(loss.shape().numDimensions()).isZero();
    return probe.values(loss)[0];
  }

  @Test
  void measuresSigmoidCrossEntropyForLogitsOfAnySize() {
    Operand<TFloat32> labels = tf.constant(new float[] {1, 0, 1, 0});
    Operand<TFloat32> extreme = tf.constant(new float[] {1000, -1000, -1000, 1000});
    assertThat(value(CrossEntropy.sigmoid(tf, extreme, labels))).isEqualTo(500);

    Operand<TFloat32> logits = tf.constant(new float[] {0.3f, -2, 0, 1.5f});
    double expected = (sigmoidLoss(0.3) + sigmoidLoss(2) + sigmoidLoss(0) + sigmoidLoss(-1.5)) / 4;
    assertThat(value(CrossEntropy.sigmoid(tf, logits, labels))).isCloseTo(expected, within(1e-6));
  }

  private static double sigmoidLoss(double margin) {
    return -Math.log(1 / (1 + Math.exp(-margin)));
  }

  @Test
  void measuresSoftmaxCrossEntropy() {
    Operand<TFloat32> logits = tf.constant(new float[][] {{1, 2, 4}, {0, 1000, 0}});
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(4);
    double first = 0.25 * (Math.log(sum) - 1) + 0.75 * (Math.log(sum) - 4);
    Operand<TFloat32> shares = tf.constant(new float[][] {{0.25f, 0, 0.75f}, {0, 1, 0}});
    assertThat(value(CrossEntropy.softmax(tf, logits, shares))).isCloseTo(first / 2, within(1e-6));
  }

  @Test
  void measuresSoftmaxCrossEntropyOfClassesWithSmoothing() {
    Operand<TFloat32> logits = tf.constant(new float[][] {{1, 2, 4}});
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(4);
    assertThat(value(CrossEntropy.softmaxOfClasses(tf, logits, tf.constant(new long[] {1}), 0)))
        .isCloseTo(Math.log(sum) - 2, within(1e-6));
    double others = Math.log(sum) - 1 + Math.log(sum) - 4;
    assertThat(value(CrossEntropy.softmaxOfClasses(tf, logits, tf.constant(new long[] {1}), 0.3f)))
        .isCloseTo(0.8 * (Math.log(sum) - 2) + 0.1 * others, within(1e-6));
  }

  @Test
  void refusesAClassThatDoesNotExist() {
    Operand<TFloat32> loss =
        CrossEntropy.softmaxOfClasses(
            tf, tf.constant(new float[][] {{1, 2, 4}}), tf.constant(new long[] {3}), 0);
    assertThatThrownBy(() -> probe.values(loss))
        .isInstanceOf(TFInvalidArgumentException.class)
        .satisfies(
            e ->
                assertThat(Labels.in((RuntimeException) e))
                    .contains(new Labels.Wrong(0, "3", "2")));
  }

  @Test
  void refusesAShareThatCannotBe() {
    Operand<TFloat32> labels = tf.constant(new float[] {0, 0.5f, -2.5f, 1, 7});
    Operand<TFloat32> loss = CrossEntropy.sigmoid(tf, tf.constant(new float[5]), labels);
    assertThatThrownBy(() -> probe.values(loss))
        .satisfies(
            e ->
                assertThat(Labels.in((RuntimeException) e))
                    .contains(new Labels.Wrong(2, "-2.5", "1")));
  }

  @Test
  void refusesLabelsOfAnotherShapeWhichWouldBeBroadcast() {
    Operand<TFloat32> row = tf.constant(new float[4]);
    Operand<TFloat32> column = tf.constant(new float[4][1]);
    assertThatThrownBy(() -> Regression.meanSquaredError(tf, column, row))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("they are [4, 1] and [4]");
    assertThatThrownBy(() -> Regression.huber(tf, row, column, 1))
        .isInstanceOf(ManabiException.class);
    assertThatThrownBy(() -> CrossEntropy.sigmoid(tf, column, row))
        .isInstanceOf(ManabiException.class);
    assertThatThrownBy(() -> CrossEntropy.softmax(tf, tf.constant(new float[4][3]), column))
        .isInstanceOf(ManabiException.class);
    assertThatThrownBy(
            () ->
                CrossEntropy.softmaxOfClasses(
                    tf, tf.constant(new float[4][3]), tf.constant(new long[4][1]), 0))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("not [4, 3] and [4, 1]");
  }

  @Test
  void comparesLabelsWhoseShapeIsNotKnown() {
    Operand<TFloat32> unknown =
        tf.placeholderWithDefault(tf.constant(new float[] {1, 0, 2.5f, 4}), Shape.unknown());
    assertThat(
            value(
                Regression.meanSquaredError(
                    tf, tf.constant(new float[][] {{1}, {2}, {3}, {-4}}), unknown)))
        .isCloseTo((0 + 4 + 0.25 + 64) / 4, within(1e-6));
  }

  @Test
  void measuresSquaredErrorsOfAnyShape() {
    Operand<TFloat32> predictions = tf.constant(new float[][] {{1, 2}, {3, -4}});
    Operand<TFloat32> labels = tf.constant(new float[][] {{1, 0}, {2.5f, 4}});
    assertThat(value(Regression.meanSquaredError(tf, predictions, labels)))
        .isCloseTo((0 + 4 + 0.25 + 64) / 4, within(1e-6));
  }

  @Test
  void measuresLargeErrorsByAStraightLine() {
    Operand<TFloat32> predictions = tf.constant(new float[] {1, 2, 3, -4});
    Operand<TFloat32> labels = tf.constant(new float[] {1, 0, 2.5f, 4});
    // Errors 0, 2, 0.5 and 8, with the line from 2 on.
    assertThat(value(Regression.huber(tf, predictions, labels, 2)))
        .isCloseTo((0 + 2 + 0.125 + (2 * 8 - 2)) / 4, within(1e-6));
    assertThatThrownBy(() -> Regression.huber(tf, predictions, labels, 0))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The delta of a Huber loss must be above 0, not 0.0.");
  }
}
