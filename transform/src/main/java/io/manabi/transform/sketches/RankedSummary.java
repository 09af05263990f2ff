package io.manabi.transform.sketches;

import io.manabi.transform.accumulators.SummaryState;
import java.util.Arrays;

/**
 * Some values of a larger set, sorted, each with its weight and with bounds of its rank in the set.
 * The ranks of a value with weight w are those of its first and of its last occurrence. See Q.
 * Zhang and W. Wang, <a href="https://doi.org/10.1109/SSDBM.2007.27">A Fast Algorithm for
 * Approximate Quantiles in High Speed Data Streams</a>, and TensorFlow's {@code
 * weighted_quantiles_summary.h}.
 *
 * @param values the values
 * @param weights their weights
 * @param least the least ranks that they may have
 * @param greatest the greatest ones
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes them.
public record RankedSummary(double[] values, double[] weights, double[] least, double[] greatest) {

  /**
   * Of all values.
   *
   * @param sorted the values; equal ones become one
   * @param weights of each, above 0
   * @param count how many there are
   */
  public static RankedSummary of(double[] sorted, double[] weights, int count) {
    double[] values = new double[count];
    double[] sums = new double[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (size > 0 && values[size - 1] == sorted[i]) {
        sums[size - 1] += weights[i];
      } else {
        values[size] = sorted[i] + 0.0; // No negative zero: a search would find it below.
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

  /** How many values it has. */
  public int size() {
    return values.length;
  }

  /** The weight of the whole set. */
  public double totalWeight() {
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
   * A smaller summary of the same set, of the values whose ranks are nearest to those that divide
   * it into equal parts.
   */
  RankedSummary compress(int parts) {
    if (size() <= parts) {
      return this;
    }
    Builder result = new Builder(parts + 1);
    int last = -1;
    for (int part = 0; part <= parts; part++) {
      int next = at(part * totalWeight() / parts, Math.max(last, 0));
      if (next != last) {
        result.add(this, next);
        last = next;
      }
    }
    return result.build();
  }

  /** The rank where a value ends and the next one begins, half way between the bounds of it. */
  double rankAfter(int i) {
    return i + 1 == size() ? totalWeight() : (nextLeast(i) + previousGreatest(i + 1)) / 2;
  }

  /** The weight of all that is less than a value. */
  public double below(double value) {
    int next = Arrays.binarySearch(values, value);
    next = next < 0 ? -next - 1 : next;
    return next == 0 ? 0 : rankAfter(next - 1);
  }

  /** The value whose rank is nearest to one; there must be values. */
  public double atRank(double rank) {
    return values[at(rank, 0)];
  }

  /** The place of the value whose rank is nearest to one, which is not before another place. */
  private int at(double rank, int from) {
    double twice = 2 * rank;
    int next = from;
    while (next < size() && twice >= least[next] + greatest[next]) {
      next++;
    }
    if (next == 0) {
      return 0;
    }
    boolean stays = next == size() || twice < nextLeast(next - 1) + previousGreatest(next);
    return stays ? next - 1 : next;
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
    private final double[] values;
    private final double[] weights;
    private final double[] least;
    private final double[] greatest;
    private int size;

    Builder(int capacity) {
      values = new double[capacity];
      weights = new double[capacity];
      least = new double[capacity];
      greatest = new double[capacity];
    }

    void add(RankedSummary from, int i) {
      add(from.values[i], from.weights[i], from.least[i], from.greatest[i]);
    }

    void add(double value, double weight, double leastRank, double greatestRank) {
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
