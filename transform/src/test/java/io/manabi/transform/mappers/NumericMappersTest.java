package io.manabi.transform.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.AnalysisSession;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import io.manabi.transform.analyzers.NumericAnalyzers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;

class NumericMappersTest {
  private static final Schema X = Schema.of(Column.floats("x"));
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @TempDir private Path folder;

  @Test
  void scalesToTheRangeOfTheData() {
    assertThat(floats(c -> Scaling.scaleTo01(c, c.floats("x")), data(1, 3, NAN, 5), data(2, NAN)))
        .containsExactly(0.25f, NAN);
    assertThat(floats(c -> Scaling.scaleByMinMax(c, c.floats("x"), -1, 3), data(0, 2), data(2, 1)))
        .containsExactly(3f, 1f);
  }

  @Test
  void makesExactlyOneOfTheGreatest() {
    float[] data = {0, 41, 10, 20, 30, 5};
    assertThat(floats(c -> Scaling.scaleTo01(c, c.floats("x")), data(data), data(41, 0, 10)))
        .containsExactly(1f, 0f, 10f / 41);
    assertThat(floats(c -> Scaling.scaleByMinMax(c, c.floats("x"), -1, 1), data(data), data(41, 0)))
        .containsExactly(1f, -1f);
  }

  @Test
  void takesNumbersThatAreTooSmallForAllDigitsForZero() {
    float[] data = {3e-39f, 1e-40f, -1e-42f, 0, Float.MIN_NORMAL, Float.MIN_VALUE};
    assertThat(floats(c -> Scaling.scaleTo01(c, c.floats("x")), data(data), data(data)))
        .containsExactly(0, 0, 0, 0, 1, 0);
    assertThat(ints(c -> Buckets.bucketize(c, c.floats("x"), 3), data(data), data(data)))
        .containsExactly(2, 2, 2, 2, 2, 2);
    assertThat(floats(c -> c.tf().math.exp(c.floats("x")), data(0), data(-95, -87)))
        .containsExactly(0, (float) Math.exp(-87));
  }

  @Test
  void usesTheLogisticFunctionWhereTheDataHaveNoRange() {
    float half = (float) (1 / (1 + Math.exp(-4)));
    assertThat(floats(c -> Scaling.scaleTo01(c, c.floats("x")), data(4, 4), data(4)))
        .containsExactly(half);
    assertThat(floats(c -> Scaling.scaleTo01(c, c.floats("x")), data(NAN), data(0)))
        .containsExactly(0.5f);
  }

  @Test
  void scalesToTheStandardDeviation() {
    assertThat(
            floats(
                c -> Scaling.scaleToZScore(c, c.floats("x")),
                data(1, 3, NAN, INFINITY),
                data(2, 3, 0, NAN)))
        .containsExactly(0f, 1f, -2f, NAN);
    assertThat(floats(c -> Scaling.scaleToZScore(c, c.floats("x")), data(7, 7), data(7, 9)))
        .containsExactly(0f, 2f);
    assertThat(floats(c -> Scaling.scaleToZScore(c, c.floats("x")), data(NAN), data(3)))
        .containsExactly(3f);
  }

  @Test
  void putsNumbersIntoBucketsOfTheSameSize() {
    float[] data = new float[1000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (i * 7) % 1000;
    }
    assertThat(
            ints(
                c -> Buckets.bucketize(c, c.floats("x"), 4),
                data(data),
                data(-5, 0, 249, 250, 499, 500, 749, 750, 999, 5000, NAN)))
        .containsExactly(0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3);
  }

  @Test
  void putsANumberOnABorderIntoTheUpperBucket() {
    assertThat(
            ints(
                c ->
                    Buckets.applyBuckets(
                        c, c.floats("x"), c.tf().constant(new float[][] {{1, 2, 2}})),
                data(0),
                data(0, 1, 1.5f, 2, 3, NAN, -INFINITY, INFINITY)))
        .containsExactly(0, 1, 1, 3, 3, 3, 0, 3);
  }

  @Test
  void bucketsOfConstantAndOfNoDataAreAsTheConventionSays() {
    assertThat(ints(c -> Buckets.bucketize(c, c.floats("x"), 3), data(5, 5, 5), data(4, 5, 6)))
        .containsExactly(0, 2, 2);
    assertThat(ints(c -> Buckets.bucketize(c, c.floats("x"), 3), data(NAN), data(-1, 1)))
        .containsExactly(0, 2);
  }

  @Test
  void computesNumbersOfIntegersExactly() {
    long large = (1L << 60) + 1;
    Schema schema = Schema.of(Column.int64("x"));
    Batch batch = Batch.of(schema, new ColumnValues.Int64s(new long[] {large, 3, -2}));
    TransformGraph graph =
        analyze(
            schema,
            c ->
                Map.of(
                    "min", NumericAnalyzers.min(c, c.int64s("x")),
                    "max", NumericAnalyzers.max(c, c.int64s("x")),
                    "sum", NumericAnalyzers.sum(c, c.int64s("x")),
                    "size", NumericAnalyzers.size(c, c.int64s("x"))),
            batch);
    try (TransformSession session = new TransformSession(graph, "f")) {
      Batch result = session.apply(batch.rows(0, 2));
      assertThat(((ColumnValues.Int64s) result.column("min")).values()).containsOnly(-2);
      assertThat(((ColumnValues.Int64s) result.column("max")).values()).containsOnly(large);
      assertThat(((ColumnValues.Int64s) result.column("sum")).values()).containsOnly(large + 1);
      assertThat(((ColumnValues.Int64s) result.column("size")).values()).containsExactly(3, 3);
    }
  }

  private float[] floats(Function<Columns, Operand<?>> mapper, Batch data, Batch rows) {
    return ((ColumnValues.Floats) apply(mapper, data, rows)).values();
  }

  private long[] ints(Function<Columns, Operand<?>> mapper, Batch data, Batch rows) {
    return ((ColumnValues.Int64s) apply(mapper, data, rows)).values();
  }

  private ColumnValues apply(Function<Columns, Operand<?>> mapper, Batch data, Batch rows) {
    TransformGraph graph = analyze(X, columns -> Map.of("y", mapper.apply(columns)), data);
    try (TransformSession session = new TransformSession(graph, "f")) {
      return session.apply(rows).column("y");
    }
  }

  /** Analyzes each row as a part of its own, so that everything is merged. */
  private TransformGraph analyze(
      Schema schema, Function<Columns, Map<String, Operand<?>>> body, Batch data) {
    AnalysisPlan plan =
        AnalysisPlan.of(
            () ->
                List.of(new TransformFunction("f", schema, (tf, columns) -> body.apply(columns))));
    while (!plan.isComplete()) {
      AnalysisPhase phase = plan.next();
      Accumulators all = phase.create();
      try (AnalysisSession session = phase.open()) {
        for (int row = 0; row < data.rows(); row++) {
          Accumulators part = phase.create();
          session.add(data.rows(row, row + 1), part);
          for (int i = 0; i < phase.size(); i++) {
            all.merge(i, part.encode(i));
          }
        }
      }
      plan = plan.resolve(all, folder);
    }
    return plan.graph();
  }

  private static Batch data(float... values) {
    return Batch.of(X, new ColumnValues.Floats(values));
  }
}
