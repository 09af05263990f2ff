package io.manabi.transform.analyzers;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ManabiException;
import io.manabi.transform.accumulators.CoMomentsState;
import java.util.List;
import java.util.Locale;

/**
 * The means of the columns of some rows, and the sums of the products of the differences from them.
 * Those of two parts are merged as T. Chan, G. Golub and R. LeVeque do it, <a
 * href="https://doi.org/10.2307/2683386">Algorithms for Computing the Sample Variance</a>.
 */
final class CoMoments {
  private double count;
  private final double[] means;

  /** Of the columns i and j up to i at {@code i * (i + 1) / 2 + j}. */
  private final double[] products;

  /** Those of no rows. */
  CoMoments(int columns) {
    means = new double[columns];
    products = new double[Math.multiplyExact(columns, columns + 1) / 2];
  }

  /**
   * Those of rows.
   *
   * @param values row by row
   */
  static CoMoments of(double[] values, int columns) {
    CoMoments result = new CoMoments(columns);
    int rows = values.length / columns;
    if (rows == 0) {
      return result;
    }
    result.count = rows;
    double[] means = result.means;
    for (int i = 0; i < values.length; i++) {
      means[i % columns] += values[i];
    }
    for (int i = 0; i < columns; i++) {
      means[i] /= rows;
    }
    double[] differences = new double[columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        differences[i] = values[row * columns + i] - means[i];
      }
      result.addProducts(differences, 1);
    }
    return result;
  }

  /** Adds those of other rows. */
  void add(CoMoments other) {
    if (other.count == 0) {
      return;
    }
    double total = count + other.count;
    double[] deltas = new double[means.length];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = other.means[i] - means[i];
      means[i] = count == 0 ? other.means[i] : means[i] + deltas[i] * other.count / total;
    }
    addProducts(deltas, count * other.count / total);
    for (int i = 0; i < products.length; i++) {
      products[i] += other.products[i];
    }
    count = total;
  }

  private void addProducts(double[] differences, double weight) {
    int position = 0;
    for (int i = 0; i < differences.length; i++) {
      for (int j = 0; j <= i; j++) {
        products[position++] += differences[i] * differences[j] * weight;
      }
    }
  }

  /** Whether there are no rows. */
  boolean isEmpty() {
    return count == 0;
  }

  /** The biased covariance of each column with each; 0 of no rows. */
  double[][] covariance() {
    double[][] result = new double[means.length][means.length];
    int position = 0;
    for (int i = 0; i < means.length; i++) {
      for (int j = 0; j <= i; j++) {
        double product = products[position++];
        result[i][j] = count == 0 ? 0 : product / count;
        result[j][i] = result[i][j];
      }
    }
    return result;
  }

  byte[] encode() {
    CoMomentsState.Builder state = CoMomentsState.newBuilder().setCount(count);
    for (double mean : means) {
      state.addMeans(mean);
    }
    for (double product : products) {
      state.addProducts(product);
    }
    return state.build().toByteArray();
  }

  static CoMoments decode(byte[] bytes, int columns) {
    CoMoments result = new CoMoments(columns);
    try {
      CoMomentsState state = CoMomentsState.parseFrom(bytes);
      result.count = state.getCount();
      copy(state.getMeansList(), result.means);
      copy(state.getProductsList(), result.products);
      return result;
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no accumulator of a covariance.", e);
    }
  }

  private static void copy(List<Double> from, double[] to) {
    if (from.size() != to.length) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "An accumulator of a covariance has %d numbers instead of %d.",
              from.size(),
              to.length));
    }
    for (int i = 0; i < to.length; i++) {
      to[i] = from.get(i);
    }
  }
}
