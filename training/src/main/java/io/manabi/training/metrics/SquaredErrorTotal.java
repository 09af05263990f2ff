package io.manabi.training.metrics;

/** The sum of squared errors, of which the root of the mean is taken at the end. */
final class SquaredErrorTotal implements PairTotal {
  private double sum;
  private long size;

  @Override
  public void add(float[] labels, float[] predictions) {
    for (int i = 0; i < labels.length; i++) {
      double error = (double) labels[i] - predictions[i];
      sum += error * error;
    }
    size += labels.length;
  }

  @Override
  public double value() {
    return Math.sqrt(sum / size);
  }
}
