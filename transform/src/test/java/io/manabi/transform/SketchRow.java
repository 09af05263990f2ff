package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A row of more data than sketches keep.
 *
 * @param x of Tukey's distribution with these tails, around 5, with a scale of 2
 * @param key one of four
 * @param token one of some thousand, few of them frequent
 */
record SketchRow(float x, float weight, String key, long token) {
  static final Schema SCHEMA =
      Schema.of(
          Column.floats("x"), Column.floats("weight"), Column.bytes("key"), Column.int64("token"));
  static final double LEFT = 0.3;
  static final double RIGHT = 0.1;

  private static final List<Integer> DAYS = List.of(40_000, 7, 25_000, 0, 1_500, 33_333);

  /** Random rows of some days. Those of the first day are sorted if the seed is even. */
  static List<List<SketchRow>> days(int seed) {
    Random random = new Random(seed);
    List<List<SketchRow>> days = new ArrayList<>();
    for (int size : DAYS) {
      List<SketchRow> rows = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        double normal = random.nextGaussian();
        double tail = Math.exp((normal < 0 ? LEFT : RIGHT) * normal * normal / 2);
        rows.add(
            new SketchRow(
                (float) (5 + 2 * normal * tail),
                random.nextInt(10) == 0 ? 0 : (float) Math.exp(random.nextGaussian()),
                "key" + Math.min(random.nextInt(4), random.nextInt(4)),
                (long) Math.exp(8 * random.nextDouble())));
      }
      days.add(rows);
    }
    if (seed % 2 == 0) {
      days.get(0).sort(Comparator.comparing(SketchRow::x));
    }
    return days;
  }

  /** Splits of up to 10,000 rows in batches of up to 1,000. */
  static List<List<Batch>> splits(List<SketchRow> day) {
    List<List<Batch>> splits = new ArrayList<>();
    for (int from = 0; from < day.size(); from += 10_000) {
      List<Batch> batches = new ArrayList<>();
      int end = Math.min(day.size(), from + 10_000);
      for (int at = from; at < end; at += 1_000) {
        batches.add(batch(day.subList(at, Math.min(end, at + 1_000))));
      }
      splits.add(batches);
    }
    return splits;
  }

  private static Batch batch(List<SketchRow> rows) {
    float[] x = new float[rows.size()];
    float[] weights = new float[rows.size()];
    byte[][] keys = new byte[rows.size()][];
    long[] tokens = new long[rows.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = rows.get(i).x;
      weights[i] = rows.get(i).weight;
      keys[i] = rows.get(i).key.getBytes(UTF_8);
      tokens[i] = rows.get(i).token;
    }
    return Batch.of(
        SCHEMA,
        new ColumnValues.Floats(x),
        new ColumnValues.Floats(weights),
        new ColumnValues.Bytes(keys),
        new ColumnValues.Int64s(tokens));
  }
}
