package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.Schema;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.passes.Pass;
import io.manabi.pipelines.passes.Runner;
import io.manabi.samples.census.CensusPreprocessing;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.TFRecordIO;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;

/**
 * What Manabi does to the census, done as Beam's own examples are: an element of the pipeline is a
 * row, analyzers are a combine of rows, and Beam writes the records.
 */
final class OneRowPerElement {
  /** What {@link KeepFound} saw, by the pass. */
  static final ConcurrentHashMap<String, List<byte[]>> FOUND = new ConcurrentHashMap<>();

  private OneRowPerElement() {}

  /** Analyzes, transforms and writes; the records are deleted in the end. */
  static void preprocess(RecordSource source, Path output) throws IOException {
    Path work = Files.createDirectories(output);
    List<RecordSplit> splits = List.copyOf(source.splits());
    AnalysisPlan plan = AnalysisPlan.of(new CensusPreprocessing());
    while (!plan.isComplete()) {
      plan = plan.resolve(analyze(plan.next(), splits, source.schema()), work);
    }
    TransformGraph graph = plan.graph();
    Pass.run(
        Runner.direct(),
        pipeline ->
            rows(pipeline, splits, source.schema())
                .apply("Transform", ParDo.of(new TransformRow(graph)))
                .apply("Write", TFRecordIO.write().to(work.resolve("rows").toString())),
        (rows, done) -> {});
    AtomicFiles.deleteTree(output);
  }

  private static Accumulators analyze(AnalysisPhase phase, List<RecordSplit> splits, Schema schema)
      throws IOException {
    String id = UUID.randomUUID().toString();
    Pass.run(
        Runner.direct(),
        pipeline ->
            rows(pipeline, splits, schema)
                .apply("Analyze", Combine.globally(new AnalyzeRows(id, phase)))
                .apply("Keep", ParDo.of(new KeepFound(id))),
        (rows, done) -> {});
    Accumulators all = phase.create();
    List<byte[]> found = requireNonNull(FOUND.remove(id));
    for (int i = 0; i < phase.size(); i++) {
      all.merge(i, found.get(i));
    }
    return all;
  }

  private static PCollection<Batch> rows(
      Pipeline pipeline, List<RecordSplit> splits, Schema schema) {
    return pipeline
        .apply("Splits", Create.of(splits).withCoder(SerializableCoder.of(RecordSplit.class)))
        .apply("Distribute", Reshuffle.viaRandomKey())
        .apply("Read", ParDo.of(new ReadRows()))
        .setCoder(new RowCoder(schema));
  }
}
