package io.manabi.transform.sketches;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ManabiException;
import io.manabi.transform.accumulators.QuantilesState;
import io.manabi.transform.accumulators.SummaryState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of many numbers in little memory. Few numbers are kept as they are, and the answers are
 * then exact; of more, blocks are summarized and summaries of the same level merged, as in the
 * weighted quantiles stream of TensorFlow, which tf.Transform uses. NaN is ignored.
 */
public final class QuantileSketch {
  private static final int LEVELS = 24;

  private final double epsilon;
  private final int block;
  private final List<RankedSummary> levels = new ArrayList<>();
  private double[] buffer;
  private double[] bufferWeights;
  private int buffered;

  /**
   * A sketch of no numbers.
   *
   * @param epsilon by how much of all ranks an answer may be wrong, between 0 and 1
   */
  public QuantileSketch(double epsilon) {
    if (!(epsilon > 0 && epsilon < 1)) {
      throw ManabiException.user(
          "The error of quantiles is " + epsilon + "; it must be between 0 and 1.");
    }
    this.epsilon = epsilon;
    // Each level that a value goes through adds no more than its part of the error.
    this.block = (int) Math.ceil(LEVELS / epsilon) + 1;
    this.buffer = new double[64];
    this.bufferWeights = new double[64];
  }

  /**
   * Adds a number.
   *
   * @param weight how often it counts; nothing is added if it is not above 0
   */
  public void add(double value, double weight) {
    if (Double.isNaN(value) || !(weight > 0)) {
      return;
    }
    if (buffered == buffer.length) {
      if (buffered >= 2 * block) {
        flush();
      } else {
        int larger = Math.min(2 * buffered, 2 * block);
        buffer = Arrays.copyOf(buffer, larger);
        bufferWeights = Arrays.copyOf(bufferWeights, larger);
      }
    }
    buffer[buffered] = value + 0.0; // No negative zero: it is equal, but sorts before.
    bufferWeights[buffered++] = weight;
  }

  /** Adds the numbers of another sketch, which is left as it is. */
  public void merge(QuantileSketch following) {
    for (int i = 0; i < following.buffered; i++) {
      add(following.buffer[i], following.bufferWeights[i]);
    }
    for (int level = 0; level < following.levels.size(); level++) {
      RankedSummary summary = following.levels.get(level);
      if (summary.size() > 0) {
        push(summary, level);
      }
    }
  }

  /**
   * The numbers that divide all into parts of the same weight.
   *
   * @param parts how many, at least 1
   * @return the least number, those between the parts, and the greatest; empty if there are no
   *     numbers
   */
  public double[] quantiles(int parts) {
    RankedSummary summary = summary();
    if (summary.size() == 0) {
      return new double[0];
    }
    double[] quantiles = new double[parts + 1];
    quantiles[0] = summary.values()[0];
    for (int i = 1; i < parts; i++) {
      quantiles[i] = summary.atRank(i * summary.totalWeight() / parts);
    }
    quantiles[parts] = summary.values()[summary.size() - 1];
    return quantiles;
  }

  /** All that is known of the numbers. */
  public RankedSummary summary() {
    RankedSummary all = sorted();
    for (RankedSummary level : levels) {
      all = level.merge(all);
    }
    return all;
  }

  /** The first L-moments; exact as long as quantiles are. */
  public LMoments lMoments() {
    return LMoments.of(summary());
  }

  /** The sketch as bytes, a {@code QuantilesState} of {@code numbers.proto}. */
  public byte[] encode() {
    QuantilesState.Builder state = QuantilesState.newBuilder().setEpsilon(epsilon);
    boolean weighted = false;
    for (int i = 0; i < buffered; i++) {
      state.addBuffered(buffer[i]);
      weighted |= bufferWeights[i] != 1;
    }
    for (int i = 0; weighted && i < buffered; i++) {
      state.addBufferedWeights(bufferWeights[i]);
    }
    levels.forEach(level -> state.addLevels(level.encode()));
    return state.build().toByteArray();
  }

  /**
   * What {@link #encode} encoded.
   *
   * @throws ManabiException if the bytes are no sketch
   */
  public static QuantileSketch decode(byte[] bytes) {
    try {
      QuantilesState state = QuantilesState.parseFrom(bytes);
      QuantileSketch sketch = new QuantileSketch(state.getEpsilon());
      boolean weighted = state.getBufferedWeightsCount() > 0;
      for (int i = 0; i < state.getBufferedCount(); i++) {
        sketch.add(state.getBuffered(i), weighted ? state.getBufferedWeights(i) : 1);
      }
      for (SummaryState level : state.getLevelsList()) {
        sketch.levels.add(RankedSummary.decode(level));
      }
      return sketch;
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no sketch of quantiles.", e);
    }
  }

  private void flush() {
    RankedSummary summary = sorted();
    buffered = 0;
    push(summary.compress(block), 0);
  }

  /** Puts a summary on its level; two of the same level make one of the next. */
  private void push(RankedSummary summary, int level) {
    RankedSummary carried = summary;
    int at = level;
    while (at < levels.size() && levels.get(at).size() > 0) {
      carried = levels.get(at).merge(carried).compress(block);
      levels.set(at, RankedSummary.of(new double[0], new double[0], 0));
      at++;
    }
    while (levels.size() <= at) {
      levels.add(RankedSummary.of(new double[0], new double[0], 0));
    }
    levels.set(at, carried);
  }

  private RankedSummary sorted() {
    boolean weighted = false;
    for (int i = 0; i < buffered; i++) {
      weighted |= bufferWeights[i] != 1;
    }
    if (!weighted) {
      double[] values = Arrays.copyOf(buffer, buffered);
      Arrays.sort(values);
      return RankedSummary.of(values, bufferWeights, buffered);
    }
    Integer[] order = new Integer[buffered];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(buffer[a], buffer[b]));
    double[] values = new double[buffered];
    double[] weights = new double[buffered];
    for (int i = 0; i < buffered; i++) {
      values[i] = buffer[order[i]];
      weights[i] = bufferWeights[order[i]];
    }
    return RankedSummary.of(values, weights, buffered);
  }
}
