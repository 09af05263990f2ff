package io.manabi.transform.analyzers;

import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class HistogramAnalyzersTest {
  private static final Schema X = Schema.of(Column.floats("x"));
  private static final Schema N = Schema.of(Column.int64("n"));
  private static final Schema S = Schema.of(Column.bytes("s"));
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @TempDir private Path folder;

  @Test
  void hasTenBinsFromZeroToOne() {
    Function<Columns, Histogram<TFloat32>> histogram =
        c -> HistogramAnalyzers.histogram(c, c.floats("x"));
    Batch data = floats(0, 0.05f, 0.1f, 0.3f, 0.31f, 0.95f, 1, 7, -2, NAN, INFINITY, -INFINITY);
    assertThat(counts(histogram, data)).containsExactly(4, 1, 0, 2, 0, 0, 0, 0, 0, 4);
    float[] boundaries = boundaries(histogram, data);
    assertThat(boundaries).hasSize(11);
    for (int i = 0; i < boundaries.length; i++) {
      assertThat(boundaries[i]).isEqualTo(i / 10f - 0.0001f);
    }
  }

  @Test
  void countsANumberAtABoundaryInTheBinAboveIt() {
    Function<Columns, Histogram<TFloat32>> histogram =
        c ->
            HistogramAnalyzers.histogram(
                c, c.int64s("n"), c.tf().constant(new float[] {0, 1, 2, 3, 4}));
    assertThat(counts(histogram, ints(0, 1, 0, 1, 0, 3, 0, 1))).containsExactly(4, 3, 0, 1);
    assertThat(counts(histogram, ints(4, 100, -1))).containsExactly(1, 0, 0, 2);
  }

  @Test
  void takesTheResultsOfAnAnalyzerForBoundaries() {
    Function<Columns, Histogram<TFloat32>> histogram =
        c ->
            HistogramAnalyzers.histogram(
                c, c.floats("x"), NumericAnalyzers.quantiles(c, c.floats("x"), 3, 0.01));
    assertThat(counts(histogram, floats(1, 2, 3, 4, 5, 6))).containsExactly(6);
  }

  @Test
  void findsBoundariesFromTheLeastToTheGreatestNumber() {
    Function<Columns, Histogram<TFloat32>> histogram =
        c -> HistogramAnalyzers.histogram(c, c.floats("x"), 5);
    Batch data = floats(10, 20, 30, NAN, 14, 19, 15);
    assertThat(counts(histogram, data)).containsExactly(2, 2, 1, 1);
    assertThat(boundaries(histogram, data))
        .containsExactly(new float[] {10, 15, 20, 25, 30}, within(0.001f));
    Function<Columns, Histogram<TFloat32>> integers =
        c -> HistogramAnalyzers.histogram(c, c.int64s("n"), 2);
    assertThat(counts(integers, ints(5, 7, 6))).containsExactly(3);
  }

  @Test
  void countsDataThatAreAllTheSameInTheLastBin() {
    assertThat(counts(c -> HistogramAnalyzers.histogram(c, c.floats("x"), 4), floats(2, 2)))
        .containsExactly(0, 0, 2);
  }

  @Test
  void countsNothingOfNoData() {
    assertThat(counts(c -> HistogramAnalyzers.histogram(c, c.floats("x"), 4), floats(NAN)))
        .containsExactly(0, 0, 0);
    TransformGraph graph =
        Analyses.analyze(
            folder,
            X,
            (tf, c) ->
                Map.of(
                    "y",
                    Analyses.onlyRow(
                        tf, HistogramAnalyzers.histogram(c, c.floats("x"), 4).counts())));
    assertThat(Analyses.int64s(graph, "y", floats(1))).containsExactly(0, 0, 0);
  }

  @Test
  void countsCategories() {
    Batch data = Batch.of(S, bytes("b", "a", "b", "10", "9", "b"));
    assertThat(counts(c -> HistogramAnalyzers.categoricalHistogram(c, c.bytes("s")), data))
        .containsExactly(1, 1, 1, 3);
    assertThat(
            strings(
                result(
                    c -> HistogramAnalyzers.categoricalHistogram(c, c.bytes("s")).boundaries(),
                    data)))
        .containsExactly("10", "9", "a", "b");
    assertThat(
            counts(
                c -> HistogramAnalyzers.categoricalHistogram(c, c.int64s("n")), ints(9, 10, 9, -1)))
        .containsExactly(1, 1, 2);
    assertThat(
            ((ColumnValues.Int64s)
                    result(
                        c -> HistogramAnalyzers.categoricalHistogram(c, c.int64s("n")).boundaries(),
                        ints(9, 10, 9, -1)))
                .values())
        .containsExactly(-1, 10, 9);
  }

  @Test
  void countsTheValuesOfRaggedRows() {
    Schema schema = Schema.of(Column.floats("x").ragged());
    Batch data =
        Batch.of(
            schema,
            new ColumnValues.Floats(
                new float[] {0, 0.5f, 1, 0.55f}, RowSplits.ragged(new int[] {0, 3, 3, 4})));
    assertThat(counts(c -> HistogramAnalyzers.histogram(c, c.raggedFloats("x")), data))
        .containsExactly(1, 0, 0, 0, 0, 2, 0, 0, 0, 1);
    assertThat(counts(c -> HistogramAnalyzers.histogram(c, c.raggedFloats("x"), 3), data))
        .containsExactly(1, 3);
  }

  @Test
  void refusesTooFewBoundaries() {
    assertThatThrownBy(
            () -> counts(c -> HistogramAnalyzers.histogram(c, c.floats("x"), 1), floats(1)))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A histogram was asked for with 1 boundaries; there must be 2 or more.");
    assertThatThrownBy(
            () ->
                counts(
                    c -> HistogramAnalyzers.histogram(c, c.floats("x"), c.tf().array(1f)),
                    floats(1)))
        .isInstanceOf(ManabiException.class);
  }

  private long[] counts(Function<Columns, ? extends Histogram<?>> histogram, Batch data) {
    return ((ColumnValues.Int64s) result(c -> histogram.apply(c).counts(), data)).values();
  }

  private float[] boundaries(Function<Columns, Histogram<TFloat32>> histogram, Batch data) {
    return ((ColumnValues.Floats) result(c -> histogram.apply(c).boundaries(), data)).values();
  }

  private ColumnValues result(Function<Columns, Operand<?>> body, Batch data) {
    TransformGraph graph =
        Analyses.analyze(
            folder,
            data.schema(),
            (tf, c) -> Map.of("y", Analyses.onlyRow(tf, body.apply(c))),
            Analyses.rows(data));
    return Analyses.apply(graph, "f", "y", data.rows(0, 1));
  }

  private static Batch floats(float... values) {
    return Batch.of(X, new ColumnValues.Floats(values));
  }

  private static Batch ints(long... values) {
    return Batch.of(N, new ColumnValues.Int64s(values));
  }
}
