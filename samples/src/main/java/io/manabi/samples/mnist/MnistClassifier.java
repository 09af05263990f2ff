package io.manabi.samples.mnist;

import io.manabi.training.Features;
import io.manabi.training.Metric;
import io.manabi.training.Model;
import io.manabi.training.ModelOutputs;
import io.manabi.training.network.CrossEntropy;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What all models of handwritten digits share: images in, ten probabilities out, cross entropy as
 * the loss.
 */
abstract class MnistClassifier implements Model {
  /** The name of the feature with the images: float [N, 784], 0 is paper and 1 is ink. */
  static final String INPUTS = "inputs";

  /** The name of the column with the digits: int64 [N]. */
  static final String LABEL = "label";

  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(String::valueOf).toList();

  private final float smoothing;

  /**
   * A classifier.
   *
   * @param smoothing the share of each label that goes to all digits alike (label smoothing, <a
   *     href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2015</a>); 0 for none
   */
  MnistClassifier(float smoothing) {
    this.smoothing = smoothing;
  }

  /**
   * The layers of the model.
   *
   * @param images float [N, 28, 28, 1]
   * @return logits, float [N, 10]
   */
  abstract Operand<TFloat32> logits(Network network, Operand<TFloat32> images);

  @Override
  public final ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> images =
        tf.reshape(features.floats(INPUTS), tf.constant(new int[] {-1, 28, 28, 1}));
    Operand<TFloat32> logits = logits(network, images);
    Operand<TInt64> classes = tf.math.argMax(logits, tf.constant(1));
    Map<String, Operand<?>> predictions =
        Map.of("classes", classes, "probabilities", tf.nn.softmax(logits));
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TInt64> labels = features.int64s(LABEL);
    network.summary().image("digits", images);
    network.summary().confusionMatrix("confusion", labels, classes, DIGITS);
    Operand<TFloat32> loss = CrossEntropy.softmaxOfClasses(tf, logits, labels, smoothing);
    Operand<TFloat32> accuracy =
        tf.math.mean(
            tf.dtypes.cast(tf.math.equal(classes, labels), TFloat32.class), tf.constant(0));
    return new ModelOutputs(
        predictions, Optional.of(loss), Map.of("accuracy", new Metric.Mean(accuracy)));
  }
}
