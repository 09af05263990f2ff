package io.manabi.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows with numbers and texts that are not easy to get right. */
final class RandomRows {
  private static final List<String> SEEN =
      List.of("", "a", "b", "naïve", "日本語", "a b", " a", "A", "\t", "line\nend", "😀");
  private static final List<String> UNSEEN = List.of("new", "c", "naive", "日本", "b ", "😀😀");

  private RandomRows() {}

  /**
   * Rows of any schema.
   *
   * @param known how many rows there are of known texts and small integers
   * @param others how many there are after them that have others too
   */
  static Batch of(Schema schema, Random random, int known, int others) {
    List<ColumnValues> columns = new ArrayList<>();
    for (Column column : schema.columns()) {
      columns.add(values(column, random, known, others));
    }
    return new Batch(schema, columns);
  }

  private static ColumnValues values(Column column, Random random, int known, int others) {
    ValueCount count = column.valueCount();
    int rows = known + others;
    int[] ends = new int[rows + 1];
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int length = count.isRagged() ? random.nextInt(4) : count.max();
      for (int i = 0; i < length; i++) {
        values.add(value(column, random, row < known));
      }
      ends[row + 1] = values.size();
    }
    RowSplits splits =
        count.isRagged() ? RowSplits.ragged(ends) : RowSplits.uniform(rows, count.max());
    return switch (column.type()) {
      case FLOAT -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (Float) values.get(i);
        }
        yield new ColumnValues.Floats(floats, splits);
      }
      case INT64 ->
          new ColumnValues.Int64s(
              values.stream().mapToLong(value -> (Long) value).toArray(), splits);
      case BYTES ->
          new ColumnValues.Bytes(
              values.stream().map(value -> ((String) value).getBytes(UTF_8)).toArray(byte[][]::new),
              splits);
    };
  }

  private static Object value(Column column, Random random, boolean known) {
    boolean missing = !column.valueCount().isFixed() && random.nextInt(4) == 0;
    return switch (column.type()) {
      case FLOAT -> missing ? (Float) Missing.FLOAT : (Float) number(random);
      case INT64 -> missing ? (Long) Missing.INT64 : (Long) integer(random, known);
      case BYTES -> missing ? "" : text(random, known);
    };
  }

  private static float number(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Float.NaN;
      case 1 -> Float.POSITIVE_INFINITY;
      case 2 -> Float.NEGATIVE_INFINITY;
      case 3 -> 3e38f * random.nextFloat();
      case 4 -> Float.MIN_VALUE;
      case 5 -> -0f;
      default -> (float) (100 * random.nextGaussian());
    };
  }

  private static long integer(Random random, boolean known) {
    return random.nextInt(5) == 0 ? random.nextLong() >> 1 : random.nextInt(10) - (known ? 0 : 5);
  }

  private static String text(Random random, boolean known) {
    if (!known && random.nextBoolean()) {
      return UNSEEN.get(random.nextInt(UNSEEN.size()));
    }
    return SEEN.get(random.nextInt(SEEN.size()));
  }
}
