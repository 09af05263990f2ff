package io.manabi.transform.analyzers;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.transform.Analyzer;
import io.manabi.transform.sketches.QuantileSketch;
import java.util.List;
import java.util.Locale;
import org.tensorflow.ndarray.Shape;

/**
 * The numbers between parts of the same weight. The second input, if there is one, has the weights.
 *
 * @param parts how many
 * @param epsilon by how much of all ranks they may be wrong
 */
record Quantiles(int parts, double epsilon) implements Analyzer<QuantileSketch> {

  /** Checks how many parts there are. */
  static Quantiles of(int parts, double epsilon) {
    if (parts < 2) {
      throw ManabiException.user(
          "Quantiles were asked for " + parts + " parts; there must be 2 or more.");
    }
    return new Quantiles(parts, epsilon);
  }

  @Override
  public QuantileSketch create() {
    return new QuantileSketch(epsilon);
  }

  @Override
  public void check(List<ColumnValues> inputs) {
    RowSplits values = inputs.get(0).splits();
    RowSplits weights = inputs.get(inputs.size() - 1).splits();
    if (!weights.equals(values)) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Quantiles have %d rows with %d values, but %d rows with %d weights; give a weight for each value.",
              values.rows(),
              values.values(),
              weights.rows(),
              weights.values()));
    }
  }

  @Override
  public void add(QuantileSketch sketch, List<ColumnValues> inputs) {
    float[] values = Numbers.floats(inputs.get(0));
    float[] weights = inputs.size() == 1 ? null : Numbers.floats(inputs.get(1));
    for (int i = 0; i < values.length; i++) {
      sketch.add(values[i], weights == null ? 1 : weights[i]);
    }
  }

  @Override
  public QuantileSketch merge(QuantileSketch left, QuantileSketch right) {
    left.merge(right);
    return left;
  }

  @Override
  public byte[] encode(QuantileSketch sketch) {
    return sketch.encode();
  }

  @Override
  public QuantileSketch decode(byte[] bytes) {
    return QuantileSketch.decode(bytes);
  }

  @Override
  public List<ResultType> results() {
    return List.of(new ResultType.Tensor(ColumnType.FLOAT, Shape.of(1, -1)));
  }

  @Override
  public List<Value> extract(QuantileSketch sketch) {
    double[] all = sketch.quantiles(parts);
    // As tf.Transform: without the least and the greatest, and a 0 for each border if there are no
    // numbers.
    float[] borders = new float[parts - 1];
    for (int i = 0; i < borders.length && all.length > 0; i++) {
      borders[i] = (float) all[i + 1];
    }
    return List.of(Value.Tensor.of(Shape.of(1, borders.length), borders));
  }
}
