package io.manabi.pipelines.preprocess;

import io.manabi.pipelines.Span;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;

/**
 * A phase of the analysis as a pass over the data. All its analyzers share one step that reads and
 * accumulates and one that merges, so that the pipeline has the same size however many there are.
 * Splits are merged in their order within a span, and spans in theirs: the results do not depend on
 * who did what when.
 */
final class AnalysisPass {
  private static final KvCoder<Integer, IndexedSplit> SPLITS =
      KvCoder.of(VarIntCoder.of(), SerializableCoder.of(IndexedSplit.class));
  private static final KvCoder<Integer, Part> PARTS =
      KvCoder.of(VarIntCoder.of(), SerializableCoder.of(Part.class));

  private final PreprocessJob job;
  private final AnalysisPhase phase;

  AnalysisPass(PreprocessJob job, AnalysisPhase phase) {
    this.job = job;
    this.phase = phase;
  }

  /**
   * Runs the pass.
   *
   * @param splits the data
   * @param folder an empty one, for what workers write
   * @param rows counts the rows of spans that are not in the cache
   */
  Result run(List<IndexedSplit> splits, Path folder, BadRowFiles badRows, LongConsumer rows)
      throws IOException {
    Map<Span, List<IndexedSplit>> spans = new LinkedHashMap<>();
    splits.forEach(
        split -> spans.computeIfAbsent(split.split().span(), s -> new ArrayList<>()).add(split));
    List<String> fingerprints = job.cache().isPresent() ? phase.fingerprints() : List.of();
    Map<Span, List<byte[]>> cached = new HashMap<>();
    List<KV<Integer, IndexedSplit>> open = new ArrayList<>();
    int number = 0;
    for (Map.Entry<Span, List<IndexedSplit>> span : spans.entrySet()) {
      Optional<List<byte[]>> known =
          job.cache().flatMap(kept -> new AnalyzerCache(kept).get(fingerprints, span.getKey()));
      int key = number++;
      known.ifPresentOrElse(
          accumulators -> cached.put(span.getKey(), accumulators),
          () -> span.getValue().forEach(split -> open.add(KV.of(key, split))));
    }
    Map<String, Long> done =
        open.isEmpty()
            ? Map.of()
            : Pass.run(job.runner(), pipeline -> build(pipeline, open, folder, badRows), rows);
    Accumulators all = phase.create();
    number = 0;
    for (Span span : spans.keySet()) {
      List<byte[]> accumulators = cached.get(span);
      if (accumulators == null) {
        accumulators = SpanFile.read(SpanMerger.file(folder, number));
        keep(fingerprints, span, accumulators, badRows);
      }
      for (int i = 0; i < phase.size(); i++) {
        all.merge(i, accumulators.get(i));
      }
      number++;
    }
    return new Result(all, done.values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * What a pass found.
   *
   * @param accumulators of all data
   * @param rows how many rows were read for it
   */
  record Result(Accumulators accumulators, long rows) {}

  /** Spans with rows that cannot be used are read again, so that those rows are told again. */
  private void keep(
      List<String> fingerprints, Span span, List<byte[]> accumulators, BadRowFiles badRows) {
    if (badRows.count() == 0) {
      job.cache().ifPresent(c -> new AnalyzerCache(c).put(fingerprints, span, accumulators));
    }
  }

  void build(
      Pipeline pipeline, List<KV<Integer, IndexedSplit>> splits, Path folder, BadRowFiles badRows) {
    pipeline
        .apply("Splits", Create.of(splits).withCoder(SPLITS))
        .apply("Distribute", Reshuffle.viaRandomKey())
        .apply("Analyze", ParDo.of(new SplitAnalyzer(phase, badRows)))
        .setCoder(PARTS)
        .apply("Collect spans", GroupByKey.create())
        .apply("Merge", ParDo.of(new SpanMerger(phase, folder)));
  }
}
