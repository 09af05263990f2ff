package io.manabi.transform;

import io.manabi.core.Batch;
import java.util.ArrayList;
import java.util.List;

/** Analyzes days of splits of batches, all at once or each by itself. */
final class Days implements AutoCloseable {
  private final AnalysisPhase phase;
  private final AnalysisSession session;

  Days(AnalysisPhase phase) {
    this.phase = phase;
    this.session = phase.open();
  }

  /** All batches into the same accumulators. */
  Accumulators inOneGo(List<List<List<Batch>>> days) {
    Accumulators all = phase.create();
    days.forEach(day -> day.forEach(split -> split.forEach(batch -> session.add(batch, all))));
    return all;
  }

  /** What is kept of a day, whose splits are read by different workers. */
  List<byte[]> day(List<List<Batch>> splits) {
    List<List<byte[]>> parts = new ArrayList<>();
    for (List<Batch> split : splits) {
      parts.add(encoded(inOneGo(List.of(List.of(split)))));
    }
    return encoded(merged(parts));
  }

  Accumulators merged(List<List<byte[]>> parts) {
    Accumulators all = phase.create();
    for (List<byte[]> part : parts) {
      for (int i = 0; i < phase.size(); i++) {
        all.merge(i, part.get(i));
      }
    }
    return all;
  }

  static List<byte[]> encoded(Accumulators accumulators) {
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < accumulators.nodes().size(); i++) {
      encoded.add(accumulators.encode(i));
    }
    return encoded;
  }

  @Override
  public void close() {
    session.close();
  }
}
