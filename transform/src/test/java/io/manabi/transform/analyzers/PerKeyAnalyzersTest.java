package io.manabi.transform.analyzers;

import static io.manabi.transform.vocabularies.Analyses.apply;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
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
import org.tensorflow.types.TString;

class PerKeyAnalyzersTest {
  private static final Schema SCHEMA =
      Schema.of(Column.bytes("k").optional(), Column.floats("x").optional(), Column.int64("n"));
  private static final float NAN = Float.NaN;

  @TempDir private Path folder;

  @Test
  void computesNumbersOfEachKey() {
    Batch first = batch(new String[] {"b", "a", "b", ""}, 1, 5, NAN, 7);
    Batch second = batch(new String[] {"c", "b", "é"}, NAN, 4, 2);
    assertThat(
            strings(result(c -> PerKeyAnalyzers.meanPerKey(c, x(c), k(c)).keys(), first, second)))
        .containsExactly("", "a", "b", "c", "é");
    assertThat(floats(c -> PerKeyAnalyzers.meanPerKey(c, x(c), k(c)).values(), first, second))
        .containsExactly(7, 5, 2.5f, 0, 2);
    assertThat(floats(c -> PerKeyAnalyzers.varPerKey(c, x(c), k(c)).values(), first, second))
        .containsExactly(0, 0, 2.25f, 0, 0);
    assertThat(floats(c -> PerKeyAnalyzers.minPerKey(c, x(c), k(c)).values(), first, second))
        .containsExactly(7, 5, 1, NAN, 2);
    assertThat(floats(c -> PerKeyAnalyzers.maxPerKey(c, x(c), k(c)).values(), first, second))
        .containsExactly(7, 5, 4, NAN, 2);
    assertThat(floats(c -> PerKeyAnalyzers.sumPerKey(c, x(c), k(c)).values(), first, second))
        .containsExactly(7, 5, 5, 0, 2);
    assertThat(ints(c -> PerKeyAnalyzers.sizePerKey(c, x(c), k(c)).values(), first, second))
        .containsExactly(1, 1, 2, 0, 1);
    assertThat(
            floats(
                c -> PerKeyAnalyzers.quantilesPerKey(c, x(c), k(c), null, 3, 0.01).values(),
                first,
                second))
        .containsExactly(7, 7, 5, 5, 1, 4, 0, 0, 2, 2);
  }

  @Test
  void countsKeys() {
    Batch first = batch(new String[] {"b", "a", "b", ""}, 1, 5, NAN, 7);
    Batch second = batch(new String[] {"c", "b", "é"}, NAN, 4, 2);
    assertThat(strings(result(c -> PerKeyAnalyzers.countPerKey(c, k(c)).keys(), first, second)))
        .containsExactly("", "a", "b", "c", "é");
    assertThat(ints(c -> PerKeyAnalyzers.countPerKey(c, k(c)).values(), first, second))
        .containsExactly(1, 1, 3, 1, 1);
  }

  @Test
  void countsIntegersAsSuch() {
    Batch batch = batch(new String[] {"", "", "", ""}, 0, 0, 0, 0);
    assertThat(ints(c -> PerKeyAnalyzers.countPerKey(c, c.int64s("n")).keys(), batch))
        .containsExactly(0, 1);
    assertThat(ints(c -> PerKeyAnalyzers.countPerKey(c, c.int64s("n")).values(), batch))
        .containsExactly(2, 2);
  }

  @Test
  void writesCountsToAFile() {
    TransformGraph graph =
        analyze(
            c -> c.tf().io.readFile(PerKeyAnalyzers.countPerKey(c, k(c), "counts")),
            batch(new String[] {"b", "a b", "b", ""}, 1, 2, 3, 4));
    assertThat(Analyses.lines(graph, "counts")).containsExactly("1 ", "1 a b", "2 b");
  }

  @Test
  void knowsNoKeyIfThereAreNoData() {
    assertThat(ints(c -> PerKeyAnalyzers.countPerKey(c, k(c)).values())).isEmpty();
    assertThat(floats(c -> PerKeyAnalyzers.meanPerKey(c, x(c), k(c)).values())).isEmpty();
  }

  @Test
  void refusesKeysOfOtherTypes() {
    assertThatThrownBy(() -> analyze(c -> PerKeyAnalyzers.countPerKey(c, x(c)).keys()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(
            "DT_FLOAT cannot be the key of an analyzer; strings and integers can");
  }

  private float[] floats(Function<Columns, Operand<?>> body, Batch... data) {
    return ((ColumnValues.Floats) result(body, data)).values();
  }

  private long[] ints(Function<Columns, Operand<?>> body, Batch... data) {
    return ((ColumnValues.Int64s) result(body, data)).values();
  }

  private ColumnValues result(Function<Columns, Operand<?>> body, Batch... data) {
    return apply(
        analyze(c -> Analyses.onlyRow(c.tf(), body.apply(c)), data),
        "f",
        "y",
        batch(new String[] {"a"}, 0));
  }

  private TransformGraph analyze(Function<Columns, Operand<?>> body, Batch... data) {
    return Analyses.analyze(
        folder, SCHEMA, (tf, columns) -> Map.of("y", body.apply(columns)), data);
  }

  private static Operand<TFloat32> x(Columns columns) {
    return columns.floats("x");
  }

  private static Operand<TString> k(Columns columns) {
    return columns.bytes("k");
  }

  private static Batch batch(String[] keys, float... values) {
    long[] numbers = new long[keys.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 2;
    }
    return Batch.of(
        SCHEMA, bytes(keys), new ColumnValues.Floats(values), new ColumnValues.Int64s(numbers));
  }
}
