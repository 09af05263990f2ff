package io.manabi.training.models;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.metrics.MetricTotal;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Ranking;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.TransformImports;
import io.manabi.transform.TransformGraph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Labels, scores and losses of lists are those of the documentation of TensorFlow Ranking
 * (PairwiseLogisticLoss, PairwiseHingeLoss, SoftmaxLoss), which are means over three items of each
 * list, there or not: 0.3109182 · 6 and 0.41666666 · 6 in all.
 */
class RankingHeadTest {
  private static final double LOGISTIC = 0.3109182 * 6;
  private static final double HINGE = 0.41666666 * 6;

  private final Graph graph = new Graph();
  private final Ops tf = GraphOps.create(graph);
  private final Network network = new Network(tf, Mode.EVAL, parameter -> tf.constant(0f));

  @AfterEach
  void close() {
    graph.close();
  }

  /** No function of a transform graph is asked for. */
  @SuppressWarnings("NullAway")
  private Features features(Map<String, Operand<?>> given) {
    return new Features(tf, given, new TransformImports((TransformGraph) null));
  }

  private Features lists() {
    return features(Map.of("gain", tf.constant(new float[][] {{1, 0, -1}, {0, 1, 0}})));
  }

  private Operand<TFloat32> scores() {
    return tf.constant(new float[][] {{0.6f, 0.8f, 9}, {0.5f, 0.8f, 0.4f}});
  }

  /** The same items, group by group, and one without others. */
  private Features items() {
    return features(
        Map.of(
            "gain", tf.constant(new float[] {1, 0, 0, 1, 0, 5}),
            "query", tf.constant(new long[] {7, 7, 3, 3, 3, 4})));
  }

  private Operand<TFloat32> itemScores() {
    return tf.constant(new float[][] {{0.6f}, {0.8f}, {0.5f}, {0.8f}, {0.4f}, {-3}});
  }

  private double value(Operand<TFloat32> scalar) {
    try (Session session = new Session(graph);
        Result result = session.runner().fetch(scalar).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Test
  void comparesTheItemsOfEachList() {
    RankingHead head = RankingHead.of("gain");
    assertThat(value(head.loss(network, lists(), scores()))).isCloseTo(LOGISTIC / 5, within(1e-6));
    assertThat(value(head.withLoss(Ranking::pairwiseHinge).loss(network, lists(), scores())))
        .isCloseTo(HINGE / 5, within(1e-6));
    // -log of the shares of the first item of two and the second of three.
    double softmax = Math.log(1 + Math.exp(0.2)) + Math.log(1 + Math.exp(-0.3) + Math.exp(-0.4));
    assertThat(value(head.withLoss(Ranking::softmax).loss(network, lists(), scores())))
        .isCloseTo(softmax / 5, within(1e-6));
  }

  @Test
  void comparesTheExamplesOfAGroup() {
    RankingHead head = RankingHead.of("gain").withGroups("query");
    assertThat(value(head.loss(network, items(), itemScores())))
        .isCloseTo(LOGISTIC / 6, within(1e-6));
    Operand<?> told =
        requireNonNull(head.predictions(network, items(), itemScores()).get("scores"));
    assertThat(told.shape().asArray()).containsExactly(6);
  }

  @Test
  void measuresTheShareOfPairsInTheRightOrder() {
    Metric metric =
        requireNonNull(RankingHead.of("gain").metrics(network, lists(), scores()).get("ordered"));
    MetricTotal total = metric.total();
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      metric.fetches().forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<Tensor> fetched = List.of(result.get(0), result.get(1));
        total.add(2, fetched);
      }
    }
    assertThat(total.value()).isEqualTo(2 / 3.0);
  }

  @Test
  void refusesLabelsThatAreNoLists() {
    assertThatThrownBy(() -> RankingHead.of("gain").loss(network, items(), itemScores()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("label 'gain' as [N, n]")
        .hasMessageContaining("not [6]; call withGroups");
  }
}
