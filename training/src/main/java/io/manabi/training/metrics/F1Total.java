package io.manabi.training.metrics;

/** Hits, and what is chosen and positive, of which they are to be a large share. */
final class F1Total implements PairTotal {
  private final float threshold;
  private long hits;
  private long chosenOrPositive;

  F1Total(float threshold) {
    this.threshold = threshold;
  }

  @Override
  public void add(float[] labels, float[] scores) {
    for (int i = 0; i < labels.length; i++) {
      boolean positive = labels[i] > 0.5f;
      boolean chosen = scores[i] > threshold;
      hits += positive && chosen ? 1 : 0;
      chosenOrPositive += (positive ? 1 : 0) + (chosen ? 1 : 0);
    }
  }

  @Override
  public double value() {
    return 2.0 * hits / chosenOrPositive;
  }
}
