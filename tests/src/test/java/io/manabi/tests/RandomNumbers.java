package io.manabi.tests;

import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.mappers.Buckets;
import io.manabi.transform.mappers.Densities;
import io.manabi.transform.mappers.ElementwiseMappers;
import io.manabi.transform.mappers.PerKeyMappers;
import io.manabi.transform.mappers.Scaling;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * Mappers of numbers, chained at random: of one in each row, of several, and of any number.
 *
 * @param columns those of {@link RandomPreprocessing}
 * @param random chooses the mappers and the columns
 */
record RandomNumbers(Columns columns, Random random) {

  /** Something made of numbers. */
  Operand<?> output() {
    int kind = random.nextInt(9);
    Operand<TFloat32> x = floats(kind, 2);
    return kind < 2 && random.nextBoolean() ? elementwise(x) : like(x, mapped(x));
  }

  /** Something that a function of TensorFlow makes of a column. */
  Operand<?> functionOfColumn() {
    Operand<TFloat32> x = column(random.nextInt(9));
    return like(x, function(x));
  }

  /** Of rows with several numbers, each by itself. */
  private Operand<? extends TType> elementwise(Operand<TFloat32> x) {
    return switch (random.nextInt(4)) {
      case 0 -> ElementwiseMappers.scaleToZScore(columns, x);
      case 1 -> ElementwiseMappers.scaleByMinMax(columns, x, -1, 3);
      case 2 -> ElementwiseMappers.scaleToGaussian(columns, x);
      default -> ElementwiseMappers.bucketize(columns, x, 2 + random.nextInt(6));
    };
  }

  private Operand<? extends TType> mapped(Operand<TFloat32> x) {
    int buckets = 2 + random.nextInt(6);
    return switch (random.nextInt(12)) {
      case 0 -> Scaling.scaleToZScore(columns, x);
      case 1 -> Scaling.scaleByMinMax(columns, x, -1, 3);
      case 2 -> Scaling.scaleToGaussian(columns, x);
      case 3 -> Buckets.bucketize(columns, x, buckets);
      case 4 -> Buckets.applyBuckets(columns, x, borders());
      case 5 -> Buckets.applyBucketsWithInterpolation(columns, x, borders());
      case 6 ->
          Buckets.applyBucketsWithInterpolation(
              columns, x, NumericAnalyzers.quantiles(columns, x, 5, 0.01));
      case 7 -> Densities.estimatedProbabilityDensity(columns, x, 6);
      case 8 -> PerKeyMappers.scaleToZScorePerKey(columns, x, key());
      case 9 -> PerKeyMappers.scaleByMinMaxPerKey(columns, x, key(), -1, 3);
      case 10 -> PerKeyMappers.scaleToGaussianPerKey(columns, x, key());
      default -> PerKeyMappers.bucketizePerKey(columns, x, key(), buckets);
    };
  }

  private Operand<TFloat32> borders() {
    float first = (float) (20 * random.nextGaussian());
    return columns.tf().constant(new float[][] {{first, first + 10, first + 10.5f}});
  }

  private Operand<?> key() {
    return random.nextBoolean() ? columns.bytes("s") : columns.int64s("i");
  }

  /** Floats of a column, or of mappers of floats, of one kind of shape. */
  private Operand<TFloat32> floats(int kind, int depth) {
    Ops tf = columns.tf();
    int mapper = depth == 0 ? 0 : random.nextInt(6);
    if (mapper < 3) {
      return column(kind);
    }
    Operand<TFloat32> x = floats(kind, depth - 1);
    return like(
        x,
        switch (mapper) {
          case 3 -> function(x);
          case 4 -> Scaling.scaleTo01(columns, x);
          default -> tf.math.mul(x, tf.constant(1 + random.nextFloat()));
        });
  }

  /** What users write with TensorFlow's own operations. */
  private Operand<TFloat32> function(Operand<TFloat32> x) {
    Ops tf = columns.tf();
    float number = 0.1f + 40 * random.nextFloat();
    return switch (random.nextInt(14)) {
      case 0 -> tf.math.tanh(x);
      case 1 -> tf.math.log1p(tf.math.abs(x));
      case 2 -> tf.math.log(x);
      case 3 -> tf.math.exp(tf.math.neg(tf.math.square(x)));
      case 4 -> tf.math.sigmoid(x);
      case 5 -> tf.math.erf(tf.math.div(x, tf.constant(number)));
      case 6 -> tf.math.pow(tf.math.abs(x), tf.constant(number / 20));
      case 7 -> tf.math.div(x, tf.math.sqrt(tf.math.abs(x)));
      case 8 -> tf.math.div(tf.constant(number), x);
      case 9 -> tf.math.rsqrt(tf.math.abs(x));
      case 10 -> tf.math.sin(x);
      case 11 -> tf.math.maximum(x, tf.math.cos(x));
      case 12 -> tf.dtypes.cast(tf.math.exp(tf.dtypes.cast(x, TFloat64.class)), TFloat32.class);
      default -> tf.math.softplus(x);
    };
  }

  private Operand<TFloat32> column(int kind) {
    return switch (kind) {
      case 0 -> columns.floats("matrix");
      case 1 -> columns.floats("pair");
      case 2 -> columns.raggedFloats("prices");
      case 3 ->
          columns
              .raggedInt64s("visits")
              .with(
                  columns
                      .tf()
                      .dtypes
                      .cast(columns.raggedInt64s("visits").values(), TFloat32.class));
      default -> columns.floats(new String[] {"x", "y", "i"}[random.nextInt(3)]);
    };
  }

  /** With the rows of what it is made of. */
  private static <T extends TType> Operand<T> like(Operand<?> x, Operand<T> values) {
    return x instanceof Ragged<?> ragged ? ragged.with(values) : values;
  }
}
