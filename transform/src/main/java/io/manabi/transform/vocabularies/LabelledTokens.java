package io.manabi.transform.vocabularies;

import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are as important as they tell of a label. What is totalled are pairs: the label in
 * four bytes, and the token. With no token it is the label's own total.
 */
final class LabelledTokens {
  private static final int LABEL_BYTES = 4;
  private static final byte[] NONE = {};

  private LabelledTokens() {}

  /**
   * Adds rows.
   *
   * @param labels one for each row or for each token
   * @param weights one for each label; null if all are 1
   */
  static void add(
      TokenTotals pairs,
      byte[][] tokens,
      RowSplits rows,
      ColumnValues.Int64s labels,
      ColumnValues.@Nullable Floats weights) {
    boolean perToken = VocabularyAnalyzer.isPerToken("labels", labels, rows);
    byte[] pair = new byte[64];
    for (int i = 0; i < labels.values().length; i++) {
      int label = (int) labels.values()[i];
      double weight = weights == null ? 1 : weights.values()[i];
      pair = add(pairs, pair, label, NONE, weight);
      int end = perToken ? i + 1 : rows.end(i);
      for (int token = perToken ? i : rows.start(i); token < end; token++) {
        if (tokens[token].length > 0) {
          pair = add(pairs, pair, label, tokens[token], weight);
        }
      }
    }
  }

  private static byte[] add(
      TokenTotals pairs, byte[] buffer, int label, byte[] token, double weight) {
    int length = LABEL_BYTES + token.length;
    byte[] pair = length <= buffer.length ? buffer : new byte[length + length / 2];
    ByteBuffer.wrap(pair).putInt(label).put(token);
    pairs.add(pair, 0, length, weight);
    return pair;
  }

  /**
   * Checks that rows can be added.
   *
   * @throws ManabiException if there is not a label for each row or for each token, and a weight
   *     for each label, or a label is none
   */
  static void check(
      RowSplits tokens, ColumnValues.Int64s labels, ColumnValues.@Nullable Floats weights) {
    VocabularyAnalyzer.isPerToken("labels", labels, tokens);
    if (weights != null && !weights.splits().equals(labels.splits())) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "A vocabulary has %d weights and %d labels; give a weight for each label.",
              weights.values().length,
              labels.values().length));
    }
    for (long label : labels.values()) {
      if (label < 0 || label > Integer.MAX_VALUE) {
        throw ManabiException.user(
            String.format(
                Locale.ROOT,
                "A vocabulary has the label %d; labels are numbers of classes, from 0.",
                label));
      }
    }
  }

  /** The tokens with their mutual information. */
  static VocabularyFile scored(TokenTotals pairs, VocabularyOptions options) {
    TokenTable keys = pairs.tokens();
    SortedMap<Integer, Double> labels = new TreeMap<>();
    TokenTable tokens = new TokenTable();
    int[] tokenOf = new int[keys.size()];
    int[] starts = new int[keys.size() + 2];
    for (int pair = 0; pair < keys.size(); pair++) {
      if (keys.length(pair) == LABEL_BYTES) {
        labels.put(label(keys, pair), pairs.total(pair));
        tokenOf[pair] = -1;
      } else {
        tokenOf[pair] = tokens.add(keys, pair, LABEL_BYTES);
        starts[tokenOf[pair] + 2]++;
      }
    }
    for (int i = 2; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] pairsByToken = new int[keys.size()];
    for (int pair = 0; pair < keys.size(); pair++) {
      if (tokenOf[pair] >= 0) {
        pairsByToken[starts[tokenOf[pair] + 1]++] = pair;
      }
    }
    MutualInformation information = new MutualInformation(labels, options);
    double[] scores = new double[tokens.size()];
    for (int token = 0; token < scores.length; token++) {
      information.clear();
      for (int i = starts[token]; i < starts[token + 1]; i++) {
        information.add(label(keys, pairsByToken[i]), pairs.total(pairsByToken[i]));
      }
      scores[token] = information.ofToken();
    }
    return new VocabularyFile(tokens, token -> scores[token], false, options);
  }

  private static int label(TokenTable keys, int pair) {
    int label = 0;
    for (int i = 0; i < LABEL_BYTES; i++) {
      label = label << 8 | (keys.get(pair, i) & 0xFF);
    }
    return label;
  }
}
