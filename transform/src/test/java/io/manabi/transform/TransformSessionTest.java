package io.manabi.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class TransformSessionTest {
  private static final TransformSession SESSION =
      new TransformSession(TransformGraph.compile(new TextPreprocessing()), "columns");

  @AfterAll
  static void close() {
    SESSION.close();
  }

  @Test
  void transformsColumnsOfEachType() {
    Batch result = SESSION.apply(batch("1.5", "-2e3"));

    assertThat(floats(result, "number")).containsExactly(1.5f, -2000f);
    assertThat(floats(result, "doubled")).containsExactly(0f, 2f);
    assertThat(((ColumnValues.Int64s) result.column("count")).values()).containsExactly(0, -1);
    assertThat(((ColumnValues.Bytes) result.column("text")).values())
        .isDeepEqualTo(new byte[][] {utf8("1.5"), utf8("-2E3")});
  }

  @Test
  void transformsABatchWithoutRows() {
    assertThat(SESSION.apply(batch()).rows()).isZero();
  }

  @Test
  void keepsBytesThatAreNoText() {
    TransformGraph same =
        TransformGraph.compile(
            () ->
                List.of(
                    new TransformFunction(
                        "same",
                        Schema.of(Column.bytes("b")),
                        (tf, columns) -> Map.of("b", columns.bytes("b")))));
    byte[][] odd = {{0, -1, (byte) 0xc3}, {}, new byte[100_000]};
    try (TransformSession session = new TransformSession(same, "same")) {
      Batch result =
          session.apply(Batch.of(Schema.of(Column.bytes("b")), new ColumnValues.Bytes(odd)));
      assertThat(((ColumnValues.Bytes) result.column("b")).values()).isDeepEqualTo(odd);
    }
  }

  @Test
  void refusesAFunctionThatMixesRowsOrLosesSome() {
    Batch rows =
        Batch.of(
            Schema.of(Column.floats("x")), new ColumnValues.Floats(new float[] {1, 2, 3, 4, 5}));
    try (TransformSession apart = ofNumbers((tf, x) -> tf.math.square(x));
        TransformSession mixing =
            ofNumbers((tf, x) -> tf.math.sub(x, tf.math.mean(x, tf.constant(0))));
        TransformSession filtering = ofNumbers((tf, x) -> tf.unique(x, tf.array(0)).y())) {
      apart.requireRowsApart(rows);
      assertThatThrownBy(() -> mixing.requireRowsApart(rows))
          .isInstanceOf(ManabiException.class)
          .hasMessage(
              "Output 'y' of function 'f' gives another value for row 1 of a batch alone than among"
                  + " the 5 rows, so it mixes rows or is random; make each row of itself, and use"
                  + " an analyzer for what belongs to all data.");
      assertThatThrownBy(() -> filtering.apply(rows.rows(new int[] {0, 0, 1})))
          .isInstanceOf(ManabiException.class)
          .hasMessage("Function 'f' makes 2 rows of 3; it must make one of each.");
    }
  }

  private static TransformSession ofNumbers(
      BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> body) {
    return new TransformSession(
        TransformGraph.compile(
            () ->
                List.of(
                    new TransformFunction(
                        "f",
                        Schema.of(Column.floats("x")),
                        (tf, columns) -> Map.of("y", body.apply(tf, columns.floats("x")))))),
        "f");
  }

  @Test
  void answersSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = String.valueOf(i);
        results.add(threads.submit(() -> floats(SESSION.apply(batch(text, text)), "number")));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(results.get(i).get()).containsExactly(i, i);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void saysWhyARowFails() {
    assertThatThrownBy(() -> SESSION.apply(batch("1", "one")))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Function 'columns' fails on a batch of 2 rows: ")
        .hasMessageContaining("could not correctly convert string: one");
  }

  @Test
  void refusesBatchesThatDoNotFit() {
    Schema schema = Schema.of(Column.bytes("number as text"), Column.floats("count"));
    Batch wrong =
        Batch.of(
            schema, new ColumnValues.Bytes(new byte[1][0]), new ColumnValues.Floats(new float[1]));
    assertThatThrownBy(() -> SESSION.apply(wrong))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Function 'columns' reads the column 'count' as INT64, but the data has FLOAT.");
    assertThatThrownBy(
            () ->
                SESSION.apply(
                    Batch.of(
                        Schema.of(Column.int64("count")), new ColumnValues.Int64s(new long[1]))))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("There is no column 'number as text'");
  }

  private static Batch batch(String... numbers) {
    float[] x = new float[numbers.length];
    IntStream.range(0, x.length).forEach(i -> x[i] = i);
    return Batch.of(
        Schema.of(Column.floats("x"), Column.int64("count"), Column.bytes("number as text")),
        new ColumnValues.Floats(x),
        new ColumnValues.Int64s(IntStream.range(0, x.length).mapToLong(i -> -i).toArray()),
        new ColumnValues.Bytes(
            Stream.of(numbers).map(TransformSessionTest::utf8).toArray(byte[][]::new)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static float[] floats(Batch batch, String column) {
    return ((ColumnValues.Floats) batch.column(column)).values();
  }
}
