package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A source of rows with a column {@code text}, which a function makes out of the row's number. */
record TextSource(int rows, Text text) implements RecordSource {
  static final Schema SCHEMA = Schema.of(Column.bytes("text"));
  private static final int BATCH = 10;
  private static final int SPLIT = 25;

  interface Text extends IntFunction<String>, Serializable {}

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public List<? extends RecordSplit> splits() {
    List<Split> result = new ArrayList<>();
    for (int begin = 0; begin == 0 || begin < rows; begin += SPLIT) {
      result.add(new Split(text, begin, Math.min(begin + SPLIT, rows)));
    }
    return result;
  }

  private record Split(Text text, int begin, int end) implements RecordSplit {
    @Override
    public Span span() {
      return new Span("text", "text");
    }

    @Override
    public BatchReader open(BadRows badRows) {
      return new Reader(this);
    }
  }

  private static final class Reader implements BatchReader {
    private final Split split;
    private int first;
    private int next;

    Reader(Split split) {
      this.split = split;
      this.next = split.begin();
    }

    @Override
    public @Nullable Batch read() {
      if (next == split.end()) {
        return null;
      }
      first = next;
      next = Math.min(first + BATCH, split.end());
      return Batch.of(
          SCHEMA,
          new ColumnValues.Bytes(
              IntStream.range(first, next)
                  .mapToObj(row -> split.text().apply(row).getBytes(StandardCharsets.UTF_8))
                  .toArray(byte[][]::new)));
    }

    @Override
    public BadRow describe(int row, String reason) {
      return new BadRow("text", first + row + 1, null, reason, split.text().apply(first + row));
    }

    @Override
    public void close() {
      next = split.end();
    }
  }
}
