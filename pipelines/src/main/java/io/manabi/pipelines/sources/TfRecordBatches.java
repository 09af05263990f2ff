package io.manabi.pipelines.sources;

import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.ColumnType;
import io.manabi.core.RowProblem;
import io.manabi.core.records.ExampleDecoder;
import io.manabi.core.records.TfRecordReader;
import io.manabi.core.records.WideFeatures;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the Examples of a split of a TFRecord file, or those of the requests that it logs. */
final class TfRecordBatches implements BatchReader {
  private final TfRecordSplit split;
  private final TfRecordReader reader;
  private final BadRows badRows;
  private final BatchBuilder batch;
  private final ExampleDecoder decoder;

  /** Of the record that was read last. */
  private final Deque<byte[]> waiting = new ArrayDeque<>();

  private final List<byte[]> examples = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private long next;

  TfRecordBatches(TfRecordSplit split, TfRecordReader reader, BadRows badRows) {
    this.split = split;
    this.reader = reader;
    this.badRows = badRows;
    ColumnPlan plan = split.plan();
    this.batch = plan.batch();
    this.decoder = new ExampleDecoder(plan.schema(), batch, plan.exact() ? wide(plan) : null);
    this.next = split.firstRecord();
  }

  private static WideFeatures wide(ColumnPlan plan) {
    Map<String, Optional<ColumnType>> undecided = new HashMap<>();
    plan.undecided()
        .forEach(
            column -> undecided.put(column.name(), Optional.ofNullable(column.emptyTypeOrNull())));
    return new WideFeatures(Set.copyOf(plan.leftOut()), undecided);
  }

  @Override
  public @Nullable Batch read() {
    examples.clear();
    numbers.clear();
    long bytes = 0;
    while (batch.rows() < RowLog.ROWS && bytes < RowLog.BYTES && (!waiting.isEmpty() || fill())) {
      byte[] example = waiting.poll();
      if (example == null) {
        continue;
      }
      RowProblem problem = decoder.add(example);
      if (problem != null) {
        badRows.add(describe(example, next, problem));
      } else {
        examples.add(example);
        numbers.add(next);
        bytes += example.length;
      }
    }
    return batch.rows() == 0 ? null : batch.take();
  }

  /** Takes the rows of the next record, perhaps none; false if there is no record any more. */
  private boolean fill() {
    byte[] record = next < split.endRecord() ? readRecord() : null;
    if (record == null) {
      return false;
    }
    next++;
    if (!reader.isIntact()) {
      badRows.add(describe(record, next, new RowProblem(null, "does not fit its checksum")));
      return true;
    }
    try {
      waiting.addAll(LoggedRequests.examples(record));
    } catch (LoggedRequests.UnusableException e) {
      badRows.add(describe(record, next, e.problem()));
    }
    return true;
  }

  private byte @Nullable [] readRecord() {
    try {
      return reader.readAny();
    } catch (IOException e) {
      throw split.file().unreadable(e);
    }
  }

  @Override
  public BadRow describe(int row, String reason) {
    return describe(examples.get(row), numbers.get(row), new RowProblem(null, reason));
  }

  private BadRow describe(byte[] example, long number, RowProblem problem) {
    return RowLog.badRow(split.file().path(), number, problem, RowLog.text(example));
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw split.file().unreadable(e);
    }
  }
}
