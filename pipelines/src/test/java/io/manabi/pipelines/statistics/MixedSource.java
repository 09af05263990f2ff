package io.manabi.pipelines.statistics;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A source of random rows with all kinds of columns: row {@code n} depends on {@code n} only.
 *
 * @param first its first row
 * @param rows how many it has; every hundredth is bad
 */
record MixedSource(int first, int rows) implements RecordSource {
  static final Schema SCHEMA =
      Schema.of(
          Column.int64("age").optional(),
          Column.floats("score"),
          Column.floats("many"),
          Column.bytes("city").optional(),
          Column.bytes("tags").ragged(),
          Column.floats("pair").ofLength(2));
  private static final int SPLIT = 700;
  private static final int BATCH = 100;

  /** A row before it becomes columns. */
  record Row(
      @Nullable Long age,
      float score,
      float many,
      @Nullable String city,
      List<String> tags,
      float pair) {}

  static Row row(int number) {
    Random random = new Random(number * 31L + 7);
    random.nextInt();
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add("tag" + random.nextInt(50));
    }
    float score =
        switch (random.nextInt(20)) {
          case 0 -> Float.NaN;
          case 1 -> Float.POSITIVE_INFINITY;
          case 2 -> -0f;
          default -> (float) random.nextGaussian();
        };
    return new Row(
        random.nextInt(5) == 0 ? null : (long) random.nextInt(100) - 20,
        score,
        (float) Math.exp(random.nextGaussian()),
        random.nextInt(3) == 0 ? null : "city é" + (int) Math.abs(random.nextGaussian() * 5),
        tags,
        random.nextInt(3));
  }

  static boolean isBad(int number) {
    return number % 100 == 99;
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public List<? extends RecordSplit> splits() {
    List<Split> result = new ArrayList<>();
    for (int begin = first; begin < first + rows; begin += SPLIT) {
      result.add(new Split(begin, Math.min(begin + SPLIT, first + rows)));
    }
    return result;
  }

  private record Split(int begin, int end) implements RecordSplit {
    @Override
    public Span span() {
      return new Span("mixed", "1");
    }

    @Override
    public BatchReader open(BadRows badRows) {
      return new Reader(this, badRows);
    }
  }

  private static final class Reader implements BatchReader {
    private final Split split;
    private final BadRows badRows;
    private int next;

    Reader(Split split, BadRows badRows) {
      this.split = split;
      this.badRows = badRows;
      this.next = split.begin();
    }

    @Override
    public @Nullable Batch read() {
      if (next == split.end()) {
        return null;
      }
      List<Row> rows = new ArrayList<>();
      for (int end = Math.min(next + BATCH, split.end()); next < end; next++) {
        if (isBad(next)) {
          badRows.add(new BadRow("mixed.csv", next + 1, "age", "is no number", "x"));
        } else {
          rows.add(row(next));
        }
      }
      return batch(rows);
    }

    @Override
    public BadRow describe(int row, String reason) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      next = split.end();
    }
  }

  static Batch batch(List<Row> rows) {
    int size = rows.size();
    long[] ages = new long[size];
    float[] scores = new float[size];
    float[] many = new float[size];
    byte[][] cities = new byte[size][];
    float[] pairs = new float[2 * size];
    int[] splits = new int[size + 1];
    List<byte[]> tags = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Row row = rows.get(i);
      ages[i] = row.age() == null ? Missing.INT64 : row.age();
      scores[i] = row.score();
      many[i] = row.many();
      cities[i] = row.city() == null ? Missing.bytes() : bytes(row.city());
      row.tags().forEach(tag -> tags.add(bytes(tag)));
      splits[i + 1] = tags.size();
      pairs[2 * i] = row.pair();
      pairs[2 * i + 1] = 1;
    }
    return Batch.of(
        SCHEMA,
        new ColumnValues.Int64s(ages),
        new ColumnValues.Floats(scores),
        new ColumnValues.Floats(many),
        new ColumnValues.Bytes(cities),
        new ColumnValues.Bytes(tags.toArray(byte[][]::new), RowSplits.ragged(splits)),
        new ColumnValues.Floats(pairs, RowSplits.uniform(size, 2)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
