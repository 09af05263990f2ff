package io.manabi.bench;

import io.manabi.core.Batch;
import io.manabi.pipelines.passes.Shared;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.jspecify.annotations.Nullable;

/** All analyzers of a phase. */
final class AnalyzeRows extends Combine.CombineFn<Batch, Accumulators, List<byte[]>> {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final AnalysisPhase phase;
  private transient @Nullable AnalysisSession session;

  AnalyzeRows(String id, AnalysisPhase phase) {
    this.id = id;
    this.phase = phase;
  }

  @Override
  public Accumulators createAccumulator() {
    return phase.create();
  }

  @Override
  public Accumulators addInput(Accumulators accumulators, Batch row) {
    AnalysisSession open = session;
    if (open == null) {
      open = Shared.acquire(id, AnalysisSession.class, phase::open);
      session = open;
    }
    open.add(row, accumulators);
    return accumulators;
  }

  @Override
  public Accumulators mergeAccumulators(Iterable<Accumulators> parts) {
    Accumulators all = phase.create();
    for (Accumulators part : parts) {
      for (int i = 0; i < phase.size(); i++) {
        all.merge(i, part.encode(i));
      }
    }
    return all;
  }

  @Override
  public List<byte[]> extractOutput(Accumulators accumulators) {
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < phase.size(); i++) {
      encoded.add(accumulators.encode(i));
    }
    return encoded;
  }

  @Override
  public Coder<Accumulators> getAccumulatorCoder(CoderRegistry registry, Coder<Batch> input) {
    return new AccumulatorsCoder(phase);
  }

  @Override
  public Coder<List<byte[]>> getDefaultOutputCoder(CoderRegistry registry, Coder<Batch> input) {
    return ListCoder.of(ByteArrayCoder.of());
  }
}
