package io.manabi.transform.mappers;

import static io.manabi.transform.vocabularies.Analyses.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import io.manabi.transform.vocabularies.Analyses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class PerKeyMappersTest {
  private static final Schema SCHEMA =
      Schema.of(Column.bytes("k").optional(), Column.floats("x").optional());
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @TempDir private Path folder;

  @Test
  void scalesToTheStandardDeviationOfTheKey() {
    assertThat(
            floats(
                PerKeyMappersTest::zScore,
                batch(new String[] {"a", "b", "a", "é", "", "a"}, 1, 10, 3, 5, 4, INFINITY),
                batch(new String[] {"b", "", "n", "b"}, 20, 8, NAN, NAN),
                batch(
                    new String[] {"a", "b", "é", "", "n", "never seen", "a"},
                    3,
                    10,
                    7,
                    8,
                    4,
                    9,
                    NAN)))
        .as("a value once, only missing ones, and a key that is not known leave it unscaled")
        .containsExactly(1, -1, 2, 1, 4, 9, NAN);
  }

  @Test
  void scalesToTheRangeOfTheKey() {
    float sigmoid = (float) (1 / (1 + Math.exp(-4)));
    assertThat(
            floats(
                c -> PerKeyMappers.scaleTo01PerKey(c, c.floats("x"), c.bytes("k")),
                batch(new String[] {"a", "b", "a", "one", "nan"}, 1, 10, 3, 4, NAN),
                batch(new String[] {"b"}, 20),
                batch(
                    new String[] {"a", "b", "b", "one", "nan", "never seen", "a"},
                    2,
                    10,
                    25,
                    4,
                    4,
                    4,
                    NAN)))
        .containsExactly(0.5f, 0, 1.5f, sigmoid, sigmoid, sigmoid, NAN);
    assertThat(
            floats(
                c -> PerKeyMappers.scaleByMinMaxPerKey(c, c.floats("x"), c.bytes("k"), -1, 3),
                batch(new String[] {"a", "a"}, 0, 2),
                batch(new String[] {"a"}, 1),
                batch(new String[] {"a", ""}, 2, 0)))
        .containsExactly(3, 1);
  }

  @Test
  void logisticFunctionDoesNotDependOnTheNumberOfRows() {
    int rows = 1001;
    String[] keys = new String[rows];
    float[] values = new float[rows];
    for (int i = 0; i < rows; i++) {
      keys[i] = "never seen";
      values[i] = (i - 500) / 37f;
    }
    Batch all = batch(keys, values);
    TransformGraph graph =
        Analyses.analyze(
            folder,
            SCHEMA,
            (tf, c) -> Map.of("y", PerKeyMappers.scaleTo01PerKey(c, c.floats("x"), c.bytes("k"))));
    float[] together = ((ColumnValues.Floats) Analyses.apply(graph, "f", "y", all)).values();
    try (TransformSession session = new TransformSession(graph, "f")) {
      for (int i = 0; i < rows; i += 7) {
        ColumnValues alone = session.apply(all.rows(i, i + 1)).column("y");
        assertThat(((ColumnValues.Floats) alone).values()[0]).isEqualTo(together[i]);
      }
    }
  }

  @Test
  void putsNumbersIntoTheBucketsOfTheKey() {
    String[] keys = new String[2000];
    float[] values = new float[2000];
    for (int i = 0; i < 1000; i++) {
      keys[i] = "small";
      values[i] = i * 7 % 1000;
      keys[1000 + i] = "large";
      values[1000 + i] = values[i] * 100;
    }
    String[] small = new String[11];
    Arrays.fill(small, "small");
    Batch none = batch(new String[0]);
    Function<Columns, Operand<?>> buckets =
        c -> PerKeyMappers.bucketizePerKey(c, c.floats("x"), c.bytes("k"), 4);
    assertThat(
            ints(
                buckets,
                batch(keys, values),
                none,
                batch(small, -5, 0, 249, 250, 499, 500, 749, 750, 999, 5000, NAN)))
        .as("as Buckets.bucketize")
        .containsExactly(0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3);
    assertThat(
            ints(
                buckets,
                batch(keys, values),
                none,
                batch(new String[] {"large", "large", "never seen", ""}, 5000, 75000, 1, NAN)))
        .containsExactly(0, 3, -1, -1);
  }

  @Test
  void weighsNumbersOfBuckets() {
    Schema schema = Schema.of(Column.bytes("k"), Column.floats("x"), Column.floats("w"));
    Batch data =
        Batch.of(
            schema,
            bytes("a", "a", "a"),
            new ColumnValues.Floats(new float[] {1, 2, 3}),
            new ColumnValues.Floats(new float[] {1, 1, 10}));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            schema,
            (tf, c) ->
                Map.of(
                    "y",
                    PerKeyMappers.bucketizePerKey(
                        c, c.floats("x"), c.bytes("k"), c.floats("w"), 2)),
            data);
    assertThat(Analyses.int64s(graph, "y", data)).containsExactly(0, 0, 1);
  }

  @Test
  void leavesNumbersAsTheyAreIfThereWereNoData() {
    Batch none = batch(new String[0]);
    Batch some = batch(new String[] {"a", ""}, 3, NAN);
    assertThat(floats(PerKeyMappersTest::zScore, none, none, some)).containsExactly(3, NAN);
    assertThat(
            ints(
                c -> PerKeyMappers.bucketizePerKey(c, c.floats("x"), c.bytes("k"), 3),
                none,
                none,
                some))
        .containsExactly(-1, -1);
  }

  @Test
  void takesIntegersAndAKeyForEachOfSeveralNumbers() {
    Schema schema = Schema.of(Column.int64("k"), Column.int64("x").ofLength(2));
    Batch data =
        Batch.of(
            schema,
            new ColumnValues.Int64s(new long[] {-1, 2}),
            new ColumnValues.Int64s(new long[] {1, 3, 10, 30}, RowSplits.uniform(2, 2)));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            schema,
            (tf, c) ->
                Map.of(
                    "scaled",
                    PerKeyMappers.scaleToZScorePerKey(c, c.int64s("x"), c.int64s("k")),
                    "ranged",
                    PerKeyMappers.scaleTo01PerKey(c, c.int64s("x"), c.int64s("k")),
                    "bucket",
                    PerKeyMappers.bucketizePerKey(c, c.int64s("x"), c.int64s("k"), 2)),
            data);
    assertThat(((ColumnValues.Floats) Analyses.apply(graph, "f", "scaled", data)).values())
        .containsExactly(-1, 1, -1, 1);
    assertThat(((ColumnValues.Floats) Analyses.apply(graph, "f", "ranged", data)).values())
        .containsExactly(0, 1, 0, 1);
    assertThat(Analyses.int64s(graph, "bucket", data)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void keepsTheRowsOfRaggedColumns() {
    Schema schema =
        Schema.of(Column.bytes("k"), Column.floats("x").ragged(), Column.bytes("each").ragged());
    RowSplits rows = RowSplits.ragged(new int[] {0, 3, 3, 4});
    Batch data =
        Batch.of(
            schema,
            bytes("a", "b", "a"),
            new ColumnValues.Floats(new float[] {1, 3, 3, 1}, rows),
            new ColumnValues.Bytes(bytes("p", "q", "p", "q").values(), rows));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            schema,
            (tf, c) -> {
              Ragged<TFloat32> x = c.raggedFloats("x");
              return Map.of(
                  "byRow",
                  x.with(PerKeyMappers.scaleToZScorePerKey(c, x, c.bytes("k"))),
                  "byValue",
                  x.with(PerKeyMappers.scaleTo01PerKey(c, x, c.raggedBytes("each"))));
            },
            data);
    ColumnValues.Floats byRow = (ColumnValues.Floats) Analyses.apply(graph, "f", "byRow", data);
    assertThat(byRow.values()).containsExactly(-1, 1, 1, -1);
    assertThat(byRow.splits()).isEqualTo(rows);
    assertThat(((ColumnValues.Floats) Analyses.apply(graph, "f", "byValue", data)).values())
        .containsExactly(0, 1, 1, 0);
  }

  @Test
  void findsOneOfAHundredThousandKeys() {
    int count = 100_000;
    String[] keys = new String[2 * count];
    float[] values = new float[2 * count];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "key " + i / 2;
      values[i] = i / 2 + i % 2 * 2;
    }
    Batch data = batch(keys, values);
    assertThat(
            floats(
                PerKeyMappersTest::zScore,
                data,
                batch(new String[0]),
                batch(new String[] {"key 0", "key 99999", "key 100000"}, 0, 100_001, 7)))
        .containsExactly(-1, 1, 7);
  }

  @Test
  void findsTheSameInAFile() throws IOException {
    byte[][] keys = bytes("", "a b", "é", " ", "1,2 a", "\t\r", "once", "nan").values();
    byte[][] all = new byte[3 * keys.length + 3][];
    float[] values = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      int key = i % (keys.length + 1);
      all[i] = key == keys.length ? new byte[] {(byte) 0xFF, ' ', (byte) 0xC3} : keys[key];
      values[i] = key == 7 ? NAN : key == 6 ? 5 : (i * i * 0.37f - 3) * 1e-7f;
    }
    values[0] = INFINITY;
    Batch data = Batch.of(SCHEMA, new ColumnValues.Bytes(all), new ColumnValues.Floats(values));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            SCHEMA,
            (tf, c) -> {
              Operand<TFloat32> x = c.floats("x");
              Operand<TString> k = c.bytes("k");
              return Map.of(
                  "z", PerKeyMappers.scaleToZScorePerKey(c, x, k),
                  "z file", PerKeyMappers.scaleToZScorePerKey(c, x, k, "moments"),
                  "range", PerKeyMappers.scaleTo01PerKey(c, x, k),
                  "range file", PerKeyMappers.scaleTo01PerKey(c, x, k, "extremes"));
            },
            data);
    assertThat(Files.readString(graph.asset("moments"), ISO_8859_1))
        .contains("\n5.0,0.0 once\n", "\n0.0,0.0 nan\n");
    try (TransformSession session = new TransformSession(graph, "f")) {
      for (Batch rows : List.of(data, batch(new String[] {"never seen"}, 3))) {
        Batch result = session.apply(rows);
        for (String output : List.of("z", "range")) {
          assertThat(((ColumnValues.Floats) result.column(output + " file")).values())
              .isEqualTo(((ColumnValues.Floats) result.column(output)).values());
        }
      }
    }
  }

  @Test
  void keyWithALineEndIsUnknownToAFile() {
    assertThat(
            floats(
                c -> PerKeyMappers.scaleToZScorePerKey(c, c.floats("x"), c.bytes("k"), "file"),
                batch(new String[] {"a\nb", "a"}, 1, 1),
                batch(new String[] {"a\nb", "a"}, 3, 3),
                batch(new String[] {"a\nb", "a"}, 3, 3)))
        .containsExactly(3, 1);
    Batch none = batch(new String[0]);
    assertThat(
            floats(
                c -> PerKeyMappers.scaleToZScorePerKey(c, c.floats("x"), c.bytes("k"), "file"),
                none,
                none,
                batch(new String[] {"a", ""}, 3, NAN)))
        .as("an empty file")
        .containsExactly(3, NAN);
  }

  @Test
  void refusesARangeThatIsNone() {
    assertThatThrownBy(
            () ->
                floats(
                    c -> PerKeyMappers.scaleByMinMaxPerKey(c, c.floats("x"), c.bytes("k"), 1, 1),
                    batch(new String[0]),
                    batch(new String[0]),
                    batch(new String[0])))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("the first must be less than the second");
  }

  private static Operand<?> zScore(Columns columns) {
    return PerKeyMappers.scaleToZScorePerKey(columns, columns.floats("x"), columns.bytes("k"));
  }

  private float[] floats(
      Function<Columns, Operand<?>> mapper, Batch first, Batch second, Batch rows) {
    return ((ColumnValues.Floats) apply(mapper, first, second, rows)).values();
  }

  private long[] ints(Function<Columns, Operand<?>> mapper, Batch first, Batch second, Batch rows) {
    return ((ColumnValues.Int64s) apply(mapper, first, second, rows)).values();
  }

  private ColumnValues apply(
      Function<Columns, Operand<?>> mapper, Batch first, Batch second, Batch rows) {
    TransformGraph graph =
        Analyses.analyze(
            folder, SCHEMA, (tf, columns) -> Map.of("y", mapper.apply(columns)), first, second);
    return Analyses.apply(graph, "f", "y", rows);
  }

  private static Batch batch(String[] keys, float... values) {
    return Batch.of(SCHEMA, bytes(keys), new ColumnValues.Floats(values));
  }
}
