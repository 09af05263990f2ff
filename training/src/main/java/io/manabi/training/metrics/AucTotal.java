package io.manabi.training.metrics;

import java.util.Arrays;

/**
 * The area under the ROC curve as the rank statistic of Mann and Whitney. Exact for up to 131,072
 * different scores; of more, neighbours are counted as equal that are a 65,536th of all examples
 * together at most. So memory is bounded, and the area is off by some hundred thousandths.
 */
public final class AucTotal implements PairTotal {
  private static final int DIFFERENT_SCORES = 1 << 17;

  /**
   * Of each new example its score, as an integer of the same order, and in the last bit its label.
   */
  private final long[] fresh = new long[DIFFERENT_SCORES];

  private int freshSize;

  /** How many examples of either label have each score, by rising scores. */
  private Counts counted = new Counts(0);

  private boolean hasNan;

  @Override
  public void add(float[] labels, float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      if (freshSize == fresh.length) {
        countFresh();
      }
      hasNan |= Float.isNaN(scores[i]);
      fresh[freshSize++] = 2L * order(scores[i]) + (labels[i] > 0.5f ? 1 : 0);
    }
  }

  /** An integer that is greater for a greater score, and the same for both zeros. */
  private static int order(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return bits >= 0 ? bits : Integer.MIN_VALUE - bits;
  }

  /** Merges the new examples, sorted, with those that are counted. */
  private void countFresh() {
    Arrays.sort(fresh, 0, freshSize);
    Counts merged = new Counts(counted.size + freshSize);
    int next = 0;
    for (int i = 0; i < counted.size; i++) {
      for (; next < freshSize && fresh[next] >> 1 < counted.scores[i]; next++) {
        merged.add(fresh[next]);
      }
      merged.add(counted.scores[i], counted.negatives[i], counted.positives[i], 0);
    }
    for (; next < freshSize; next++) {
      merged.add(fresh[next]);
    }
    freshSize = 0;
    counted = merged.size > DIFFERENT_SCORES ? merged.coarser() : merged;
  }

  @Override
  public double value() {
    countFresh();
    double wins = 0;
    long positives = 0;
    long negatives = 0;
    for (int i = 0; i < counted.size; i++) {
      wins += counted.positives[i] * (negatives + counted.negatives[i] / 2.0);
      positives += counted.positives[i];
      negatives += counted.negatives[i];
    }
    return hasNan ? Double.NaN : wins / ((double) positives * negatives);
  }

  /** How many examples have each score; the scores rise. */
  private static final class Counts {
    private final int[] scores;
    private final long[] negatives;
    private final long[] positives;
    private int size;

    private Counts(int capacity) {
      scores = new int[capacity];
      negatives = new long[capacity];
      positives = new long[capacity];
    }

    private void add(long example) {
      long positive = example & 1;
      add((int) (example >> 1), 1 - positive, positive, 0);
    }

    /**
     * Adds examples with a score that is no less than those before.
     *
     * @param limit they count as if they had the score before if both are no more than this
     */
    private void add(int score, long negative, long positive, long limit) {
      boolean same =
          size > 0
              && (scores[size - 1] == score
                  || negatives[size - 1] + positives[size - 1] + negative + positive <= limit);
      if (!same) {
        size++;
      }
      scores[size - 1] = score;
      negatives[size - 1] += negative;
      positives[size - 1] += positive;
    }

    /** The same examples with fewer scores. */
    private Counts coarser() {
      long all = Arrays.stream(negatives).sum() + Arrays.stream(positives).sum();
      Counts coarser = new Counts(size);
      for (int i = 0; i < size; i++) {
        coarser.add(scores[i], negatives[i], positives[i], 2 * all / DIFFERENT_SCORES);
      }
      return coarser;
    }
  }
}
