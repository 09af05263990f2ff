package io.manabi.transform.sketches;

import io.manabi.transform.accumulators.SummaryState;
import java.util.Arrays;

/**
 * Some values of a larger set, sorted, each with its weight and with bounds of its rank in the set.
 * The ranks of a value with weight w are those of its first and of its last occurrence. See Q.
 * Zhang and W. Wang, <a href="https://doi.org/10.1109/SSDBM.2007.27">A Fast Algorithm for
 * Approximate Quantiles in High Speed Data Streams</a>, and TensorFlow's {@code
 * weighted_quantiles_summary.h}.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes them.
record RankedSummary(float[] values, double[] weights, double[] least, double[] greatest) {

  /** Of all values. Equal ones become one. */
  static RankedSummary of(float[] sorted, double[] weights, int count) {
    float[] values = new float[count];
    double[] sums = new double[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (size > 0 && values[size - 1] == sorted[i]) {
        sums[size - 1] += weights[i];
      } else {
        values[size] = sorted[i];
        sums[size++] = weights[i];
      }
    }
    double[] least = new double[size];
    double[] greatest = new double[size];
    double before = 0;
    for (int i = 0; i < size; i++) {
      least[i] = before;
      before += sums[i];
      greatest[i] = before;
    }
    return new RankedSummary(
        Arrays.copyOf(values, size), Arrays.copyOf(sums, size), least, greatest);
  }

  int size() {
    return values.length;
  }

  double totalWeight() {
    return size() == 0 ? 0 : greatest[size() - 1];
  }

  /** The least rank of what comes after a value. */
  private double nextLeast(int i) {
    return least[i] + weights[i];
  }

  /** The greatest rank of what comes before a value. */
  private double previousGreatest(int i) {
    return greatest[i] - weights[i];
  }

  /** The summary of two sets together. */
  RankedSummary merge(RankedSummary other) {
    if (size() == 0 || other.size() == 0) {
      return size() == 0 ? other : this;
    }
    Builder result = new Builder(size() + other.size());
    int a = 0;
    int b = 0;
    double afterA = 0;
    double afterB = 0;
    while (a < size() || b < other.size()) {
      if (b == other.size() || (a < size() && values[a] < other.values[b])) {
        double above = b == other.size() ? other.totalWeight() : other.previousGreatest(b);
        result.add(values[a], weights[a], least[a] + afterB, greatest[a] + above);
        afterA = nextLeast(a++);
      } else if (a == size() || other.values[b] < values[a]) {
        double above = a == size() ? totalWeight() : previousGreatest(a);
        result.add(
            other.values[b], other.weights[b], other.least[b] + afterA, other.greatest[b] + above);
        afterB = other.nextLeast(b++);
      } else {
        result.add(
            values[a],
            weights[a] + other.weights[b],
            least[a] + other.least[b],
            greatest[a] + other.greatest[b]);
        afterA = nextLeast(a++);
        afterB = other.nextLeast(b++);
      }
    }
    return result.build();
  }

  /**
   * A smaller summary of the same set: values are left out as long as the ranks between those that
   * stay are no further apart than a part of the whole weight.
   */
  RankedSummary compress(int wanted) {
    if (size() <= wanted) {
      return this;
    }
    double step = totalWeight() / wanted;
    Builder result = new Builder(size());
    int last = 0;
    result.add(this, 0);
    for (int i = 1; i < size(); i++) {
      boolean end = i + 1 == size();
      if (end || previousGreatest(i + 1) - nextLeast(last) > step) {
        result.add(this, i);
        last = i;
      }
    }
    return result.build();
  }

  /** The rank where a value ends and the next one begins, half way between the bounds of it. */
  double rankAfter(int i) {
    return i + 1 == size() ? totalWeight() : (nextLeast(i) + previousGreatest(i + 1)) / 2;
  }

  /** The value whose rank is nearest to one. */
  float atRank(double rank) {
    double twice = 2 * rank;
    int next = 0;
    while (next < size() && twice >= least[next] + greatest[next]) {
      next++;
    }
    if (next == 0) {
      return values[0];
    }
    boolean stays = next == size() || twice < nextLeast(next - 1) + previousGreatest(next);
    return values[stays ? next - 1 : next];
  }

  SummaryState encode() {
    SummaryState.Builder state = SummaryState.newBuilder();
    for (int i = 0; i < size(); i++) {
      state
          .addValues(values[i])
          .addWeights(weights[i])
          .addLeastRanks(least[i])
          .addGreatestRanks(greatest[i]);
    }
    return state.build();
  }

  static RankedSummary decode(SummaryState state) {
    Builder result = new Builder(state.getValuesCount());
    for (int i = 0; i < state.getValuesCount(); i++) {
      result.add(
          state.getValues(i),
          state.getWeights(i),
          state.getLeastRanks(i),
          state.getGreatestRanks(i));
    }
    return result.build();
  }

  private static final class Builder {
    private final float[] values;
    private final double[] weights;
    private final double[] least;
    private final double[] greatest;
    private int size;

    Builder(int capacity) {
      values = new float[capacity];
      weights = new double[capacity];
      least = new double[capacity];
      greatest = new double[capacity];
    }

    void add(RankedSummary from, int i) {
      add(from.values[i], from.weights[i], from.least[i], from.greatest[i]);
    }

    void add(float value, double weight, double leastRank, double greatestRank) {
      values[size] = value;
      weights[size] = weight;
      least[size] = leastRank;
      greatest[size++] = greatestRank;
    }

    RankedSummary build() {
      return new RankedSummary(
          Arrays.copyOf(values, size),
          Arrays.copyOf(weights, size),
          Arrays.copyOf(least, size),
          Arrays.copyOf(greatest, size));
    }
  }
}
