package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random rows for {@link EveryAnalyzer}, in days of splits of batches, each of any size. */
final class RandomParts {
  private static final List<String> WORDS =
      List.of("a", "b", "naïve", "日本", "b ", "😀", "a\nb", "\r", "ü", "zebra", "A", "01");
  private static final float[] EXTREME = {
    0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e30f
  };

  private final Random random;

  RandomParts(long seed) {
    this.random = new Random(seed);
  }

  /** The batches of the splits of some days. A day may have no row, and so may a batch. */
  List<List<List<Batch>>> days(int count) {
    List<List<List<Batch>>> days = new ArrayList<>();
    for (int day = 0; day < count; day++) {
      List<List<Batch>> splits = new ArrayList<>();
      for (int split = random.nextInt(4); split >= 0; split--) {
        List<Batch> batches = new ArrayList<>();
        for (int batch = random.nextInt(3); batch > 0; batch--) {
          batches.add(batch(random.nextInt(40)));
        }
        splits.add(batches);
      }
      days.add(splits);
    }
    days.get(0).get(0).add(batch(20)); // Enough for two principal components.
    return days;
  }

  private Batch batch(int rows) {
    float[] x = new float[rows];
    long[] n = new long[rows];
    byte[][] keys = new byte[rows][];
    float[] weights = new float[rows];
    long[] labels = new long[rows];
    float[] vectors = new float[3 * rows];
    float[] gappy = new float[2 * rows];
    int[] ends = new int[rows + 1];
    List<String> tags = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      x[row] = number();
      n[row] = random.nextInt(5) == 0 ? Missing.INT64 : random.nextInt(9) - 3L;
      n[row] = random.nextInt(200) == 0 ? random.nextLong() : n[row];
      keys[row] = bytes(random.nextInt(5) == 0 ? "" : word());
      weights[row] = random.nextInt(9) == 0 ? 0 : random.nextFloat();
      labels[row] = random.nextInt(4);
      for (int i = 0; i < 3; i++) {
        vectors[3 * row + i] = (float) (random.nextGaussian() * Math.pow(7, i));
      }
      gappy[2 * row] = (float) random.nextGaussian();
      gappy[2 * row + 1] = random.nextInt(400) == 0 ? Float.NaN : row;
      for (int i = random.nextInt(5); i > 0; i--) {
        tags.add(word());
      }
      ends[row + 1] = tags.size();
    }
    float[] tagWeights = new float[tags.size()];
    for (int i = 0; i < tagWeights.length; i++) {
      tagWeights[i] = (float) Math.exp(8 * random.nextGaussian());
    }
    byte[][] tagBytes = tags.stream().map(RandomParts::bytes).toArray(byte[][]::new);
    return Batch.of(
        EveryAnalyzer.SCHEMA,
        new ColumnValues.Floats(x),
        new ColumnValues.Int64s(n),
        new ColumnValues.Bytes(keys),
        new ColumnValues.Bytes(tagBytes, RowSplits.ragged(ends)),
        new ColumnValues.Floats(weights),
        new ColumnValues.Floats(tagWeights, RowSplits.ragged(ends)),
        new ColumnValues.Int64s(labels),
        new ColumnValues.Floats(vectors, RowSplits.uniform(rows, 3)),
        new ColumnValues.Floats(gappy, RowSplits.uniform(rows, 2)));
  }

  /** Of any size, so that sums are rounded; some are missing. */
  private float number() {
    return switch (random.nextInt(6)) {
      case 0 -> Missing.FLOAT;
      case 1 -> random.nextInt(5);
      case 2 -> random.nextInt(30) == 0 ? EXTREME[random.nextInt(EXTREME.length)] : 0.5f;
      default -> (float) (random.nextGaussian() * Math.exp(4 * random.nextGaussian()));
    };
  }

  private String word() {
    return random.nextInt(4) == 0 ? "rare " + random.nextInt(30) : WORDS.get(random.nextInt(12));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
