package io.manabi.transform.mappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class InterpolationTest {
  private static final Schema X = Schema.of(Column.floats("x"));
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @TempDir private Path folder;

  @Test
  void interpolatesInBucketsOfTheSameShare() {
    assertThat(
            interpolate(
                new float[] {0, 10, 100, 200, 300},
                -INFINITY,
                -1,
                0,
                5,
                10,
                55,
                100,
                250,
                299,
                300,
                1e9f,
                INFINITY,
                NAN))
        .containsExactly(0, 0, 0, 0.125f, 0.25f, 0.375f, 0.5f, 0.875f, 0.9975f, 1, 1, 1, 0.5f);
  }

  @Test
  void leavesOutBordersThatAreNotFinite() {
    assertThat(interpolate(new float[] {NAN, 0, 4, INFINITY}, -INFINITY, NAN, 0, 1, 4, 5))
        .containsExactly(0, 0.5f, 0, 0.25f, 1, 1);
  }

  @Test
  void isAStepAtASingleBorder() {
    assertThat(interpolate(new float[] {-INFINITY, 3}, -INFINITY, 2, 3, 4, NAN))
        .containsExactly(0, 0, 1, 1, 0.5f);
  }

  @Test
  void jumpsWhereBordersAreTheSame() {
    assertThat(interpolate(new float[] {1, 2, 2, 2, 3}, 1.5f, 2, 2.5f))
        .containsExactly(0.125f, 0.75f, 0.875f);
  }

  @Test
  void spreadsOutNumbersByTheirQuantiles() {
    float[] data = new float[1001];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    TransformGraph graph =
        graph(
            c ->
                Buckets.applyBucketsWithInterpolation(
                    c, c.floats("x"), NumericAnalyzers.quantiles(c, c.floats("x"), 6, 0.01)),
            batch(data));
    float[] result = apply(graph, 0, 500, 1000);
    assertThat(result[0]).isZero();
    assertThat(result[1]).isBetween(0.49f, 0.51f);
    assertThat(result[2]).isEqualTo(1);
  }

  @Test
  void isTheSameForABatchAsForEachRow() {
    TransformGraph graph = graph(borders(new float[] {-3, -0.7f, 0.1f, 0.33f, 3.1f}));
    Random random = new Random(5);
    float[] x = new float[37];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] each = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      each[i] = apply(graph, x[i])[0];
    }
    assertThat(apply(graph, x)).isEqualTo(each);
  }

  @Test
  void takesIntegersWithSeveralInARow() {
    Schema schema = Schema.of(Column.int64("x").ofLength(2));
    Batch batch =
        Batch.of(
            schema, new ColumnValues.Int64s(new long[] {15, 25, 10, 20}, RowSplits.uniform(2, 2)));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            schema,
            (tf, c) ->
                Map.of(
                    "y",
                    Buckets.applyBucketsWithInterpolation(
                        c, c.int64s("x"), tf.constant(new float[][] {{10, 20}}))),
            batch);
    ColumnValues result = Analyses.apply(graph, "f", "y", batch);
    assertThat(((ColumnValues.Floats) result).values()).containsExactly(0.5f, 1, 0, 1);
    assertThat(result.splits().length()).isEqualTo(2);
  }

  @Test
  void needsABorder() {
    assertThatThrownBy(() -> interpolate(new float[] {NAN, INFINITY}, 1))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("buckets with interpolation need a border that is finite");
  }

  private float[] interpolate(float[] boundaries, float... x) {
    return apply(graph(borders(boundaries)), x);
  }

  private static Function<Columns, Operand<TFloat32>> borders(float[] boundaries) {
    return c ->
        Buckets.applyBucketsWithInterpolation(
            c, c.floats("x"), c.tf().constant(new float[][] {boundaries}));
  }

  private TransformGraph graph(Function<Columns, Operand<TFloat32>> mapper, Batch... data) {
    return Analyses.analyze(folder, X, (tf, c) -> Map.of("y", mapper.apply(c)), data);
  }

  private static float[] apply(TransformGraph graph, float... x) {
    return ((ColumnValues.Floats) Analyses.apply(graph, "f", "y", batch(x))).values();
  }

  private static Batch batch(float... x) {
    return Batch.of(X, new ColumnValues.Floats(x));
  }
}
