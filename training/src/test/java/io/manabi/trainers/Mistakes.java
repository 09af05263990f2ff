package io.manabi.trainers;

import static java.util.Objects.requireNonNull;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.CrossEntropy;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Regression;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Models of lying (0) and standing (1) stripes of a {@code pixels} feature, with mistakes. */
public enum Mistakes implements Model {
  /** None. */
  NONE,
  /** A layer with signs in its name that TensorFlow cannot have. */
  ODD_NAMES,
  /** The loss of each example, not their mean. */
  LOSS_OF_EACH,
  /** A metric of each example. */
  METRIC_OF_EACH,
  /** Logits [N, 1] less labels [N]. */
  MIXED_EXAMPLES,
  /** The same by a loss that knows better. */
  MIXED_IN_LOSS,
  /** The label is asked for to serve as well. */
  LABEL_TO_SERVE,
  /** A prediction that is not one for each example. */
  SCALAR_PREDICTION,
  /** A null pointer. */
  NULL_POINTER,
  /** An operation that TensorFlow refuses to build. */
  WRONG_SHAPE,
  /** An operation through which nothing can be learned. */
  NO_GRADIENT,
  /** A layer that nothing uses. */
  UNUSED_LAYER,
  /** A layer behind {@code stopGradient}. */
  FROZEN_LAYER,
  /** Only one class. */
  TOO_FEW_CLASSES,
  /** Labels are taken for probabilities, and are not. */
  NO_PROBABILITIES,
  /** A metric with the name of something else. */
  METRIC_CALLED_STEP;

  @Override
  public ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> pixels = features.floats("pixels");
    Operand<TFloat32> column =
        network.dense(this == ODD_NAMES ? "_my layer/1+1=2" : "logits", pixels, 1);
    if (this == NULL_POINTER) {
      requireNonNull(System.getProperty("a.property.that.nobody.sets"));
    }
    if (this == WRONG_SHAPE) {
      tf.linalg.matMul(pixels, tf.constant(new float[3][3]));
    }
    if (this == UNUSED_LAYER) {
      network.dense("unused", pixels, 2);
    }
    if (this == FROZEN_LAYER) {
      column = tf.math.add(column, tf.stopGradient(network.dense("frozen", pixels, 1)));
    }
    if (this == NO_GRADIENT) {
      column = tf.nn.topK(column, tf.constant(1), new TopK.Options[0]).values();
    }
    Operand<TFloat32> logits = tf.squeeze(column, Squeeze.axis(List.of(1L)));
    Map<String, Operand<?>> predictions =
        Map.of(
            "standing",
            this == SCALAR_PREDICTION
                ? tf.math.mean(logits, tf.constant(0))
                : tf.math.sigmoid(logits));
    Operand<TInt64> label =
        network.mode() == Mode.SERVE && this != LABEL_TO_SERVE
            ? tf.array(0L)
            : features.int64s("label");
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TFloat32> labels = tf.dtypes.cast(label, TFloat32.class);
    Operand<TFloat32> errors = tf.math.squaredDifference(logits, labels);
    Operand<TFloat32> mean = tf.math.mean(errors, tf.constant(0));
    return new ModelOutputs(
        predictions,
        Optional.of(loss(tf, column, logits, label)),
        Map.of(
            this == METRIC_CALLED_STEP ? "step" : "error",
            new Metric.Mean(this == METRIC_OF_EACH ? errors : mean)));
  }

  private Operand<TFloat32> loss(
      Ops tf, Operand<TFloat32> column, Operand<TFloat32> logits, Operand<TInt64> label) {
    Operand<TFloat32> labels = tf.dtypes.cast(label, TFloat32.class);
    return switch (this) {
      case LOSS_OF_EACH -> tf.math.squaredDifference(logits, labels);
      case MIXED_EXAMPLES ->
          tf.math.mean(tf.math.squaredDifference(column, labels), tf.array(0, 1));
      case MIXED_IN_LOSS -> Regression.meanSquaredError(tf, column, labels);
      case TOO_FEW_CLASSES -> CrossEntropy.softmaxOfClasses(tf, column, label, 0);
      case NO_PROBABILITIES ->
          CrossEntropy.sigmoid(tf, logits, tf.math.mul(labels, tf.constant(3f)));
      default -> CrossEntropy.sigmoid(tf, logits, labels);
    };
  }
}
