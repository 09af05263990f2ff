package io.manabi.samples.census;

import io.manabi.training.models.ModelFunction;
import io.manabi.training.network.Network;
import io.manabi.training.spec.FeatureColumns;
import io.manabi.training.spec.Features;
import io.manabi.transform.TransformOutput;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A linear model of categories and their crosses beside a network of embeddings and numbers: the
 * one remembers, the other generalizes. See H. Cheng and others, <a
 * href="https://arxiv.org/abs/1606.07792">Wide &amp; Deep Learning for Recommender Systems</a>.
 */
final class WideAndDeepModel implements ModelFunction {
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
  public Operand<TFloat32> outputs(Network network, Features features) {
    Operand<TFloat32> hidden = columns.deep(network, features);
    for (int i = 0; i < HIDDEN.length; i++) {
      hidden = network.relu(network.dense("hidden" + i, hidden, HIDDEN[i]));
      hidden = network.dropout(hidden, DROPOUT);
    }
    return network.tf().math.add(columns.wide(network, features), network.dense("deep", hidden, 1));
  }
}
