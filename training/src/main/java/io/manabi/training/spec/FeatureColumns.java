package io.manabi.training.spec;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.training.network.Embedding;
import io.manabi.training.network.Embedding.Pooling;
import io.manabi.training.network.Network;
import io.manabi.transform.TransformOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The columns of a wide and deep model, made of features that a transform gives: numbers and
 * embeddings of ids for the deep part, a weight for each id for the wide one. A model may use
 * either part alone. A cross is a feature with ids of its own, which preprocessing makes.
 *
 * <pre>{@code
 * FeatureColumns columns =
 *     FeatureColumns.of(TransformOutput.read(folder, "features"))
 *         .withNumeric(List.of("age"))
 *         .withEmbeddings(8, List.of("job", "words"))
 *         .withWide(List.of("job", "age_x_job"));
 * Operand<TFloat32> hidden = network.dense("hidden", columns.deep(network, features), 64);
 * Operand<TFloat32> wide = columns.wide(network, features);
 * }</pre>
 *
 * <p>How many ids there are the output of the transform knows. A row may have one of them or
 * several: embeddings become their mean and weights their sum, as in TensorFlow's feature columns.
 * Ids below 0 count as no value; see {@link Embedding}.
 */
public final class FeatureColumns {
  /** Builds what one feature gives, float [N, n]. */
  @FunctionalInterface
  private interface Part {
    Operand<TFloat32> build(Network network, Features features);
  }

  private final TransformOutput transform;
  private final Map<String, Part> deep;
  private final Map<String, Part> wide;

  private FeatureColumns(
      TransformOutput transform, Map<String, Part> deep, Map<String, Part> wide) {
    this.transform = transform;
    this.deep = deep;
    this.wide = wide;
  }

  /** No columns yet. */
  public static FeatureColumns of(TransformOutput transform) {
    return new FeatureColumns(transform, Map.of(), Map.of());
  }

  /**
   * The same columns, and numbers for the deep part. A row may have several, but each the same
   * number of them.
   *
   * @throws ManabiException if the transform makes no such feature, it is ragged or not of floats,
   *     or it is there already
   */
  public FeatureColumns withNumeric(List<String> features) {
    return new FeatureColumns(transform, and(deep, features, this::numeric), wide);
  }

  /**
   * The same columns, and embeddings of ids for the deep part. The parameter of a feature is {@code
   * feature_deep/embedding}.
   *
   * @param width how many numbers there are for each id
   * @param features each with ids from 0 on, as a vocabulary, buckets or hashes give
   * @throws ManabiException if the transform makes no such feature, it is not known how many ids it
   *     has, or it is there already
   */
  public FeatureColumns withEmbeddings(int width, List<String> features) {
    if (width < 1) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Embeddings of %s cannot have %d numbers; give at least 1.",
              features,
              width));
    }
    return new FeatureColumns(
        transform,
        and(
            deep,
            features,
            name -> ids(name, Embedding.of(name + "_deep", size(name), width), Pooling.MEAN)),
        wide);
  }

  /**
   * The same columns, and a weight for each id for the wide part. The parameter of a feature is
   * {@code feature_wide/embedding}.
   *
   * @param features each with ids from 0 on, as a vocabulary, buckets or hashes give
   * @throws ManabiException if the transform makes no such feature, it is not known how many ids it
   *     has, or it is there already
   */
  public FeatureColumns withWide(List<String> features) {
    return new FeatureColumns(
        transform,
        deep,
        and(
            wide,
            features,
            name -> ids(name, Embedding.weights(name + "_wide", size(name)), Pooling.SUM)));
  }

  /**
   * The inputs of the deep part: numbers and embeddings side by side, in the order in which they
   * were given.
   *
   * @return float [N, D]
   * @throws ManabiException if there are none
   */
  public Operand<TFloat32> deep(Network network, Features features) {
    List<Operand<TFloat32>> inputs = build("deep", deep, network, features);
    Ops tf = network.tf();
    return inputs.size() == 1 ? inputs.get(0) : tf.concat(inputs, tf.constant(1));
  }

  /**
   * The logits of the wide part: the sum of all weights, without a bias.
   *
   * @return float [N, 1]
   * @throws ManabiException if there are none
   */
  public Operand<TFloat32> wide(Network network, Features features) {
    return network.tf().math.addN(build("wide", wide, network, features));
  }

  private static List<Operand<TFloat32>> build(
      String side, Map<String, Part> parts, Network network, Features features) {
    if (parts.isEmpty()) {
      throw ManabiException.user(
          "The model has no %s columns; give some or leave that part out.".formatted(side));
    }
    return parts.values().stream().map(part -> part.build(network, features)).toList();
  }

  private static Map<String, Part> and(
      Map<String, Part> parts, List<String> features, Function<String, Part> part) {
    Map<String, Part> all = new LinkedHashMap<>(parts);
    for (String feature : features) {
      if (all.put(feature, part.apply(feature)) != null) {
        throw ManabiException.user(
            "Feature '%s' is given twice for the same part of the model; give it once."
                .formatted(feature));
      }
    }
    return all;
  }

  private long size(String feature) {
    return transform.numBucketsForTransformedFeature(feature);
  }

  private Part numeric(String feature) {
    Column column = column(feature);
    boolean ragged = column.valueCount().isRagged();
    if (column.type() != ColumnType.FLOAT || ragged) {
      throw ManabiException.user(
          "Feature '%s' is %s%s; a numeric column needs floats, as many in each row."
              .formatted(feature, ragged ? "ragged " : "", column.type()));
    }
    int[] shape = {-1, column.valueCount().max()};
    return (network, features) ->
        network.tf().reshape(features.floats(feature), network.tf().constant(shape));
  }

  private Part ids(String feature, Embedding embedding, Pooling pooling) {
    Column column = column(feature);
    int length = column.valueCount().max();
    if (column.valueCount().isRagged()) {
      return (network, features) ->
          embedding.pool(network, features.raggedInt64s(feature), pooling);
    }
    if (length == 1) {
      return (network, features) -> embedding.lookUp(network, features.int64s(feature));
    }
    return (network, features) -> embedding.pool(network, features.int64s(feature), pooling);
  }

  private Column column(String feature) {
    Schema columns = transform.transformedSchema();
    return columns.columns().get(columns.indexOf(feature));
  }
}
