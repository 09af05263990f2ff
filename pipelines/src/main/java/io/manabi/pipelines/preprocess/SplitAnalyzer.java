package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.pipelines.passes.RowByRow;
import io.manabi.pipelines.passes.Shared;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Accumulates all analyzers of a phase over a split; the key is the number of its span. */
final class SplitAnalyzer extends DoFn<KV<Integer, IndexedSplit>, KV<Integer, Part>> {
  private static final long serialVersionUID = 1L;

  private final String job = UUID.randomUUID().toString();
  private final AnalysisPhase phase;
  private final GraphFiles files;
  private final BadRowFiles badRows;
  private transient @Nullable AnalysisSession session;

  SplitAnalyzer(AnalysisPhase phase, GraphFiles files, BadRowFiles badRows) {
    this.phase = phase;
    this.files = files;
    this.badRows = badRows;
  }

  @Setup
  public void open() {
    Path here = files.acquire(job);
    session = Shared.acquire(job, AnalysisSession.class, () -> phase.withFiles(here).open());
  }

  @Teardown
  public void close() throws Exception {
    Shared.release(job);
    files.release(job);
  }

  @ProcessElement
  public void analyze(
      @Element KV<Integer, IndexedSplit> element, OutputReceiver<KV<Integer, Part>> out)
      throws IOException {
    IndexedSplit split = requireNonNull(element.getValue());
    AnalysisSession inputs = requireNonNull(session);
    Accumulators accumulators = phase.create();
    Counter rows = Pass.rows(split.dataSet());
    long used = 0;
    long notUsed;
    try (BadRowFiles.Part bad = badRows.part(split.dataSet(), split.index());
        BatchReader reader = split.split().open(bad)) {
      for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
        int good = RowByRow.apply(reader, batch, bad, some -> inputs.add(some, accumulators));
        rows.inc(good);
        used += good;
      }
      notUsed = bad.count();
    }
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < phase.size(); i++) {
      encoded.add(accumulators.encode(i));
    }
    Pass.splits().inc();
    out.output(
        KV.of(element.getKey(), new Part(split.index(), new SpanAnalysis(used, notUsed, encoded))));
  }
}
