package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.files.Location;
import io.manabi.pipelines.passes.WholeFile;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Merges the splits of a span in their order and writes what is known of the span to a file. */
final class SpanMerger extends DoFn<KV<Integer, Iterable<Part>>, Void> {
  private static final long serialVersionUID = 1L;

  private final AnalysisPhase phase;
  private final Location folder;

  SpanMerger(AnalysisPhase phase, Location folder) {
    this.phase = phase;
    this.folder = folder;
  }

  @ProcessElement
  public void merge(@Element KV<Integer, Iterable<Part>> span) throws IOException {
    List<Part> parts = new ArrayList<>();
    requireNonNull(span.getValue()).forEach(parts::add);
    parts.sort(Comparator.comparingInt(Part::split));
    List<byte[]> merged = new ArrayList<>();
    for (int i = 0; i < phase.size(); i++) {
      Accumulators all = phase.create();
      for (Part part : parts) {
        all.merge(i, part.analysis().accumulators().get(i));
      }
      merged.add(all.encode(i));
    }
    SpanAnalysis whole =
        new SpanAnalysis(
            parts.stream().mapToLong(part -> part.analysis().rows()).sum(),
            parts.stream().mapToLong(part -> part.analysis().badRows()).sum(),
            merged);
    WholeFile.write(file(folder, requireNonNull(span.getKey())), whole.encode());
  }

  static Location file(Location folder, int span) {
    return folder.resolve("span-" + span);
  }
}
