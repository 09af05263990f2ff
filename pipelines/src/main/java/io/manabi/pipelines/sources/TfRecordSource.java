package io.manabi.pipelines.sources;

import io.manabi.core.Schema;
import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads TFRecord files of serialized {@code tf.train.Example}, or of the requests that a server
 * logged as {@code PredictionLog}. A record that is none of them, or whose data do not fit their
 * checksum, goes to the bad rows; after a length that does not fit its checksum nothing can be
 * found, so reading fails.
 */
public final class TfRecordSource implements RecordSource {
  private final ColumnPlan plan;
  private final List<String> globs;
  private final long splitBytes;

  TfRecordSource(ColumnPlan plan, List<String> globs, long splitBytes) {
    this.plan = plan;
    this.globs = List.copyOf(globs);
    this.splitBytes = splitBytes;
  }

  /**
   * A source of the rows of such files.
   *
   * @param schema the features to read; others are left out
   * @param globs paths with wildcards, on any file system that Beam knows; files whose names end
   *     with {@code .gz} are unpacked
   */
  public static TfRecordSource of(Schema schema, List<String> globs) {
    return new TfRecordSource(ColumnPlan.declared(schema), globs, TextSplit.BYTES);
  }

  /** The same with splits of another size. */
  TfRecordSource withSplitBytes(long bytes) {
    return new TfRecordSource(plan, globs, bytes);
  }

  @Override
  public Schema schema() {
    return plan.schema();
  }

  @Override
  public List<? extends RecordSplit> splits() {
    return InputFile.splits(globs, this::splits);
  }

  private List<TfRecordSplit> splits(InputFile file) throws IOException {
    try (TfRecordReader reader = open(file, 0, 0)) {
      return splits(file, reader);
    }
  }

  static TfRecordReader open(InputFile file, long offset, long record) throws IOException {
    return new TfRecordReader(
        file.path(), new BufferedInputStream(file.open(offset), 1 << 16), record);
  }

  private List<TfRecordSplit> splits(InputFile file, TfRecordReader reader) throws IOException {
    Span span = file.span(plan);
    List<TfRecordSplit> splits = new ArrayList<>();
    long from = 0;
    long firstRecord = 0;
    long offset = 0;
    long record = 0;
    for (long size = reader.skip(); size > 0; size = reader.skip()) {
      offset += size;
      record++;
      if (file.isGzip()) {
        return List.of(new TfRecordSplit(span, file, plan, 0, 0, Long.MAX_VALUE));
      }
      if (offset - from >= splitBytes) {
        splits.add(new TfRecordSplit(span, file, plan, from, firstRecord, record));
        from = offset;
        firstRecord = record;
      }
    }
    if (record > firstRecord) {
      splits.add(new TfRecordSplit(span, file, plan, from, firstRecord, record));
    }
    return splits;
  }
}
