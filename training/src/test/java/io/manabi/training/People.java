package io.manabi.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.example.Int64List;
import io.manabi.core.records.TfRecordWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Made-up people, as raw rows and as Examples. */
final class People {
  private static final String[] JOBS = {"", "baker", "clerk", "smith", "judge"};
  private static final String[] WORDS = {"sells", "buys", "bakes", "hammers", "judges", "rests"};

  private People() {}

  static Batch raw(int rows, long seed) {
    Random random = new Random(seed);
    long[] ages = new long[rows];
    byte[][] jobs = new byte[rows][];
    byte[][] incomes = new byte[rows][];
    List<byte[]> words = new ArrayList<>();
    int[] splits = new int[rows + 1];
    for (int i = 0; i < rows; i++) {
      int job = random.nextInt(JOBS.length);
      jobs[i] = JOBS[job].getBytes(UTF_8);
      ages[i] = random.nextInt(4) == 0 ? Missing.INT64 : 20 + random.nextInt(50);
      double score = job - 2 + ((ages[i] == Missing.INT64 ? 40 : ages[i]) - 40) / 12.0;
      for (int w = random.nextInt(4); w > 0; w--) {
        int word = random.nextInt(WORDS.length);
        words.add(WORDS[word].getBytes(UTF_8));
        score += word == 1 ? 2 : word == 5 ? -2 : 0;
      }
      splits[i + 1] = words.size();
      incomes[i] = (score + random.nextGaussian() / 2 > 0 ? "rich" : "poor").getBytes(UTF_8);
    }
    return Batch.of(
        PeoplePreprocessing.RAW,
        new ColumnValues.Int64s(ages),
        new ColumnValues.Bytes(jobs),
        new ColumnValues.Bytes(words.toArray(byte[][]::new), RowSplits.ragged(splits)),
        new ColumnValues.Bytes(incomes));
  }

  static void write(Path file, Batch batch) throws IOException {
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (int row = 0; row < batch.rows(); row++) {
        writer.write(example(batch, row, false));
      }
    }
  }

  /**
   * A row as an Example.
   *
   * @param sparse whether missing values of optional columns are left out
   */
  static byte[] example(Batch batch, int row, boolean sparse) {
    Features.Builder features = Features.newBuilder();
    for (Column column : batch.schema().columns()) {
      Feature feature = feature(batch.column(column.name()), row);
      boolean missing =
          feature.equals(feature(new ColumnValues.Int64s(new long[] {Missing.INT64}), 0))
              || feature.equals(feature(new ColumnValues.Bytes(new byte[][] {{}}), 0));
      if (!(sparse && missing)) {
        features.putFeature(column.name(), feature);
      }
    }
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  private static Feature feature(ColumnValues values, int row) {
    int from = values.splits().start(row);
    int to = values.splits().end(row);
    if (values instanceof ColumnValues.Int64s ints) {
      Int64List.Builder list = Int64List.newBuilder();
      Arrays.stream(ints.values(), from, to).forEach(list::addValue);
      return Feature.newBuilder().setInt64List(list).build();
    }
    if (values instanceof ColumnValues.Floats floats) {
      FloatList.Builder list = FloatList.newBuilder();
      for (int i = from; i < to; i++) {
        list.addValue(floats.values()[i]);
      }
      return Feature.newBuilder().setFloatList(list).build();
    }
    BytesList.Builder list = BytesList.newBuilder();
    Arrays.stream(((ColumnValues.Bytes) values).values(), from, to)
        .forEach(value -> list.addValue(ByteString.copyFrom(value)));
    return Feature.newBuilder().setBytesList(list).build();
  }
}
