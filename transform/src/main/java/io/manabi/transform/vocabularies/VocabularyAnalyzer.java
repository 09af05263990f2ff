package io.manabi.transform.vocabularies;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.transform.Analyzer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tensorflow.ndarray.Shape;

/**
 * Finds a vocabulary: the file, and how many tokens it has.
 *
 * @param name of the file
 * @param weighted whether there are weights after the tokens
 * @param labelled whether there are labels, which come last
 * @param capacity how many tokens to keep at least, for an approximate vocabulary; or 0
 */
record VocabularyAnalyzer(
    String name, VocabularyOptions options, boolean weighted, boolean labelled, int capacity)
    implements Analyzer<TokenTotals> {

  @Override
  public TokenTotals create() {
    return new TokenTotals();
  }

  @Override
  public void check(List<ColumnValues> inputs) {
    RowSplits tokens = inputs.get(0).splits();
    ColumnValues.Floats weights = weighted ? (ColumnValues.Floats) inputs.get(1) : null;
    if (labelled) {
      LabelledTokens.check(tokens, (ColumnValues.Int64s) inputs.get(inputs.size() - 1), weights);
    } else if (weights != null) {
      isPerToken("weights", weights, tokens);
    }
  }

  @Override
  public void add(TokenTotals totals, List<ColumnValues> inputs) {
    ColumnValues tokens = inputs.get(0);
    byte[][] values = bytes(tokens);
    ColumnValues.Floats weights = weighted ? (ColumnValues.Floats) inputs.get(1) : null;
    if (labelled) {
      ColumnValues.Int64s labels = (ColumnValues.Int64s) inputs.get(inputs.size() - 1);
      LabelledTokens.add(totals, values, tokens.splits(), labels, weights);
      return;
    }
    float[] each = weights == null ? null : each(weights, tokens.splits());
    for (int i = 0; i < values.length; i++) {
      if (values[i].length > 0) {
        totals.add(values[i], each == null ? 1 : each[i]);
      }
    }
    bound(totals);
  }

  private static byte[][] bytes(ColumnValues values) {
    if (values instanceof ColumnValues.Bytes bytes) {
      return bytes.values();
    }
    long[] ints = ((ColumnValues.Int64s) values).values();
    byte[][] result = new byte[ints.length][];
    for (int i = 0; i < ints.length; i++) {
      result[i] = Long.toString(ints[i]).getBytes(ISO_8859_1);
    }
    return result;
  }

  /** A weight for each token. */
  private static float[] each(ColumnValues.Floats weights, RowSplits tokens) {
    if (isPerToken("weights", weights, tokens)) {
      return weights.values();
    }
    float[] result = new float[tokens.values()];
    for (int row = 0; row < tokens.rows(); row++) {
      Arrays.fill(result, tokens.start(row), tokens.end(row), weights.values()[row]);
    }
    return result;
  }

  /** Whether there is a value for each token, rather than for each row. */
  static boolean isPerToken(String what, ColumnValues values, RowSplits tokens) {
    if (values.splits().equals(tokens)) {
      return true;
    }
    if (values.splits().equals(RowSplits.uniform(tokens.rows(), 1))) {
      return false;
    }
    throw ManabiException.user(
        String.format(
            Locale.ROOT,
            "A vocabulary has %d rows with %d tokens, but %d rows with %d %s; give one for each token or for each row.",
            tokens.rows(),
            tokens.values(),
            values.rows(),
            values.splits().values(),
            what));
  }

  private void bound(TokenTotals totals) {
    if (capacity > 0) {
      totals.bound(capacity);
    }
  }

  @Override
  public TokenTotals merge(TokenTotals left, TokenTotals right) {
    left.add(right);
    bound(left);
    return left;
  }

  @Override
  public byte[] encode(TokenTotals totals) {
    return totals.encode(!weighted);
  }

  @Override
  public TokenTotals decode(byte[] bytes) {
    return TokenTotals.decode(bytes, !weighted);
  }

  @Override
  public List<ResultType> results() {
    return List.of(
        new ResultType.Asset(name), new ResultType.Tensor(ColumnType.INT64, Shape.scalar()));
  }

  @Override
  public List<Value> extract(TokenTotals totals) {
    VocabularyFile file =
        labelled
            ? LabelledTokens.scored(totals, options)
            : new VocabularyFile(totals.tokens(), totals::total, !weighted, options);
    return List.of(new Value.Lines(file.lines()), Value.Tensor.scalar(file.size()));
  }
}
