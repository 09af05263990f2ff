package io.manabi.transform.vocabularies;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ManabiException;
import java.util.Arrays;

/**
 * How often tokens came, or how much they weigh. Sums are doubles in either case, which are exact
 * for counts up to 2^53.
 */
final class TokenTotals {
  private TokenTable tokens;
  private double[] totals;
  private double subtracted;

  TokenTotals() {
    this(new TokenTable(), new double[32], 0);
  }

  private TokenTotals(TokenTable tokens, double[] totals, double subtracted) {
    this.tokens = tokens;
    this.totals = totals;
    this.subtracted = subtracted;
  }

  TokenTable tokens() {
    return tokens;
  }

  /** At most the total of a token, and at least that less {@link #subtracted}. */
  double total(int token) {
    return totals[token] + subtracted;
  }

  void add(byte[] token, double weight) {
    add(tokens.add(token), weight);
  }

  void add(byte[] bytes, int start, int length, double weight) {
    add(tokens.add(bytes, start, length), weight);
  }

  /** Adds all of another part. */
  void add(TokenTotals other) {
    if (tokens.size() == 0) {
      tokens = other.tokens;
      totals = other.totals;
    } else {
      for (int token = 0; token < other.tokens.size(); token++) {
        add(tokens.add(other.tokens, token, 0), other.totals[token]);
      }
    }
    subtracted += other.subtracted;
  }

  private void add(int token, double weight) {
    if (token >= totals.length) {
      totals = Arrays.copyOf(totals, totals.length + totals.length / 2);
    }
    totals[token] += weight;
  }

  /**
   * Leaves at most {@code capacity} tokens if there are more than twice as many: all totals are
   * made smaller by the same, the largest that goes, so that a total is too small by at most the
   * sum of all totals divided by the capacity. See <a
   * href="https://doi.org/10.1145/2213556.2213562">Agarwal et al., Mergeable summaries</a>, on the
   * sketch of Misra and Gries.
   */
  void bound(int capacity) {
    int size = tokens.size();
    if (size / 2 <= capacity) {
      return;
    }
    double[] sorted = Arrays.copyOf(totals, size);
    Arrays.sort(sorted);
    double cut = sorted[size - 1 - capacity];
    TokenTotals left = new TokenTotals();
    for (int token = 0; token < size; token++) {
      if (totals[token] > cut) {
        left.add(left.tokens.add(tokens, token, 0), totals[token] - cut);
      }
    }
    tokens = left.tokens;
    totals = left.totals;
    subtracted += cut;
  }

  byte[] encode(boolean counts) {
    io.manabi.transform.accumulators.TokenTotals.Builder message =
        io.manabi.transform.accumulators.TokenTotals.newBuilder()
            .setTokens(tokens.all())
            .setSubtracted(subtracted);
    for (int token = 0; token < tokens.size(); token++) {
      message.addLengths(tokens.length(token));
      if (counts) {
        message.addCounts((long) totals[token]);
      } else {
        message.addWeights(totals[token]);
      }
    }
    if (message.getTokens().size() > Integer.MAX_VALUE - 16L * (tokens.size() + 4L)) {
      throw ManabiException.resources(
          "The tokens of a part of the data take more than 2 GiB; compute the vocabulary approximately, or of another column.");
    }
    return message.build().toByteArray();
  }

  static TokenTotals decode(byte[] encoded, boolean counts) {
    try {
      io.manabi.transform.accumulators.TokenTotals message =
          io.manabi.transform.accumulators.TokenTotals.parseFrom(encoded);
      int size = message.getLengthsCount();
      int[] starts = new int[Math.max(size, 32) + 1];
      double[] totals = new double[Math.max(size, 32)];
      for (int token = 0; token < size; token++) {
        starts[token + 1] = starts[token] + message.getLengths(token);
        totals[token] = counts ? message.getCounts(token) : message.getWeights(token);
      }
      if (starts[size] != message.getTokens().size()) {
        throw new IndexOutOfBoundsException("the lengths are not those of the tokens");
      }
      return new TokenTotals(
          new TokenTable(message.getTokens().toByteArray(), starts, size),
          totals,
          message.getSubtracted());
    } catch (InvalidProtocolBufferException | IndexOutOfBoundsException e) {
      throw ManabiException.internal(
          "What is kept of a vocabulary cannot be read; delete the analyzer cache to compute it again.",
          e);
    }
  }
}
