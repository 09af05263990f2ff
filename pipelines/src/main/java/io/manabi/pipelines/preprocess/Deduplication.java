package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  Result run(List<IndexedSplit> splits, Location folder, BadRowFiles badRows, PassProgress progress)
      throws IOException {
    List<String> columns = job.settings().deduplicate().orElseThrow();
    long rows =
        Pass.run(
                job.runner(),
                pipeline -> build(pipeline, splits, new RowDigests(columns, badRows), folder),
                progress.of(splits.size()))
            .getOrDefault(dataSet, 0L);
    List<BitSet> dropped = DuplicateFinder.read(folder, splits.size());
    Map<Span, List<BitSet>> ofSpans = new HashMap<>();
    for (IndexedSplit split : splits) {
      ofSpans
          .computeIfAbsent(split.split().span(), span -> new ArrayList<>())
          .add(dropped.get(split.index()));
    }
    Map<Span, Span> distinctSpans = new HashMap<>();
    ofSpans.forEach((span, ofSplits) -> distinctSpans.put(span, without(span, ofSplits)));
    List<IndexedSplit> distinct = new ArrayList<>();
    for (IndexedSplit split : splits) {
      RecordSplit whole = split.split();
      Span span = requireNonNull(distinctSpans.get(whole.span()));
      distinct.add(
          new IndexedSplit(
              split.dataSet(),
              split.index(),
              span.equals(whole.span())
                  ? whole
                  : new DistinctSplit(whole, span, dropped.get(split.index()))));
    }
    return new Result(distinct, rows, dropped.stream().mapToLong(BitSet::cardinality).sum());
  }

  /**
   * A span without some rows: another one, even for splits that leave none out, since what is known
   * of a span is that of all its splits.
   */
  private static Span without(Span whole, List<BitSet> dropped) {
    if (dropped.stream().allMatch(BitSet::isEmpty)) {
      return whole;
    }
    HashStream128 digest = Hashing.xxh3_128().hashStream();
    dropped.forEach(rows -> digest.putLongArray(rows.toLongArray()));
    return new Span(whole.name(), whole.fingerprint() + " without " + digest.get());
  }

  private static void build(
      Pipeline pipeline, List<IndexedSplit> splits, RowDigests digests, Location folder) {
    pipeline
        .apply("Splits", Create.of(splits).withCoder(SerializableCoder.of(IndexedSplit.class)))
        .apply("Distribute", Reshuffle.viaRandomKey())
        .apply("Digest rows", ParDo.of(digests))
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(RowDigests.Digests.class)))
        .apply("Collect digests", GroupByKey.create())
        .apply("Find duplicates", ParDo.of(new DuplicateFinder(folder)));
  }
}
