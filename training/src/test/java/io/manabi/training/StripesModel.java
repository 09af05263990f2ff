package io.manabi.training;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.BatchNormalization;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Network.Padding;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Tells stripes that lie from stripes that stand.
 *
 * @param filters the width of its convolution
 */
record StripesModel(int filters) implements Model {
  @Override
  public ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> pictures =
        tf.reshape(features.floats("pixels"), tf.constant(new int[] {-1, 8, 8, 1}));
    Operand<TFloat32> x = network.conv2d("conv", pictures, 3, filters, Padding.SAME);
    x = new BatchNormalization("norm", 0.9f, 1e-3f).apply(network, network.maxPool(x, 2));
    x = network.relu(x);
    x = network.dropout(network.flatten(x), 0.2f);
    Operand<TFloat32> logits = network.dense("logits", x, 2);
    Map<String, Operand<?>> predictions =
        Map.of(
            "classes",
            tf.math.argMax(logits, tf.constant(1)),
            "probabilities",
            tf.nn.softmax(logits));
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TInt64> labels = features.int64s("label");
    network.summary().image("pictures", pictures, 4);
    network.summary().scalar("share_of_ink", tf.math.mean(pictures, tf.array(0, 1, 2, 3)));
    network
        .summary()
        .confusionMatrix(
            "confusion",
            labels,
            tf.math.argMax(logits, tf.constant(1)),
            List.of("lying", "standing"));
    Operand<TFloat32> wanted = tf.oneHot(labels, tf.constant(2), tf.constant(1f), tf.constant(0f));
    Operand<TFloat32> hits =
        tf.dtypes.cast(
            tf.math.equal(tf.math.argMax(logits, tf.constant(1)), labels), TFloat32.class);
    return new ModelOutputs(
        predictions,
        Optional.of(
            tf.math.mean(
                tf.nn.softmaxCrossEntropyWithLogits(logits, wanted).loss(), tf.constant(0))),
        Map.of("accuracy", new Metric.Mean(tf.math.mean(hits, tf.constant(0)))));
  }
}
