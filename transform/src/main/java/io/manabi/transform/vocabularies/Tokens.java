package io.manabi.transform.vocabularies;

import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Tokens with what makes them important for a vocabulary, if that is not their number.
 *
 * @param values string or integer [N], [N, n] or ragged
 * @param weights one for each value or for each row, and for each label if there are labels; null
 *     if all weigh 1
 * @param labels one for each value or for each row, from 0; the importance is then the mutual
 *     information of the token's presence and the label, so that a row should have a token once;
 *     null for the sum of the weights. See <a
 *     href="https://en.wikipedia.org/wiki/Adjusted_mutual_information">mutual information</a>
 */
public record Tokens(
    Operand<?> values, @Nullable Operand<TFloat32> weights, @Nullable Operand<TInt64> labels) {

  /** Tokens that are as important as they are frequent. */
  public static Tokens of(Operand<?> values) {
    return new Tokens(values, null, null);
  }

  /** With these weights. */
  public Tokens withWeights(Operand<TFloat32> others) {
    return new Tokens(values, others, labels);
  }

  /** With these labels. */
  public Tokens withLabels(Operand<TInt64> others) {
    return new Tokens(values, weights, others);
  }
}
