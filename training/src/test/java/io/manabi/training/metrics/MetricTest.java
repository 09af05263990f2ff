package io.manabi.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Metrics over batches of different sizes; see also {@link AucTotalTest}. */
class MetricTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);
  private final Placeholder<TFloat32> labelsOfBatch = batch();
  private final Placeholder<TFloat32> outputsOfBatch = batch();
  // What is fed cannot be fetched.
  private final Operand<TFloat32> labels = tf.identity(labelsOfBatch);
  private final Operand<TFloat32> outputs = tf.identity(outputsOfBatch);

  private Placeholder<TFloat32> batch() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  /** The metric of batches, each given as labels and outputs. */
  private double value(Metric metric, float[]... batches) {
    MetricTotal total = metric.total();
    for (int i = 0; i < batches.length; i += 2) {
      Session.Runner runner = session.runner();
      metric.fetches().forEach(runner::fetch);
      try (TFloat32 fedLabels = TFloat32.vectorOf(batches[i]);
          TFloat32 fedOutputs = TFloat32.vectorOf(batches[i + 1]);
          Result result =
              runner.feed(labelsOfBatch, fedLabels).feed(outputsOfBatch, fedOutputs).run()) {
        List<Tensor> fetched = new ArrayList<>();
        result.forEach(entry -> fetched.add(entry.getValue()));
        total.add(batches[i].length, fetched);
      }
    }
    return total.value();
  }

  @Test
  void countsClassesThatAreRight() {
    Operand<TInt64> wanted = tf.dtypes.cast(labels, TInt64.class);
    Operand<TInt64> given = tf.dtypes.cast(outputs, TInt64.class);
    assertThat(
            value(
                Metric.accuracy(tf, wanted, given),
                new float[] {0, 1, 2},
                new float[] {0, 2, 2},
                new float[] {7},
                new float[] {3}))
        .isCloseTo(0.5, within(1e-7));
  }

  @Test
  void countsPositivesAmongThoseChosen() {
    float[][] batches = {{1, 0, 1, 0}, {0.9f, 0.5f, 0.2f, 0.6f}, {1}, {0.51f}};
    assertThat(value(new Metric.Precision(labels, outputs), batches)).isEqualTo(2 / 3.0);
    assertThat(value(new Metric.Precision(labels, outputs, 0.1f), batches)).isEqualTo(3 / 5.0);
    assertThat(value(new Metric.Precision(labels, outputs, 0.95f), batches)).isNaN();
  }

  @Test
  void countsThoseChosenAmongPositives() {
    float[][] batches = {{1, 0, 1, 0}, {0.9f, 0.5f, 0.2f, 0.6f}, {1}, {0.51f}};
    assertThat(value(new Metric.Recall(labels, outputs), batches)).isEqualTo(2 / 3.0);
    assertThat(value(new Metric.Recall(labels, outputs, 0.1f), batches)).isEqualTo(1);
    assertThat(value(new Metric.Recall(labels, outputs, 0.95f), batches)).isZero();
    assertThat(value(new Metric.Recall(labels, outputs), new float[] {0}, new float[] {1})).isNaN();
  }

  /**
   * {@code keras.metrics.F1Score(threshold=.5)} of {@code [1, 0, 1, 1, 0, 1]} and {@code [.9, .6,
   * .4, .7, .2, .55]} is 0.75.
   */
  @Test
  void weighsPrecisionAndRecallAlike() {
    float[][] batches = {{1, 0, 1, 1}, {0.9f, 0.6f, 0.4f, 0.7f}, {0, 1}, {0.2f, 0.55f}};
    assertThat(value(new Metric.F1(labels, outputs), batches)).isEqualTo(0.75);
    assertThat(value(new Metric.F1(labels, outputs), new float[] {0}, new float[] {0})).isNaN();
  }

  /** {@code keras.metrics.SparseTopKCategoricalAccuracy(k=2)} of the same is 0.5. */
  @Test
  void countsClassesAmongTheLikeliest() {
    Operand<TFloat32> logits =
        tf.constant(
            new float[][] {
              {0.1f, 0.5f, 0.2f, 0.9f},
              {0.8f, 0.1f, 0.7f, 0.2f},
              {0.3f, 0.2f, 0.4f, 0.6f},
              {0.9f, 0.8f, 0.1f, 0.2f}
            });
    Operand<TInt64> wanted = tf.dtypes.cast(labels, TInt64.class);
    assertThat(
            value(
                Metric.topK(tf, wanted, logits, 2),
                new float[] {1, 2, 0, 3},
                new float[] {0, 0, 0, 0}))
        .isEqualTo(0.5);
  }

  /** {@code keras.metrics.MeanAbsoluteError()} of the same is 1.55. */
  @Test
  void takesTheMeanOfErrorsWithoutTheirSign() {
    assertThat(
            value(
                Metric.meanAbsoluteError(tf, labels, outputs),
                new float[] {1, 0, 1, 0},
                new float[] {0.3f, -2, -1, 1.5f}))
        .isCloseTo(1.55, within(1e-6));
  }

  @Test
  void takesAMetricOfOnesOwn() {
    double[] largest = {0};
    Metric own =
        new Metric() {
          @Override
          public List<Operand<?>> fetches() {
            return List.of(outputs);
          }

          @Override
          public MetricTotal total() {
            return new MetricTotal() {
              @Override
              public void add(long examples, List<Tensor> fetched) {
                for (int i = 0; i < examples; i++) {
                  largest[0] = Math.max(largest[0], ((TFloat32) fetched.get(0)).getFloat(i));
                }
              }

              @Override
              public double value() {
                return largest[0];
              }
            };
          }
        };
    float[] labels = {0, 0};
    assertThat(value(own, labels, new float[] {1, 5}, labels, new float[] {2, 3})).isEqualTo(5);
  }

  @Test
  void takesTheRootOfTheMeanOverAllBatches() {
    Metric error = new Metric.RootMeanSquaredError(labels, outputs);
    assertThat(
            value(
                error,
                new float[] {1, 2, 3},
                new float[] {1, 0, 4},
                new float[] {-1},
                new float[] {2}))
        .isEqualTo(Math.sqrt((0 + 4 + 1 + 9) / 4.0));
    assertThat(value(error)).isNaN();
  }

  @Test
  void refusesOutputsThatDoNotFitLabels() {
    assertThatThrownBy(
            () ->
                value(
                    new Metric.RootMeanSquaredError(labels, outputs),
                    new float[] {1, 2},
                    new float[] {1}))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A metric needs a prediction for each label, not 1 for 2.");
  }
}
