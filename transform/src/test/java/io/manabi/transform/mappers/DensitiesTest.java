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
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class DensitiesTest {
  private static final Schema X = Schema.of(Column.floats("x"));
  private static final Schema N = Schema.of(Column.int64("n"));
  private static final Schema S = Schema.of(Column.bytes("s"));
  private static final float NAN = Float.NaN;
  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

  @TempDir private Path folder;

  @Test
  void isTheShareOfABinByItsWidth() {
    Function<Columns, Operand<TFloat32>> density =
        c ->
            Densities.estimatedProbabilityDensity(
                c, c.floats("x"), c.tf().constant(new float[] {0, 2, 4}));
    assertThat(floats(density, floats(0, 1, 1.5f, 2, NAN), floats(0, 1.9f, 2, 3, -50, 50, NAN)))
        .containsExactly(new float[] {0.375f, 0.375f, 0.125f, 0.125f, 0.375f, 0.125f, 0}, ROUNDING);
  }

  @Test
  void usesBinsFromZeroToOneIfNotTold() {
    assertThat(
            floats(
                c -> Densities.estimatedProbabilityDensity(c, c.floats("x")),
                floats(0.05f, 0.07f, 0.5f, 0.99f),
                floats(0.01f, 0.2f, 0.55f, 1)))
        .containsExactly(new float[] {5, 0, 2.5f, 2.5f}, Offset.offset(1e-4f));
  }

  @Test
  void findsBinsFromTheLeastToTheGreatestNumber() {
    long[] data = new long[100];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    assertThat(
            floats(
                c -> Densities.estimatedProbabilityDensity(c, c.int64s("n"), 6),
                ints(data),
                ints(0, 19, 20, 50, 99)))
        .containsExactly(new float[] {1 / 99f, 1 / 99f, 1 / 99f, 1 / 99f, 1 / 99f}, ROUNDING);
  }

  @Test
  void isInfiniteWhereAllDataAreTheSame() {
    assertThat(
            floats(
                c -> Densities.estimatedProbabilityDensity(c, c.floats("x"), 4),
                floats(3, 3),
                floats(3, 2)))
        .containsExactly(Float.POSITIVE_INFINITY, 0);
  }

  @Test
  void isZeroOfNoData() {
    assertThat(
            floats(
                c -> Densities.estimatedProbabilityDensity(c, c.floats("x"), 4),
                floats(NAN),
                floats(3, NAN)))
        .containsExactly(0, 0);
  }

  @Test
  void isTheShareOfACategory() {
    assertThat(
            floats(
                c -> Densities.categoricalProbability(c, c.bytes("s")),
                Batch.of(S, bytes("a", "b", "a", "")),
                Batch.of(S, bytes("a", "b", "", "never seen"))))
        .containsExactly(0.5f, 0.25f, 0.25f, 0);
    assertThat(
            floats(
                c -> Densities.categoricalProbability(c, c.int64s("n")),
                ints(7, -8, 7, 7),
                ints(-8, 7, 70)))
        .containsExactly(0.25f, 0.75f, 0);
  }

  @Test
  void keepsRows() {
    Schema schema = Schema.of(Column.floats("x").ofLength(2));
    Batch data =
        Batch.of(
            schema, new ColumnValues.Floats(new float[] {0, 1, 0, 0}, RowSplits.uniform(2, 2)));
    ColumnValues result =
        apply(c -> Densities.estimatedProbabilityDensity(c, c.floats("x"), 3), data, data);
    assertThat(((ColumnValues.Floats) result).values())
        .containsExactly(new float[] {1.5f, 0.5f, 1.5f, 1.5f}, ROUNDING);
    assertThat(result.splits().length()).isEqualTo(2);
  }

  private float[] floats(Function<Columns, Operand<TFloat32>> mapper, Batch data, Batch rows) {
    return ((ColumnValues.Floats) apply(mapper, data, rows)).values();
  }

  private ColumnValues apply(Function<Columns, Operand<TFloat32>> mapper, Batch data, Batch rows) {
    TransformGraph graph =
        Analyses.analyze(
            folder, data.schema(), (tf, c) -> Map.of("y", mapper.apply(c)), Analyses.rows(data));
    return Analyses.apply(graph, "f", "y", rows);
  }

  private static Batch floats(float... values) {
    return Batch.of(X, new ColumnValues.Floats(values));
  }

  private static Batch ints(long... values) {
    return Batch.of(N, new ColumnValues.Int64s(values));
  }
}
