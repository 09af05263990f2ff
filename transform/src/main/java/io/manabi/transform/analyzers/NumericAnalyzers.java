package io.manabi.transform.analyzers;

import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.transform.Columns;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Passes over all the data that compute numbers of numbers. */
public final class NumericAnalyzers {
  private NumericAnalyzers() {}

  /**
   * The least number, a scalar of the type of {@code x}: NaN of no floats, the greatest integer of
   * no integers. NaN is left out.
   *
   * @param x int64 or float, of any shape or ragged
   */
  public static <T extends TNumber> Operand<T> min(Columns columns, Operand<T> x) {
    return extreme(columns, x, 0);
  }

  /**
   * The greatest number, a scalar of the type of {@code x}: NaN of no floats, the least integer of
   * no integers. NaN is left out.
   *
   * @param x int64 or float, of any shape or ragged
   */
  public static <T extends TNumber> Operand<T> max(Columns columns, Operand<T> x) {
    return extreme(columns, x, 1);
  }

  /**
   * The sum, a scalar of the type of {@code x}. NaN is left out; integers are added exactly, modulo
   * 2^64.
   *
   * @param x int64 or float, of any shape or ragged
   */
  public static <T extends TNumber> Operand<T> sum(Columns columns, Operand<T> x) {
    return extreme(columns, x, 2);
  }

  /**
   * How many numbers there are, NaN left out: int64 scalar.
   *
   * @param x int64 or float, of any shape or ragged
   */
  public static Operand<TInt64> size(Columns columns, Operand<? extends TNumber> x) {
    return columns.analyze(new Extremes(type(x)), x).get(3).asOutput().expect(TInt64.class);
  }

  /**
   * The mean, float scalar; 0 of no numbers. NaN and infinities are left out.
   *
   * @param x numbers of any shape or ragged
   */
  public static Operand<TFloat32> mean(Columns columns, Operand<? extends TNumber> x) {
    return columns.analyze(new Moments(), x).get(0).asOutput().expect(TFloat32.class);
  }

  /**
   * The biased variance, float scalar; 0 of no numbers. NaN and infinities are left out.
   *
   * @param x numbers of any shape or ragged
   */
  public static Operand<TFloat32> var(Columns columns, Operand<? extends TNumber> x) {
    return columns.analyze(new Moments(), x).get(1).asOutput().expect(TFloat32.class);
  }

  /**
   * The numbers between parts of the same size: float [1, parts - 1], going up. NaN is left out; of
   * no numbers they are all 0.
   *
   * @param x numbers of any shape or ragged
   * @param parts how many parts, at least 2
   * @param epsilon by how much of all ranks they may be wrong; up to some thousand numbers they are
   *     exact
   */
  public static Operand<TFloat32> quantiles(
      Columns columns, Operand<? extends TNumber> x, int parts, double epsilon) {
    return quantiles(columns, parts, epsilon, List.of(x));
  }

  /**
   * The same with weights: a number counts as often as its weight says.
   *
   * @param weights one for each number of {@code x}
   */
  public static Operand<TFloat32> quantiles(
      Columns columns,
      Operand<? extends TNumber> x,
      Operand<? extends TNumber> weights,
      int parts,
      double epsilon) {
    return quantiles(columns, parts, epsilon, List.of(x, weights));
  }

  private static Operand<TFloat32> quantiles(
      Columns columns, int parts, double epsilon, List<Operand<? extends TNumber>> inputs) {
    return columns
        .analyze(Quantiles.of(parts, epsilon), inputs.toArray(Operand<?>[]::new))
        .get(0)
        .asOutput()
        .expect(TFloat32.class);
  }

  private static <T extends TNumber> Operand<T> extreme(Columns columns, Operand<T> x, int which) {
    return columns.analyze(new Extremes(type(x)), x).get(which).asOutput().expect(x.type());
  }

  static ColumnType type(Operand<? extends TNumber> x) {
    if (x.type().equals(TInt64.class)) {
      return ColumnType.INT64;
    }
    if (x.type().equals(TFloat32.class)) {
      return ColumnType.FLOAT;
    }
    throw ManabiException.user(
        "An analyzer of int64 or float was given %s; cast it first."
            .formatted(x.type().getSimpleName()));
  }
}
