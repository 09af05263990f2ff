package io.manabi.transform.sketches;

/**
 * The number of some numbers, their mean and the sum of their squared differences from it, put
 * together without loss of precision: see T. Chan, G. Golub and R. LeVeque, <a
 * href="https://doi.org/10.2307/2683386">Algorithms for Computing the Sample Variance</a>.
 */
public final class MeanAndVariance {
  private long count;
  private double mean;
  private double squares;

  /** Those of no numbers. */
  public MeanAndVariance() {
    this(0, 0, 0);
  }

  /**
   * Those of numbers that were added before.
   *
   * @param count how many
   * @param mean their mean, 0 of none
   * @param squares the sum of their squared differences from it
   */
  public MeanAndVariance(long count, double mean, double squares) {
    this.count = count;
    this.mean = mean;
    this.squares = squares;
  }

  /** Adds a finite number. */
  public void add(double value) {
    count++;
    double difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }

  /** Adds other numbers, which are left as they are. */
  public void merge(MeanAndVariance other) {
    if (other.count == 0) {
      return;
    }
    double difference = other.mean - mean;
    long sum = count + other.count;
    squares += other.squares + difference * difference * ((double) count / sum * other.count);
    mean += difference * ((double) other.count / sum);
    count = sum;
  }

  /** How many numbers there are. */
  public long count() {
    return count;
  }

  /** Their mean; 0 if there are none. */
  public double mean() {
    return mean;
  }

  /** The sum of their squared differences from the mean. */
  public double squares() {
    return squares;
  }

  /** The variance, with the number of numbers as divisor; 0 if there are none. */
  public double variance() {
    return count == 0 ? 0 : squares / count;
  }
}
