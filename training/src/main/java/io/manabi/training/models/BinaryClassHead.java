package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Tells one of two classes. The model gives a logit of the second, [N, 1]; clients get {@code
 * classes}, [N], by name where classes have names, and {@code probabilities} of both, float [N, 2].
 * The metrics {@code accuracy} and {@code auc} are measured, and TensorBoard shows a confusion
 * matrix.
 */
public final class BinaryClassHead implements Head {
  private final String label;
  private final Loss<TFloat32> loss;
  private final List<String> names;
  private final Optional<String> weight;

  private BinaryClassHead(
      String label, Loss<TFloat32> loss, List<String> names, Optional<String> weight) {
    this.label = label;
    this.loss = loss;
    this.names = List.copyOf(names);
    this.weight = weight;
  }

  /**
   * A head that learns by cross entropy.
   *
   * @param label the feature with the class of each example, 0 or 1, int64 [N]
   */
  public static BinaryClassHead of(String label) {
    return new BinaryClassHead(label, Losses.sigmoid(), List.of(), Optional.empty());
  }

  /** The same with another loss, of logits. */
  public BinaryClassHead withLoss(Loss<TFloat32> other) {
    return new BinaryClassHead(label, other, names, weight);
  }

  /** The same with names of both classes, in the order of their numbers. */
  public BinaryClassHead withClassNames(List<String> classes) {
    if (classes.size() != 2) {
      throw ManabiException.user(
          "A head of two classes has the names %s; give two.".formatted(classes));
    }
    return new BinaryClassHead(label, loss, classes, weight);
  }

  /** The same, and the loss of each example counts as much as this feature says, float [N]. */
  public BinaryClassHead withWeights(String feature) {
    return new BinaryClassHead(label, loss, names, Optional.of(feature));
  }

  @Override
  public Map<String, Operand<?>> predictions(
      Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    Operand<TFloat32> logits = Heads.only(tf, outputs);
    Operand<TFloat32> second = tf.math.sigmoid(logits);
    return Map.of(
        "classes", Heads.named(tf, likelier(tf, logits), names),
        "probabilities",
            tf.stack(List.of(tf.math.sub(tf.constant(1f), second), second), Stack.axis(1L)));
  }

  @Override
  public Operand<TFloat32> loss(Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    return Heads.mean(
        tf, features, loss.build(tf, Heads.only(tf, outputs), labels(tf, features)), weight);
  }

  @Override
  public Map<String, Metric> metrics(
      Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    Operand<TFloat32> logits = Heads.only(tf, outputs);
    Operand<TFloat32> second = tf.math.sigmoid(logits);
    network.summary().histogram("probability", second);
    Operand<TInt64> classes = likelier(tf, logits);
    network
        .summary()
        .confusionMatrix(
            "confusion",
            features.int64s(label),
            classes,
            names.isEmpty() ? List.of("0", "1") : names);
    Map<String, Metric> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Metric.accuracy(tf, features.int64s(label), classes));
    metrics.put("auc", new Metric.Auc(labels(tf, features), second));
    return metrics;
  }

  private Operand<TFloat32> labels(Ops tf, Features features) {
    return tf.dtypes.cast(features.int64s(label), TFloat32.class);
  }

  private static Operand<TInt64> likelier(Ops tf, Operand<TFloat32> logits) {
    return tf.dtypes.cast(tf.math.greater(logits, tf.constant(0f)), TInt64.class);
  }
}
