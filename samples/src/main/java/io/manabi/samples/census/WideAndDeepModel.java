package io.manabi.samples.census;

import static java.util.Objects.requireNonNull;

import io.manabi.training.FeatureColumns;
import io.manabi.training.Features;
import io.manabi.training.Metric;
import io.manabi.training.Model;
import io.manabi.training.ModelOutputs;
import io.manabi.training.network.CrossEntropy;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.transform.TransformOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A linear model of categories and their crosses beside a network of embeddings and numbers: the
 * one remembers, the other generalizes. See H. Cheng and others, <a
 * href="https://arxiv.org/abs/1606.07792">Wide &amp; Deep Learning for Recommender Systems</a>.
 */
final class WideAndDeepModel implements Model {
  private static final List<String> VOCABULARIES =
      Stream.of(CensusPreprocessing.CATEGORICAL, CensusPreprocessing.AMOUNTS)
          .flatMap(List::stream)
          .map(CensusPreprocessing::vocabularyOf)
          .toList();
  private static final List<String> WIDE =
      Stream.concat(
              CensusPreprocessing.RANGES.keySet().stream().map(CensusPreprocessing::rangeOf),
              CensusPreprocessing.CROSSES.keySet().stream())
          .sorted()
          .toList();
  private static final int EMBEDDING = 8;
  private static final int[] HIDDEN = {64, 32};
  private static final float DROPOUT = 0.3f;

  private final FeatureColumns columns;

  /**
   * A model of these features.
   *
   * @param preprocessed what preprocessing made, which knows how many values a feature may have
   */
  WideAndDeepModel(TransformOutput preprocessed) {
    columns =
        FeatureColumns.of(preprocessed)
            .withNumeric(CensusPreprocessing.NUMERIC)
            .withEmbeddings(EMBEDDING, VOCABULARIES)
            .withWide(VOCABULARIES)
            .withWide(WIDE);
  }

  @Override
  public ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> hidden = columns.deep(network, features);
    for (int i = 0; i < HIDDEN.length; i++) {
      hidden = network.relu(network.dense("hidden" + i, hidden, HIDDEN[i]));
      hidden = network.dropout(hidden, DROPOUT);
    }
    Operand<TFloat32> logits =
        tf.math.add(columns.wide(network, features), network.dense("deep", hidden, 1));
    return outputs(network, features, tf.reshape(logits, tf.array(-1)));
  }

  private static ModelOutputs outputs(
      Network network, Features features, Operand<TFloat32> logits) {
    Ops tf = network.tf();
    Operand<TFloat32> rich = tf.math.sigmoid(logits);
    Operand<TFloat32> probabilities =
        tf.stack(List.of(tf.math.sub(tf.constant(1f), rich), rich), Stack.axis(1L));
    Operand<TInt64> index = tf.dtypes.cast(tf.math.greater(logits, tf.constant(0f)), TInt64.class);
    if (network.mode() == Mode.SERVE) {
      Operand<?> classes =
          features.transform(CensusPreprocessing.CLASSES, Map.of("index", index)).get("classes");
      return ModelOutputs.predictions(
          Map.of(
              CensusPreprocessing.CLASSES,
              requireNonNull(classes),
              "probabilities",
              probabilities));
    }
    Operand<TInt64> label = features.int64s("label");
    Operand<TFloat32> labels = tf.dtypes.cast(label, TFloat32.class);
    network.summary().histogram("probability_of_rich", rich);
    network.summary().confusionMatrix("confusion", label, index, List.of("<=50K", ">50K"));
    Operand<TFloat32> right = tf.dtypes.cast(tf.math.equal(index, label), TFloat32.class);
    return new ModelOutputs(
        Map.of("probabilities", probabilities),
        Optional.of(CrossEntropy.sigmoid(tf, logits, labels)),
        Map.of(
            "accuracy", new Metric.Mean(tf.math.mean(right, tf.constant(0))),
            "auc", new Metric.Auc(labels, rich)));
  }
}
