package io.manabi.training.metrics;

/**
 * Precision, recall, or their harmonic mean: of some examples, the share of those that are right.
 */
final class ShareTotal implements PairTotal {
  private final float threshold;
  private final boolean ofChosen;
  private final boolean ofPositive;
  private long hits;
  private long counted;

  private ShareTotal(float threshold, boolean ofChosen, boolean ofPositive) {
    this.threshold = threshold;
    this.ofChosen = ofChosen;
    this.ofPositive = ofPositive;
  }

  /** Of the examples with a score above {@code threshold}, those that are positive. */
  static ShareTotal precision(float threshold) {
    return new ShareTotal(threshold, true, false);
  }

  /** Of the positive examples, those with a score above {@code threshold}. */
  static ShareTotal recall(float threshold) {
    return new ShareTotal(threshold, false, true);
  }

  /** Of both, where one that is both counts twice. */
  static ShareTotal f1(float threshold) {
    return new ShareTotal(threshold, true, true);
  }

  @Override
  public void add(float[] labels, float[] scores) {
    for (int i = 0; i < labels.length; i++) {
      boolean positive = labels[i] > 0.5f;
      boolean chosen = scores[i] > threshold;
      hits += positive && chosen ? 1 : 0;
      counted += (ofChosen && chosen ? 1 : 0) + (ofPositive && positive ? 1 : 0);
    }
  }

  @Override
  public double value() {
    return (ofChosen && ofPositive ? 2.0 : 1.0) * hits / counted;
  }
}
