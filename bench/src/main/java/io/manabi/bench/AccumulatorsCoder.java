package io.manabi.bench;

import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;

/** The accumulators of a phase, one after the other. */
final class AccumulatorsCoder extends CustomCoder<Accumulators> {
  private static final long serialVersionUID = 1L;

  private final AnalysisPhase phase;

  AccumulatorsCoder(AnalysisPhase phase) {
    this.phase = phase;
  }

  @Override
  public void encode(Accumulators accumulators, OutputStream out) throws IOException {
    for (int i = 0; i < phase.size(); i++) {
      ByteArrayCoder.of().encode(accumulators.encode(i), out);
    }
  }

  @Override
  public Accumulators decode(InputStream in) throws IOException {
    Accumulators accumulators = phase.create();
    for (int i = 0; i < phase.size(); i++) {
      accumulators.merge(i, ByteArrayCoder.of().decode(in));
    }
    return accumulators;
  }
}
