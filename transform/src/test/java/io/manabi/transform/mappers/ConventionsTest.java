package io.manabi.transform.mappers;

import static io.manabi.transform.vocabularies.Analyses.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.analyzers.PerKeyAnalyzers;
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** What tf.Transform does with numbers where one might as well do something else. */
class ConventionsTest {
  private static final Schema FLOATS = Schema.of(Column.bytes("k"), Column.floats("x"));
  private static final Schema INTS = Schema.of(Column.int64("x"));
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  /** Floats have 24 bits: from here on they do not have every integer. */
  private static final long LARGE = 1L << 24;

  @TempDir private Path folder;

  @Test
  void bringsTheLogisticFunctionIntoTheRangeWhereTheLeastIsTheGreatest() {
    float logistic = (float) (1 / (1 + Math.exp(-4)));
    float[] projected = {logistic * 4 - 1, 0.5f * 4 - 1, 3, -1, NAN};
    float[] rows = {4, 0, INFINITY, -INFINITY, NAN};
    assertThat(
            floats(
                c -> Scaling.scaleByMinMax(c, c.floats("x"), -1, 3),
                batch("a", 4, 4, NAN),
                batch("a", rows)))
        .containsExactly(projected);
    Function<Columns, Operand<?>> perKey =
        c -> PerKeyMappers.scaleByMinMaxPerKey(c, c.floats("x"), c.bytes("k"), -1, 3);
    assertThat(floats(perKey, batch("a", 4, 4, NAN), batch("a", rows))).containsExactly(projected);
    assertThat(floats(perKey, batch("a", 4, 5), batch("b", rows)))
        .as("of a key that is not known")
        .containsExactly(projected);
    assertThat(
            floats(
                c ->
                    PerKeyMappers.scaleByMinMaxPerKey(
                        c, c.floats("x"), c.bytes("k"), -1, 3, "extremes"),
                batch("a", 4, 4, NAN),
                batch("a", rows)))
        .as("from a file")
        .containsExactly(projected);
  }

  @Test
  void extremesOfNoIntegersAreTheLimitsOfTheType() {
    Schema schema = Schema.of(Column.int64("x").ragged());
    Batch empty =
        Batch.of(schema, new ColumnValues.Int64s(new long[0], RowSplits.ragged(new int[2])));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            schema,
            (tf, c) ->
                Map.of(
                    "min", NumericAnalyzers.min(c, c.raggedInt64s("x")),
                    "max", NumericAnalyzers.max(c, c.raggedInt64s("x")),
                    "sum", NumericAnalyzers.sum(c, c.raggedInt64s("x"))),
            empty);
    assertThat(Analyses.int64s(graph, "min", empty)).containsExactly(Long.MAX_VALUE);
    assertThat(Analyses.int64s(graph, "max", empty)).containsExactly(Long.MIN_VALUE);
    assertThat(Analyses.int64s(graph, "sum", empty)).containsExactly(0);
  }

  @Test
  void bordersOfLargeIntegersAreFloats() {
    Batch data = integers(LARGE - 1, LARGE + 1, LARGE + 1, LARGE + 3, LARGE + 3, LARGE + 8);
    assertThat(floats(c -> borders(c, c.int64s("x"), 2), data, integers(0)))
        .as("of 2^24 + 3 the nearest float is 2^24 + 4")
        .containsExactly(16_777_220f);
    assertThat(
            ints(
                c -> Buckets.bucketize(c, c.int64s("x"), 2),
                data,
                integers(LARGE + 2, LARGE + 3, LARGE + 4, LARGE + 5)))
        .containsExactly(0, 1, 1, 1);
    assertThat(
            ints(
                c ->
                    Buckets.applyBuckets(
                        c, c.int64s("x"), c.tf().constant(new float[][] {{LARGE, LARGE + 2}})),
                integers(),
                integers(LARGE - 1, LARGE, LARGE + 1, LARGE + 2)))
        .as("2^24 + 1 is 2^24")
        .containsExactly(0, 1, 1, 2);
  }

  @Test
  void quantilesAreThoseOfTheNumbersThatAreNoNan() {
    float[] numbers = new float[100];
    float[] mixed = new float[300];
    Arrays.fill(mixed, NAN);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * 37 % 100;
      mixed[3 * i + i % 3] = numbers[i];
    }
    Function<Columns, Operand<?>> borders = c -> borders(c, c.floats("x"), 4);
    Batch one = batch("a", 0);
    assertThat(floats(borders, batch("a", mixed), one))
        .isEqualTo(floats(borders, batch("a", numbers), one))
        .containsExactly(25, 50, 75);
    assertThat(
            ints(
                c -> Buckets.bucketize(c, c.floats("x"), 4),
                batch("a", mixed),
                batch("a", NAN, 0, 24, 25, 74, 75, -INFINITY, INFINITY)))
        .containsExactly(3, 0, 0, 1, 2, 3, 0, 3);
  }

  @Test
  void meanAndVarianceAreThoseOfTheNumbersThatAreFinite() {
    Batch data = batch("a", NAN, 1, INFINITY, 3, -INFINITY, 1, 3, NAN);
    Batch one = batch("a", 0);
    assertThat(floats(c -> NumericAnalyzers.mean(c, c.floats("x")), data, one)).containsExactly(2);
    assertThat(floats(c -> NumericAnalyzers.var(c, c.floats("x")), data, one)).containsExactly(1);
    Batch none = batch("a", NAN, INFINITY);
    assertThat(floats(c -> NumericAnalyzers.mean(c, c.floats("x")), none, one)).containsExactly(0);
    assertThat(floats(c -> NumericAnalyzers.var(c, c.floats("x")), none, one)).containsExactly(0);
    assertThat(
            floats(
                c ->
                    Analyses.onlyRow(
                        c.tf(),
                        c.tf()
                            .math
                            .add(
                                PerKeyAnalyzers.meanPerKey(c, c.floats("x"), c.bytes("k")).values(),
                                PerKeyAnalyzers.varPerKey(c, c.floats("x"), c.bytes("k"))
                                    .values())),
                data,
                one))
        .as("mean and variance of the only key together")
        .containsExactly(3);
  }

  /** Borders as the row of an output. */
  private static Operand<?> borders(Columns columns, Operand<? extends TNumber> x, int parts) {
    return Analyses.onlyRow(columns.tf(), NumericAnalyzers.quantiles(columns, x, parts, 0.01));
  }

  private float[] floats(Function<Columns, Operand<?>> mapper, Batch data, Batch rows) {
    return ((ColumnValues.Floats) apply(mapper, data, rows)).values();
  }

  private long[] ints(Function<Columns, Operand<?>> mapper, Batch data, Batch rows) {
    return ((ColumnValues.Int64s) apply(mapper, data, rows)).values();
  }

  private ColumnValues apply(Function<Columns, Operand<?>> mapper, Batch data, Batch rows) {
    TransformGraph graph =
        Analyses.analyze(
            folder,
            data.schema(),
            (tf, columns) -> Map.of("y", mapper.apply(columns)),
            Analyses.rows(data));
    return Analyses.apply(graph, "f", "y", rows);
  }

  private static Batch batch(String key, float... values) {
    String[] keys = new String[values.length];
    Arrays.fill(keys, key);
    return Batch.of(FLOATS, bytes(keys), new ColumnValues.Floats(values));
  }

  private static Batch integers(long... values) {
    return Batch.of(INTS, new ColumnValues.Int64s(values));
  }
}
