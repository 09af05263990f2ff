package io.manabi.pipelines.statistics;

import io.manabi.core.Batch;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/**
 * Computes the statistics of a split, and finds its columns if rows do not fit those of the pass.
 */
final class ReadSplit extends DoFn<ReadSplit.NumberedSplit, MergeInOrder.Part> {
  private static final long serialVersionUID = 1L;
  private static final String DATA = "statistics";

  /** A split and its place among all of them. */
  record NumberedSplit(int number, RecordSplit split) implements Serializable {}

  private final ExactCounts exact;
  private final @Nullable BadRowFiles badRows;

  ReadSplit(ExactCounts exact, @Nullable BadRowFiles badRows) {
    this.exact = exact;
    this.badRows = badRows;
  }

  @ProcessElement
  public void read(@Element NumberedSplit element, OutputReceiver<MergeInOrder.Part> out) {
    StatisticsAccumulator statistics = new StatisticsAccumulator(exact);
    AtomicBoolean misfit = new AtomicBoolean();
    Counter rows = Pass.rows(DATA);
    try (BadRowFiles.Part part = badRows == null ? null : badRows.part(DATA, element.number());
        BatchReader reader = element.split().open(bad(statistics, part, misfit))) {
      for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
        statistics.add(batch);
        rows.inc(batch.rows());
      }
    }
    Pass.splits().inc();
    FoundColumns found = misfit.get() ? element.split().findColumns() : FoundColumns.NONE;
    out.output(new MergeInOrder.Part(element.number(), 0, statistics.toBytes(), found.toBytes()));
  }

  /** A bad row may be one that only the columns are wrong for. */
  private static BadRows bad(
      StatisticsAccumulator statistics, BadRowFiles.@Nullable Part part, AtomicBoolean misfit) {
    BadRows counted =
        row -> {
          statistics.addBadRow(row);
          misfit.compareAndSet(false, row.column() != null);
        };
    return part == null ? counted : part.and(counted);
  }
}
