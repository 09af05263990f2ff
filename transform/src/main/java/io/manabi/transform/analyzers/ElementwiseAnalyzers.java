package io.manabi.transform.analyzers;

import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.Columns;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Passes over all the data that compute numbers for each place of a row with several numbers, as
 * tf.Transform does with {@code reduce_instance_dims=False}: each result is that of {@link
 * NumericAnalyzers} for one place, and has the shape of a row. All rows have the same shape, which
 * is known: [N, n], [N, n, m] and so on.
 */
public final class ElementwiseAnalyzers {
  private ElementwiseAnalyzers() {}

  /** The least number of each place, of the type of {@code x}; see {@link NumericAnalyzers#min}. */
  public static <T extends TNumber> Operand<T> min(Columns columns, Operand<T> x) {
    return extreme(columns, x, 0);
  }

  /** The greatest number of each place, of the type of {@code x}. */
  public static <T extends TNumber> Operand<T> max(Columns columns, Operand<T> x) {
    return extreme(columns, x, 1);
  }

  /** The sum of each place, of the type of {@code x}; see {@link NumericAnalyzers#sum}. */
  public static <T extends TNumber> Operand<T> sum(Columns columns, Operand<T> x) {
    return extreme(columns, x, 2);
  }

  /** How many numbers each place has, NaN left out: int64. */
  public static Operand<TInt64> size(Columns columns, Operand<? extends TNumber> x) {
    return analyze(columns, new Extremes(NumericAnalyzers.type(x)), x, 3)
        .asOutput()
        .expect(TInt64.class);
  }

  /** The mean of each place, float; see {@link NumericAnalyzers#mean}. */
  public static Operand<TFloat32> mean(Columns columns, Operand<? extends TNumber> x) {
    return floats(columns, new Moments(), x, 0);
  }

  /** The biased variance of each place, float; see {@link NumericAnalyzers#var}. */
  public static Operand<TFloat32> var(Columns columns, Operand<? extends TNumber> x) {
    return floats(columns, new Moments(), x, 1);
  }

  /**
   * The numbers between parts of the same size, for each place: float [n, parts - 1]; see {@link
   * NumericAnalyzers#quantiles}.
   *
   * @param x numbers, [N, n]
   * @param parts how many parts, at least 2
   * @param epsilon by how much of all ranks they may be wrong
   */
  public static Operand<TFloat32> quantiles(
      Columns columns, Operand<? extends TNumber> x, int parts, double epsilon) {
    if (x.shape().numDimensions() != 2) {
      throw ManabiException.user(
          "Elementwise quantiles were asked of numbers of the shape %s; they need [N, n]."
              .formatted(x.shape()));
    }
    return floats(columns, Quantiles.of(parts, epsilon), x, 0);
  }

  /**
   * How long the tails of the numbers of each place are, with their location and scale.
   *
   * @param location float
   * @param scale float
   * @param left float
   * @param right float
   */
  public record Tails(
      Operand<TFloat32> location,
      Operand<TFloat32> scale,
      Operand<TFloat32> left,
      Operand<TFloat32> right) {}

  /** The tails of each place; see {@link TukeyAnalyzers}. */
  public static Tails tukey(Columns columns, Operand<? extends TNumber> x) {
    Tukey tukey = new Tukey();
    return new Tails(
        floats(columns, tukey, x, 0),
        floats(columns, tukey, x, 1),
        floats(columns, tukey, x, 2),
        floats(columns, tukey, x, 3));
  }

  private static <T extends TNumber> Operand<T> extreme(Columns columns, Operand<T> x, int which) {
    return analyze(columns, new Extremes(NumericAnalyzers.type(x)), x, which)
        .asOutput()
        .expect(x.type());
  }

  private static Operand<TFloat32> floats(
      Columns columns, Analyzer<?> analyzer, Operand<? extends TNumber> x, int which) {
    return analyze(columns, analyzer, x, which).asOutput().expect(TFloat32.class);
  }

  private static Operand<?> analyze(
      Columns columns, Analyzer<?> analyzer, Operand<? extends TNumber> x, int which) {
    return columns.analyze(new Elementwise<>(analyzer, row(x.shape())), x).get(which);
  }

  private static List<Long> row(Shape shape) {
    List<Long> row = new ArrayList<>();
    for (int i = 1; i < shape.numDimensions(); i++) {
      row.add(shape.get(i));
    }
    if (row.isEmpty() || row.stream().anyMatch(size -> size < 1)) {
      throw ManabiException.user(
          "An elementwise analyzer was given numbers of the shape %s; it needs [N, n], with a known number of them in each row."
              .formatted(shape));
    }
    return List.copyOf(row);
  }
}
