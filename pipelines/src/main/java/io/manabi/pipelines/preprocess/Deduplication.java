package io.manabi.pipelines.preprocess;

import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;

/**
 * Finds the rows of a data set that were there already. Only digests of rows are shuffled; what
 * comes out is one bit per row, with which later passes leave duplicates out as they read.
 */
final class Deduplication {
  private final PreprocessJob job;
  private final String dataSet;

  /**
   * What the pass found.
   *
   * @param splits the splits without duplicates
   * @param rows how many rows there were
   * @param duplicates how many of them were duplicates
   */
  record Result(List<IndexedSplit> splits, long rows, long duplicates) {}

  Deduplication(PreprocessJob job, String dataSet) {
    this.job = job;
    this.dataSet = dataSet;
  }

  Result run(List<IndexedSplit> splits, Path folder, BadRowFiles badRows, PassProgress progress)
      throws IOException {
    List<String> columns = job.settings().deduplicate().orElseThrow();
    long rows =
        Pass.run(
                job.runner(),
                pipeline -> build(pipeline, splits, new RowDigests(columns, badRows), folder),
                progress.of(splits.size()))
            .getOrDefault(dataSet, 0L);
    List<BitSet> dropped = DuplicateFinder.read(folder, splits.size());
    List<IndexedSplit> distinct = new ArrayList<>();
    long duplicates = 0;
    for (IndexedSplit split : splits) {
      BitSet drop = dropped.get(split.index());
      duplicates += drop.cardinality();
      RecordSplit source = drop.isEmpty() ? split.split() : new DistinctSplit(split.split(), drop);
      distinct.add(new IndexedSplit(split.dataSet(), split.index(), source));
    }
    return new Result(distinct, rows, duplicates);
  }

  private static void build(
      Pipeline pipeline, List<IndexedSplit> splits, RowDigests digests, Path folder) {
    pipeline
        .apply("Splits", Create.of(splits).withCoder(SerializableCoder.of(IndexedSplit.class)))
        .apply("Distribute", Reshuffle.viaRandomKey())
        .apply("Digest rows", ParDo.of(digests))
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(RowDigests.Digests.class)))
        .apply("Collect digests", GroupByKey.create())
        .apply("Find duplicates", ParDo.of(new DuplicateFinder(folder)));
  }
}
