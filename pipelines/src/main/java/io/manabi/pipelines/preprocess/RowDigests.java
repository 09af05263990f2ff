package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Makes a digest of each row of a split, in groups of digests that may be equal. */
final class RowDigests extends DoFn<IndexedSplit, KV<Integer, RowDigests.Digests>> {
  private static final long serialVersionUID = 1L;
  private static final int GROUPS = 16;

  private final List<String> columns;
  private final BadRowFiles badRows;

  /**
   * The digests of some rows of a split, two longs for each.
   *
   * @param split the place of the split
   * @param rows the numbers of the rows in the split, going up
   * @param digests 128 bits for each row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Digests(int split, int[] rows, long[] digests) implements Serializable {}

  /**
   * Makes digests.
   *
   * @param columns which make rows differ; empty for all
   */
  RowDigests(List<String> columns, BadRowFiles badRows) {
    this.columns = columns;
    this.badRows = badRows;
  }

  @ProcessElement
  public void digest(@Element IndexedSplit split, OutputReceiver<KV<Integer, Digests>> out)
      throws Exception {
    int[] counts = new int[GROUPS];
    int[][] rows = new int[GROUPS][1024];
    long[][] digests = new long[GROUPS][2048];
    int row = 0;
    try (BadRowFiles.Part bad = badRows.part(split.dataSet(), split.index());
        BatchReader reader = split.split().open(bad)) {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
        List<ColumnValues> keys = keys(batch);
        for (int i = 0; i < batch.rows(); i++) {
          ByteBuffer digest = digest(md5, keys, i);
          long first = digest.getLong();
          int group = (int) (first & (GROUPS - 1));
          int count = counts[group]++;
          if (count == rows[group].length) {
            rows[group] = Arrays.copyOf(rows[group], 2 * count);
            digests[group] = Arrays.copyOf(digests[group], 4 * count);
          }
          rows[group][count] = row++;
          digests[group][2 * count] = first;
          digests[group][2 * count + 1] = digest.getLong();
        }
        Pass.rows(split.dataSet()).inc(batch.rows());
      }
    }
    Pass.splits().inc();
    for (int group = 0; group < GROUPS; group++) {
      int count = counts[group];
      out.output(
          KV.of(
              group,
              new Digests(
                  split.index(),
                  Arrays.copyOf(rows[group], count),
                  Arrays.copyOf(digests[group], 2 * count))));
    }
  }

  private List<ColumnValues> keys(Batch batch) {
    List<String> names =
        columns.isEmpty() ? batch.schema().columns().stream().map(Column::name).toList() : columns;
    return names.stream().map(batch::column).toList();
  }

  /** The digest of a row: of the length and the bits of all its values. */
  private static ByteBuffer digest(MessageDigest md5, List<ColumnValues> keys, int row) {
    byte[] number = new byte[Long.BYTES];
    for (ColumnValues values : keys) {
      int start = values.splits().start(row);
      int end = values.splits().end(row);
      update(md5, number, end - start);
      for (int i = start; i < end; i++) {
        if (values instanceof ColumnValues.Int64s ints) {
          update(md5, number, ints.values()[i]);
        } else if (values instanceof ColumnValues.Floats floats) {
          update(md5, number, Float.floatToIntBits(floats.values()[i]));
        } else {
          byte[] bytes = ((ColumnValues.Bytes) values).values()[i];
          update(md5, number, bytes.length);
          md5.update(bytes);
        }
      }
    }
    return ByteBuffer.wrap(md5.digest());
  }

  private static void update(MessageDigest md5, byte[] number, long value) {
    ByteBuffer.wrap(number).putLong(value);
    md5.update(number);
  }
}
