package io.manabi.training;

import java.util.Arrays;

/**
 * All scores and labels, to be ranked at the end: the area is the rank statistic of Mann and
 * Whitney.
 */
final class AucTotal implements PairTotal {
  private static final int FIRST_CAPACITY = 1024;

  /** For each example its score, as an integer of the same order, and in the last bit its label. */
  private long[] ranked = new long[FIRST_CAPACITY];

  private int size;
  private boolean hasNan;

  @Override
  public void add(float[] labels, float[] scores) {
    if (size + scores.length > ranked.length) {
      ranked = Arrays.copyOf(ranked, Math.max(size + scores.length, 2 * ranked.length));
    }
    for (int i = 0; i < scores.length; i++) {
      hasNan |= Float.isNaN(scores[i]);
      ranked[size++] = 2L * order(scores[i]) + (labels[i] > 0.5f ? 1 : 0);
    }
  }

  /** An integer that is greater for a greater score, and the same for both zeros. */
  private static int order(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return bits >= 0 ? bits : Integer.MIN_VALUE - bits;
  }

  @Override
  public double value() {
    Arrays.sort(ranked, 0, size);
    double wins = 0;
    long positives = 0;
    long negatives = 0;
    for (int i = 0; i < size; ) {
      long score = ranked[i] >> 1;
      long tiedPositives = 0;
      long tied = 0;
      for (; i < size && ranked[i] >> 1 == score; i++) {
        tied++;
        tiedPositives += ranked[i] & 1;
      }
      long tiedNegatives = tied - tiedPositives;
      wins += tiedPositives * (negatives + tiedNegatives / 2.0);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return hasNan ? Double.NaN : wins / ((double) positives * negatives);
  }
}
