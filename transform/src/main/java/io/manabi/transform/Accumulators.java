package io.manabi.transform;

import io.manabi.core.ColumnValues;
import io.manabi.transform.AnalysisPhase.Node;
import java.util.List;

/**
 * What the analyzers of a phase know of a part of the data. Not safe for use by several threads.
 */
public final class Accumulators {
  private final List<Node<?>> nodes;

  Accumulators(List<Node<?>> nodes) {
    this.nodes = nodes;
  }

  List<Node<?>> nodes() {
    return nodes;
  }

  /** Adds a batch; if an analyzer refuses it, all are as before. */
  void add(List<List<ColumnValues>> inputs) {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).check(inputs.get(i));
    }
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).add(inputs.get(i));
    }
  }

  /** The accumulator of one analyzer as bytes. */
  public byte[] encode(int analyzer) {
    return nodes.get(analyzer).encode();
  }

  /**
   * Merges what is known of the part of the data that follows.
   *
   * @param analyzer the number of the analyzer
   * @param encoded what {@link #encode} gave
   * @throws io.manabi.core.ManabiException if the bytes are no such accumulator
   */
  public void merge(int analyzer, byte[] encoded) {
    nodes.get(analyzer).merge(encoded);
  }
}
