package io.manabi.pipelines.statistics;

/**
 * Number, mean and sum of squared differences of finite values, put together without loss of
 * precision as by Chan, Golub and LeVeque.
 */
final class Moments {
  private long count;
  private double mean;
  private double squares;

  Moments() {}

  Moments(long count, double mean, double squares) {
    this.count = count;
    this.mean = mean;
    this.squares = squares;
  }

  void add(double value) {
    count++;
    double difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }

  void merge(Moments other) {
    if (other.count == 0) {
      return;
    }
    double difference = other.mean - mean;
    long sum = count + other.count;
    squares += other.squares + difference * difference * ((double) count / sum * other.count);
    mean += difference * ((double) other.count / sum);
    count = sum;
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  double squares() {
    return squares;
  }

  double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }
}
