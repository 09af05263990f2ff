package io.manabi.transform.analyzers;

import io.manabi.transform.Columns;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Passes over all the data that find how long the tails of numbers are: of which normal numbers u
 * they are {@code location + scale * u exp(h u² / 2)}, with an h for each tail. See T. Headrick and
 * M. Pant, <a href="https://doi.org/10.5402/2012/980153">Characterizing Tukey h and
 * hh-Distributions through L-Moments and the L-Correlation</a>. NaN and infinities are left out.
 */
public final class TukeyAnalyzers {
  private TukeyAnalyzers() {}

  /**
   * The lengths of the tails, 0 of numbers whose tails are not longer than those of the normal
   * distribution, of fewer than four numbers and of equal ones.
   *
   * @param left of the numbers below the location, float scalar from 0 to 1
   * @param right of the numbers above the location, float scalar from 0 to 1
   */
  public record HParams(Operand<TFloat32> left, Operand<TFloat32> right) {}

  /**
   * The location, float scalar: the mean if no tail is long; 0 of no numbers.
   *
   * @param x numbers of any shape or ragged
   */
  public static Operand<TFloat32> tukeyLocation(Columns columns, Operand<? extends TNumber> x) {
    return result(columns, x, 0);
  }

  /**
   * The scale, float scalar: about the standard deviation if no tail is long; 1 of equal numbers
   * and of none.
   *
   * @param x numbers of any shape or ragged
   */
  public static Operand<TFloat32> tukeyScale(Columns columns, Operand<? extends TNumber> x) {
    return result(columns, x, 1);
  }

  /**
   * The lengths of both tails.
   *
   * @param x numbers of any shape or ragged
   */
  public static HParams tukeyHParams(Columns columns, Operand<? extends TNumber> x) {
    return new HParams(result(columns, x, 2), result(columns, x, 3));
  }

  private static Operand<TFloat32> result(
      Columns columns, Operand<? extends TNumber> x, int which) {
    return columns.analyze(new Tukey(), x).get(which).asOutput().expect(TFloat32.class);
  }
}
