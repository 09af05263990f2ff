package io.manabi.transform.analyzers;

import io.manabi.core.ManabiException;
import io.manabi.transform.Columns;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Passes over all the data that compute numbers of rows with several numbers each. */
public final class VectorAnalyzers {
  private VectorAnalyzers() {}

  /**
   * The biased covariance of each number of a row with each, float [n, n]; 0 of no rows. A row with
   * NaN or an infinity is not left out: what depends on these is NaN, so replace them before.
   *
   * @param x numbers, [N, n]
   */
  public static Operand<TFloat32> covariance(Columns columns, Operand<? extends TNumber> x) {
    return columns.analyze(of("covariance", x), x).get(0).asOutput().expect(TFloat32.class);
  }

  /**
   * The directions in which the rows vary most, float [n, outputDim]: each column is a vector of
   * length 1, orthogonal to the others, the one with the greatest variance first. Multiply rows by
   * it to have fewer numbers in each. The greatest entry of a vector is positive, or the last one
   * of those that are as great. Of no rows the vectors are those of the first axes.
   *
   * <p>Numbers of different units are scaled first, as by {@code Scaling.scaleToZScore}. The
   * analysis fails if there is NaN or an infinity; replace them before.
   *
   * @param x numbers, [N, n]
   * @param outputDim how many vectors, from 1 to n
   */
  public static Operand<TFloat32> pca(
      Columns columns, Operand<? extends TNumber> x, int outputDim) {
    Covariance covariance = of("pca", x);
    if (outputDim < 1 || outputDim > covariance.columns()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "pca of rows with %d numbers was asked for %d vectors; there can be 1 to %d.",
              covariance.columns(),
              outputDim,
              covariance.columns()));
    }
    return columns
        .analyze(new PrincipalComponents(covariance, outputDim), x)
        .get(0)
        .asOutput()
        .expect(TFloat32.class);
  }

  private static Covariance of(String what, Operand<? extends TNumber> x) {
    Shape shape = x.asOutput().shape();
    if (shape.numDimensions() != 2 || shape.get(1) < 1) {
      throw ManabiException.user(
          "%s was given numbers of the shape %s; it needs [N, n], with a known number of them in each row."
              .formatted(what, shape));
    }
    return new Covariance(Math.toIntExact(shape.get(1)));
  }
}
