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
import io.manabi.transform.analyzers.ElementwiseAnalyzers;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Each place of a row is what a column of its numbers alone would be. */
class ElementwiseMappersTest {
  private static final float NAN = Float.NaN;
  private static final Schema SCHEMA =
      Schema.of(
          Column.floats("pair").ofLength(2),
          Column.int64("ints").ofLength(2),
          Column.floats("first"),
          Column.floats("second"));
  private static final float[] FIRST = {0, 1, 2, 3, NAN, 40, 5, Float.POSITIVE_INFINITY, 7, 7};
  private static final float[] SECOND = {-1, 5, 5, 5, 5, 5, 5, NAN, NAN, 500};

  @TempDir private Path folder;

  private record Compared(
      String name,
      BiFunction<Columns, Operand<TFloat32>, Operand<? extends TNumber>> pair,
      BiFunction<Columns, Operand<TFloat32>, Operand<? extends TNumber>> one) {}

  private static final List<Compared> ALL =
      List.of(
          new Compared("01", ElementwiseMappers::scaleTo01, Scaling::scaleTo01),
          new Compared(
              "min_max",
              (c, x) -> ElementwiseMappers.scaleByMinMax(c, x, -2, 5),
              (c, x) -> Scaling.scaleByMinMax(c, x, -2, 5)),
          new Compared("z_score", ElementwiseMappers::scaleToZScore, Scaling::scaleToZScore),
          new Compared("gaussian", ElementwiseMappers::scaleToGaussian, Scaling::scaleToGaussian),
          new Compared(
              "bucketize",
              (c, x) -> ElementwiseMappers.bucketize(c, x, 4),
              (c, x) -> Buckets.bucketize(c, x, 4)),
          new Compared("min", ElementwiseAnalyzers::min, NumericAnalyzers::min),
          new Compared("max", ElementwiseAnalyzers::max, NumericAnalyzers::max),
          new Compared("sum", ElementwiseAnalyzers::sum, NumericAnalyzers::sum),
          new Compared("size", ElementwiseAnalyzers::size, NumericAnalyzers::size),
          new Compared("mean", ElementwiseAnalyzers::mean, NumericAnalyzers::mean),
          new Compared("var", ElementwiseAnalyzers::var, NumericAnalyzers::var));

  @Test
  void isWhatAColumnOfEachPlaceAloneWouldBe() {
    Batch data = data();
    TransformGraph graph =
        Analyses.analyze(folder, SCHEMA, ElementwiseMappersTest::all, Analyses.rows(data));
    for (Compared each : ALL) {
      float[] pairs = floats(graph, each.name, data);
      float[] first = floats(graph, each.name + "_first", data);
      float[] second = floats(graph, each.name + "_second", data);
      assertThat(pairs).as(each.name).containsExactly(together(first, second));
    }
    assertThat(floats(graph, "sum", data)).startsWith(Float.POSITIVE_INFINITY, 529);
  }

  private static Map<String, Operand<?>> all(Ops tf, Columns columns) {
    Map<String, Operand<?>> outputs = new HashMap<>();
    for (Compared each : ALL) {
      Map<String, Operand<? extends TNumber>> made =
          Map.of(
              each.name,
              each.pair.apply(columns, columns.floats("pair")),
              each.name + "_first",
              each.one.apply(columns, columns.floats("first")),
              each.name + "_second",
              each.one.apply(columns, columns.floats("second")));
      made.forEach((name, x) -> outputs.put(name, inRows(tf, columns, name, x)));
    }
    return outputs;
  }

  /** Results of analyzers once for each row. */
  private static Operand<?> inRows(
      Ops tf, Columns columns, String name, Operand<? extends TNumber> x) {
    Operand<TFloat32> floats = tf.dtypes.cast(x, TFloat32.class);
    String like = name.endsWith("_first") || name.endsWith("_second") ? "first" : "pair";
    return tf.math.add(floats, tf.zerosLike(columns.floats(like)));
  }

  @Test
  void keepsIntegersExact() {
    TransformGraph graph =
        Analyses.analyze(
            folder,
            SCHEMA,
            (tf, c) -> {
              Operand<TInt64> ints = c.int64s("ints");
              return Map.of(
                  "y", tf.math.add(tf.zerosLike(ints), ElementwiseAnalyzers.max(c, ints)));
            },
            data());
    assertThat(((ColumnValues.Int64s) Analyses.apply(graph, "f", "y", data())).values())
        .startsWith((1L << 60) + 9, 9);
  }

  @Test
  void analyzesRowsOfAnyShape() {
    Schema schema = Schema.of(Column.floats("x").ofLength(4));
    float[] numbers = {1, 2, 3, 4, 3, 2, 5, 8};
    Batch data = Batch.of(schema, new ColumnValues.Floats(numbers, RowSplits.uniform(2, 4)));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            schema,
            (tf, c) -> {
              Operand<TFloat32> squares = tf.reshape(c.floats("x"), tf.array(-1, 2, 2));
              Operand<TFloat32> scaled = ElementwiseMappers.scaleTo01(c, squares);
              return Map.of("y", tf.reshape(scaled, tf.array(-1, 4)));
            },
            data);
    float constant = (float) (1 / (1 + Math.exp(-2)));
    assertThat(floats(graph, "y", data)).containsExactly(0, constant, 0, 0, 1, constant, 1, 1);
  }

  @Test
  void refusesRowsOfUnknownShape() {
    refuses(
        c -> ElementwiseMappers.scaleTo01(c, c.floats("first")),
        "An elementwise analyzer was given numbers of the shape [-1]; it needs [N, n], with a known number of them in each row.");
    refuses(
        c ->
            ElementwiseMappers.bucketize(
                c, c.tf().reshape(c.floats("pair"), c.tf().array(-1, 1, 2)), 3),
        "Elementwise quantiles were asked of numbers of the shape [-1, 1, 2]; they need [N, n].");
    refuses(
        c -> ElementwiseMappers.bucketize(c, c.floats("pair"), 1),
        "Quantiles were asked for 1 parts; there must be 2 or more.");
  }

  private void refuses(Function<Columns, Operand<?>> body, String message) {
    ThrowingCallable analysis =
        () -> Analyses.analyze(folder, SCHEMA, (tf, c) -> Map.of("y", body.apply(c)), data());
    assertThatThrownBy(analysis).isInstanceOf(ManabiException.class).hasMessageContaining(message);
  }

  private static float[] floats(TransformGraph graph, String output, Batch data) {
    return ((ColumnValues.Floats) Analyses.apply(graph, "f", output, data)).values();
  }

  private static Batch data() {
    long[] ints = new long[2 * FIRST.length];
    for (int row = 0; row < FIRST.length; row++) {
      ints[2 * row] = (1L << 60) + row;
      ints[2 * row + 1] = row;
    }
    RowSplits splits = RowSplits.uniform(FIRST.length, 2);
    return Batch.of(
        SCHEMA,
        new ColumnValues.Floats(together(FIRST, SECOND), splits),
        new ColumnValues.Int64s(ints, splits),
        new ColumnValues.Floats(FIRST),
        new ColumnValues.Floats(SECOND));
  }

  private static float[] together(float[] first, float[] second) {
    float[] pairs = new float[2 * first.length];
    for (int row = 0; row < first.length; row++) {
      pairs[2 * row] = first[row];
      pairs[2 * row + 1] = second[row];
    }
    return pairs;
  }
}
