package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The rows of the accumulators in {@code golden}. They never change. */
final class GoldenData {
  static final Schema SCHEMA =
      Schema.of(
          Column.floats("x"),
          Column.int64("n"),
          Column.bytes("k"),
          Column.floats("weight"),
          Column.floats("pair").ofLength(2),
          Column.int64("terms").ragged());

  static final Batch BATCH =
      Batch.of(
          SCHEMA,
          new ColumnValues.Floats(new float[] {1.5f, -2, Float.NaN, 4, 0.25f}),
          new ColumnValues.Int64s(new long[] {3, 1, 0, 3, 1}),
          new ColumnValues.Bytes(
              Stream.of("b", "", "日本", "naïve", "b")
                  .map(text -> text.getBytes(UTF_8))
                  .toArray(byte[][]::new)),
          new ColumnValues.Floats(new float[] {0.5f, 1, 2, 0.25f, 3}),
          new ColumnValues.Floats(
              new float[] {0, 1, 1, -1, 2, 3, 3, 0.5f, 4, 2}, RowSplits.uniform(5, 2)),
          new ColumnValues.Int64s(
              Stream.of(35, 0, 21, 1, 14)
                  .flatMapToLong(length -> LongStream.range(0, length))
                  .toArray(),
              RowSplits.ragged(new int[] {0, 35, 35, 56, 57, 71})));

  private GoldenData() {}
}
