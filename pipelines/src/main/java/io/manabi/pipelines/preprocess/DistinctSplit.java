package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A split without some of its rows.
 *
 * @param split the whole split
 * @param span its span without the rows that its splits leave out
 * @param dropped the numbers of the rows to leave out; may be none
 */
record DistinctSplit(RecordSplit split, Span span, BitSet dropped) implements RecordSplit {

  @Override
  public BatchReader open(BadRows badRows) {
    return new Reader(split.open(badRows), dropped);
  }

  private static final class Reader implements BatchReader {
    private final BatchReader whole;
    private final BitSet dropped;
    private int next;
    private int[] kept = {};

    Reader(BatchReader whole, BitSet dropped) {
      this.whole = whole;
      this.dropped = dropped;
    }

    @Override
    public @Nullable Batch read() {
      Batch batch = whole.read();
      if (batch == null) {
        return null;
      }
      int first = next;
      next += batch.rows();
      kept = IntStream.range(0, batch.rows()).filter(row -> !dropped.get(first + row)).toArray();
      return kept.length == batch.rows() ? batch : batch.rows(kept);
    }

    @Override
    public BadRow describe(int row, String reason) {
      return whole.describe(kept[row], reason);
    }

    @Override
    public void close() {
      whole.close();
    }
  }
}
