package io.manabi.pipelines.preprocess;

import io.manabi.core.files.Location;
import io.manabi.pipelines.Span;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final GraphFiles files;

  /**
   * Prepares the pass.
   *
   * @param files those of the graph of the phase
   */
  AnalysisPass(PreprocessJob job, AnalysisPhase phase, GraphFiles files) {
    this.job = job;
    this.phase = phase;
    this.files = files;
  }

  /**
   * Runs the pass.
   *
   * @param splits the data
   * @param folder an empty one, for what workers write
   * @param progress is told of the rows of spans that are not in the cache
   */
  Result run(List<IndexedSplit> splits, Location folder, BadRowFiles badRows, PassProgress progress)
      throws IOException {
    Map<DataSetSpan, List<IndexedSplit>> spans = new LinkedHashMap<>();
    splits.forEach(
        split -> spans.computeIfAbsent(DataSetSpan.of(split), s -> new ArrayList<>()).add(split));
    List<String> fingerprints = job.cache().isPresent() ? phase.fingerprints() : List.of();
    Map<DataSetSpan, SpanAnalysis> cached = new HashMap<>();
    List<KV<Integer, IndexedSplit>> open = new ArrayList<>();
    int number = 0;
    for (Map.Entry<DataSetSpan, List<IndexedSplit>> span : spans.entrySet()) {
      Optional<SpanAnalysis> known =
          job.cache()
              .flatMap(kept -> new AnalyzerCache(kept).get(fingerprints, span.getKey().span()));
      int key = number++;
      known.ifPresentOrElse(
          analysis -> cached.put(span.getKey(), analysis),
          () -> span.getValue().forEach(split -> open.add(KV.of(key, split))));
    }
    if (!open.isEmpty()) {
      Pass.run(
          job.runner(),
          pipeline -> build(pipeline, open, folder, badRows),
          progress.of(open.size()));
    }
    Accumulators all = phase.create();
    long rows = 0;
    long bad = 0;
    number = 0;
    for (DataSetSpan span : spans.keySet()) {
      SpanAnalysis analysis = cached.get(span);
      if (analysis == null) {
        analysis = read(SpanMerger.file(folder, number));
        keep(fingerprints, span.span(), analysis);
      }
      for (int i = 0; i < phase.size(); i++) {
        all.merge(i, analysis.accumulators().get(i));
      }
      rows += analysis.rows();
      bad += analysis.badRows();
      number++;
    }
    return new Result(all, rows, bad);
  }

  /** A span of a data set; another data set may have the same. */
  private record DataSetSpan(String dataSet, Span span) {
    static DataSetSpan of(IndexedSplit split) {
      return new DataSetSpan(split.dataSet(), split.split().span());
    }
  }

  /**
   * What a pass found.
   *
   * @param accumulators of all data
   * @param rows how many rows there are, those of spans in the cache included
   * @param badRows how many more cannot be used, those of spans in the cache included
   */
  record Result(Accumulators accumulators, long rows, long badRows) {}

  private static SpanAnalysis read(Location file) throws IOException {
    try (InputStream in = file.open()) {
      return SpanAnalysis.decode(in.readAllBytes()).orElseThrow();
    }
  }

  private void keep(List<String> fingerprints, Span span, SpanAnalysis analysis) {
    job.cache().ifPresent(kept -> new AnalyzerCache(kept).put(fingerprints, span, analysis));
  }

  void build(
      Pipeline pipeline,
      List<KV<Integer, IndexedSplit>> splits,
      Location folder,
      BadRowFiles badRows) {
    pipeline
        .apply("Splits", Create.of(splits).withCoder(SPLITS))
        .apply("Distribute", Reshuffle.viaRandomKey())
        .apply("Analyze", ParDo.of(new SplitAnalyzer(phase, files, badRows)))
        .setCoder(PARTS)
        .apply("Collect spans", GroupByKey.create())
        .apply("Merge", ParDo.of(new SpanMerger(phase, folder)));
  }
}
