package io.manabi.training.metrics;

/** Precision or recall: of some examples, the share of those that are right. */
final class ShareTotal implements PairTotal {
  private final float threshold;
  private final boolean precision;
  private long hits;
  private long counted;

  private ShareTotal(float threshold, boolean precision) {
    this.threshold = threshold;
    this.precision = precision;
  }

  /** Of the examples with a score above {@code threshold}, those that are positive. */
  static ShareTotal precision(float threshold) {
    return new ShareTotal(threshold, true);
  }

  /** Of the positive examples, those with a score above {@code threshold}. */
  static ShareTotal recall(float threshold) {
    return new ShareTotal(threshold, false);
  }

  @Override
  public void add(float[] labels, float[] scores) {
    for (int i = 0; i < labels.length; i++) {
      boolean positive = labels[i] > 0.5f;
      boolean chosen = scores[i] > threshold;
      hits += positive && chosen ? 1 : 0;
      counted += precision ? (chosen ? 1 : 0) : (positive ? 1 : 0);
    }
  }

  @Override
  public double value() {
    return (double) hits / counted;
  }
}
