package io.manabi.tests;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.mappers.Buckets;
import io.manabi.transform.mappers.Densities;
import io.manabi.transform.mappers.PerKeyMappers;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.Encodings;
import io.manabi.transform.vocabularies.Segments;
import io.manabi.transform.vocabularies.Text;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Some mappers, chained at random, over columns of every kind.
 *
 * @param seed the same seed gives the same function
 */
record RandomPreprocessing(long seed) implements Preprocessing {
  static final String FUNCTION = "features";
  private static final int OUTPUTS = 6;

  /** The columns, some of which have defaults by the seed. */
  Schema schema() {
    Random random = new Random(seed);
    Column x = Column.floats("x");
    Column i = Column.int64("i");
    Column s = Column.bytes("s");
    return Schema.of(
        Column.floats("y"),
        random.nextBoolean() ? x.optional() : x.withDefault(random.nextFloat()),
        random.nextBoolean() ? i.withDefault(7L) : i.withDefault(-1L),
        random.nextBoolean() ? s.optional() : s.withDefault("naïve"),
        Column.bytes("tags").ragged());
  }

  @Override
  public List<TransformFunction> functions() {
    return List.of(new TransformFunction(FUNCTION, schema(), this::features));
  }

  private Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Random random = new Random(seed + 1);
    Map<String, Operand<?>> outputs = new TreeMap<>();
    for (int i = 0; i < OUTPUTS; i++) {
      outputs.put("out" + i, output(columns, random, i));
    }
    // Every column is read, so that each may be sent.
    Ragged<TInt64> tags = columns.raggedBytes("tags").with(hashes(columns));
    outputs.put("tags", tags);
    outputs.put("different", Segments.deduplicateTensorPerRow(columns, tags));
    outputs.put("many", Encodings.multiHot(columns, tags, tf.constant(500L)));
    outputs.put("sum", tf.math.add(columns.floats("y"), columns.floats("x")));
    outputs.put("i", columns.int64s("i"));
    outputs.put("s", Text.hashStrings(columns, columns.bytes("s"), 1000));
    return outputs;
  }

  private static Operand<TInt64> hashes(Columns columns) {
    return Text.hashStrings(columns, columns.raggedBytes("tags").values(), 1000);
  }

  private static Operand<?> output(Columns columns, Random random, int number) {
    return switch (random.nextInt(13)) {
      case 0 -> Scaling.scaleToZScore(columns, floats(columns, random, 2));
      case 1 -> Scaling.scaleByMinMax(columns, floats(columns, random, 2), -1, 3);
      case 2 -> Buckets.bucketize(columns, floats(columns, random, 2), 2 + random.nextInt(6));
      case 3 ->
          PerKeyMappers.scaleToZScorePerKey(
              columns, floats(columns, random, 2), key(columns, random));
      case 4 ->
          PerKeyMappers.scaleByMinMaxPerKey(
              columns, floats(columns, random, 2), key(columns, random), -1, 3);
      case 5 ->
          PerKeyMappers.bucketizePerKey(
              columns, floats(columns, random, 2), key(columns, random), 2 + random.nextInt(6));
      case 6 -> oneHot(columns, "v" + number);
      case 7 ->
          Vocabularies.computeAndApplyVocabulary(
              columns,
              columns.bytes("s"),
              VocabularyOptions.named("v" + number).withTopK(1 + random.nextInt(13)));
      case 8 -> Scaling.scaleToGaussian(columns, floats(columns, random, 2));
      case 9 ->
          PerKeyMappers.scaleToGaussianPerKey(
              columns, floats(columns, random, 2), key(columns, random));
      case 10 -> interpolated(columns, floats(columns, random, 2));
      case 11 -> Densities.estimatedProbabilityDensity(columns, floats(columns, random, 2), 6);
      default ->
          Vocabularies.computeAndApplyVocabulary(
              columns, columns.int64s("i"), VocabularyOptions.named("v" + number));
    };
  }

  private static Operand<?> interpolated(Columns columns, Operand<TFloat32> x) {
    return Buckets.applyBucketsWithInterpolation(
        columns, x, NumericAnalyzers.quantiles(columns, x, 5, 0.01));
  }

  private static Operand<?> key(Columns columns, Random random) {
    return random.nextBoolean() ? columns.bytes("s") : columns.int64s("i");
  }

  private static Operand<TFloat32> oneHot(Columns columns, String name) {
    Vocabulary vocabulary =
        Vocabularies.vocabulary(columns, columns.bytes("s"), VocabularyOptions.named(name));
    return Encodings.oneHot(
        columns,
        Vocabularies.applyVocabulary(columns, columns.bytes("s"), vocabulary),
        vocabulary.size());
  }

  /** Floats of a column, or of mappers of floats. */
  private static Operand<TFloat32> floats(Columns columns, Random random, int depth) {
    Ops tf = columns.tf();
    int kind = random.nextInt(depth == 0 ? 3 : 6);
    return switch (kind) {
      case 0 -> columns.floats("x");
      case 1 -> columns.floats("y");
      case 2 -> columns.floats("i");
      case 3 -> tf.math.tanh(floats(columns, random, depth - 1));
      case 4 -> Scaling.scaleTo01(columns, floats(columns, random, depth - 1));
      default ->
          tf.math.mul(floats(columns, random, depth - 1), tf.constant(1 + random.nextFloat()));
    };
  }
}
