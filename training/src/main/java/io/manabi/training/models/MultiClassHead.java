package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Tells one of several classes. The model gives logits [N, classes]; clients get {@code classes},
 * [N], the most likely one, by its name where classes have names, and {@code probabilities}, float
 * [N, classes]. The metric {@code accuracy} is measured, and TensorBoard shows a confusion matrix
 * of up to 50 classes.
 */
public final class MultiClassHead implements Head {
  private static final int MAX_CONFUSION = 50;

  private final String label;
  private final Loss<TInt64> loss;
  private final List<String> names;
  private final Optional<String> weight;

  private MultiClassHead(
      String label, Loss<TInt64> loss, List<String> names, Optional<String> weight) {
    this.label = label;
    this.loss = loss;
    this.names = List.copyOf(names);
    this.weight = weight;
  }

  /**
   * A head that learns by cross entropy.
   *
   * @param label the feature with the class of each example, from 0, int64 [N]
   */
  public static MultiClassHead of(String label) {
    return new MultiClassHead(label, Losses.softmax(0), List.of(), Optional.empty());
  }

  /** The same with another loss. */
  public MultiClassHead withLoss(Loss<TInt64> other) {
    return new MultiClassHead(label, other, names, weight);
  }

  /** The same with names of the classes, in the order of their numbers. */
  public MultiClassHead withClassNames(List<String> classes) {
    return new MultiClassHead(label, loss, classes, weight);
  }

  /** The same, and the loss of each example counts as much as this feature says, float [N]. */
  public MultiClassHead withWeights(String feature) {
    return new MultiClassHead(label, loss, names, Optional.of(feature));
  }

  @Override
  public Map<String, Operand<?>> predictions(
      Network network, Features features, Operand<TFloat32> outputs) {
    long classes = outputs.shape().get(1);
    if (!names.isEmpty() && names.size() != classes) {
      throw ManabiException.user(
          "The last layer of the model gives %s, but there are %s names of classes; it needs a unit for each."
              .formatted(outputs.shape(), names.size()));
    }
    Ops tf = network.tf();
    return Map.of(
        "classes", Heads.named(tf, likeliest(tf, outputs), names),
        "probabilities", tf.nn.softmax(outputs));
  }

  @Override
  public Operand<TFloat32> loss(Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    return Heads.mean(tf, features, loss.build(tf, outputs, features.int64s(label)), weight);
  }

  @Override
  public Map<String, Metric> metrics(
      Network network, Features features, Operand<TFloat32> outputs) {
    Operand<TInt64> classes = likeliest(network.tf(), outputs);
    Operand<TInt64> labels = features.int64s(label);
    int count = (int) outputs.shape().get(1);
    if (count <= MAX_CONFUSION) {
      List<String> shown =
          names.isEmpty() ? IntStream.range(0, count).mapToObj(String::valueOf).toList() : names;
      network.summary().confusionMatrix("confusion", labels, classes, shown);
    }
    return Map.of("accuracy", Metric.accuracy(network.tf(), labels, classes));
  }

  private static Operand<TInt64> likeliest(Ops tf, Operand<TFloat32> logits) {
    return tf.math.argMax(logits, tf.constant(1));
  }
}
