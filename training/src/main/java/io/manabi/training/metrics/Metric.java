package io.manabi.training.metrics;

import io.manabi.training.network.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Something that is measured over all evaluation examples, from what each batch of N gives. One of
 * one's own implements both methods:
 *
 * <pre>{@code
 * record Largest(Operand<TFloat32> errors) implements Metric {
 *   public List<Operand<?>> fetches() {
 *     return List.of(errors);
 *   }
 *
 *   public MetricTotal total() {
 *     return new LargestTotal();
 *   }
 * }
 * }</pre>
 */
public interface Metric {

  /** The tensors of a batch that {@link MetricTotal#add} wants, in that order. */
  List<Operand<?>> fetches();

  /** Nothing kept yet: one for each evaluation. */
  MetricTotal total();

  /**
   * The mean over all examples.
   *
   * @param value the mean over a batch, float scalar
   */
  record Mean(Operand<TFloat32> value) implements Metric {
    @Override
    public List<Operand<?>> fetches() {
      return List.of(value);
    }

    @Override
    public MetricTotal total() {
      return new MeanTotal();
    }
  }

  /** A metric of scores that are held against labels. */
  interface OfScores extends Metric {
    /** Float [N]: above 0.5 for positive examples. */
    Operand<TFloat32> labels();

    /** Float [N]: higher for examples that seem positive. */
    Operand<TFloat32> scores();

    @Override
    default List<Operand<?>> fetches() {
      return List.of(labels(), scores());
    }
  }

  /**
   * The area under the ROC curve of all examples: how likely a positive example has a higher score
   * than a negative one, where equal scores count half. It is that of all examples, not a mean over
   * batches: exact for up to 131,072 different scores, and off by some hundred thousandths for
   * more. NaN if all examples are of one class or a score is NaN.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   */
  record Auc(Operand<TFloat32> labels, Operand<TFloat32> scores) implements OfScores {
    /** Checks that the shapes are the same. */
    public Auc {
      Shapes.requireSame("The area under the ROC curve of labels and scores", labels, scores);
    }

    @Override
    public MetricTotal total() {
      return new AucTotal();
    }
  }

  /**
   * The share of examples that are given their class.
   *
   * @param labels int64 [N]
   * @param classes int64 [N]
   */
  static Metric accuracy(Ops tf, Operand<TInt64> labels, Operand<TInt64> classes) {
    Shapes.requireSame("The accuracy of labels and classes", labels, classes);
    return new Mean(
        tf.math.mean(
            tf.dtypes.cast(tf.math.equal(labels, classes), TFloat32.class), tf.constant(0)));
  }

  /**
   * The share of positive examples among those whose score is above a threshold. NaN if there are
   * none of these.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   * @param threshold the threshold
   */
  record Precision(Operand<TFloat32> labels, Operand<TFloat32> scores, float threshold)
      implements OfScores {
    /** Checks that the shapes are the same. */
    public Precision {
      Shapes.requireSame("The precision of labels and scores", labels, scores);
    }

    /** Precision at a probability of a half. */
    public Precision(Operand<TFloat32> labels, Operand<TFloat32> scores) {
      this(labels, scores, 0.5f);
    }

    @Override
    public MetricTotal total() {
      return ShareTotal.precision(threshold);
    }
  }

  /**
   * The share of examples whose score is above a threshold among positive ones. NaN if there are no
   * positive ones.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   * @param threshold the threshold
   */
  record Recall(Operand<TFloat32> labels, Operand<TFloat32> scores, float threshold)
      implements OfScores {
    /** Checks that the shapes are the same. */
    public Recall {
      Shapes.requireSame("The recall of labels and scores", labels, scores);
    }

    /** Recall at a probability of a half. */
    public Recall(Operand<TFloat32> labels, Operand<TFloat32> scores) {
      this(labels, scores, 0.5f);
    }

    @Override
    public MetricTotal total() {
      return ShareTotal.recall(threshold);
    }
  }

  /**
   * The root of the mean of squared errors of all examples, not a mean of batches' roots.
   *
   * @param labels float [N, …]
   * @param predictions float, of the same shape
   */
  record RootMeanSquaredError(Operand<TFloat32> labels, Operand<TFloat32> predictions)
      implements Metric {
    /** Checks that the shapes are the same. */
    public RootMeanSquaredError {
      Shapes.requireSame("The squared error of labels and predictions", labels, predictions);
    }

    @Override
    public List<Operand<?>> fetches() {
      return List.of(labels, predictions);
    }

    @Override
    public MetricTotal total() {
      return new SquaredErrorTotal();
    }
  }

  /**
   * The harmonic mean of precision and recall of examples whose score is above a threshold. NaN if
   * there are neither positive examples nor such scores.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   * @param threshold the threshold
   */
  record F1(Operand<TFloat32> labels, Operand<TFloat32> scores, float threshold)
      implements OfScores {
    /** Checks that the shapes are the same. */
    public F1 {
      Shapes.requireSame("The F1 of labels and scores", labels, scores);
    }

    /** F1 at a probability of a half. */
    public F1(Operand<TFloat32> labels, Operand<TFloat32> scores) {
      this(labels, scores, 0.5f);
    }

    @Override
    public MetricTotal total() {
      return ShareTotal.f1(threshold);
    }
  }

  /**
   * The share of examples whose class is among the k most likely ones.
   *
   * @param labels int64 [N]
   * @param logits float [N, classes]
   * @param k how many
   */
  static Metric topK(Ops tf, Operand<TInt64> labels, Operand<TFloat32> logits, long k) {
    return new Mean(
        tf.math.mean(
            tf.dtypes.cast(tf.nn.inTopK(logits, labels, tf.constant(k)), TFloat32.class),
            tf.constant(0)));
  }

  /**
   * The mean of errors without their sign.
   *
   * @param labels float [N]
   * @param predictions float [N]
   */
  static Metric meanAbsoluteError(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Shapes.requireSame("The absolute error of labels and predictions", labels, predictions);
    return new Mean(tf.math.mean(tf.math.abs(tf.math.sub(predictions, labels)), tf.constant(0)));
  }
}
