package io.manabi.transform.vocabularies;

import io.manabi.core.ManabiException;
import java.io.Serializable;
import java.util.Locale;

/**
 * Tokens that a vocabulary takes besides its most important ones, so that every key has some: words
 * of each language, say, where a token is {@code en/house}. They are in the same order as the
 * others, and so after them.
 *
 * <pre>{@code
 * options.withTopK(1000).withCoverage(
 *     VocabularyCoverage.topK(50, token -> token.substring(0, token.indexOf('/'))));
 * }</pre>
 *
 * @param topK take so many tokens of each key, the most important ones; -1 for all
 * @param frequencyThreshold take only tokens that are at least so important
 * @param keyFn tells the key of a token
 */
public record VocabularyCoverage(long topK, double frequencyThreshold, KeyFunction keyFn)
    implements Serializable {

  /** Tells the key of a token: always the same of the same token. */
  @FunctionalInterface
  public interface KeyFunction extends Serializable {
    /**
     * The key of a token.
     *
     * @param token read as UTF-8
     */
    String keyOf(String token);
  }

  /** Checks the numbers. */
  public VocabularyCoverage {
    if (topK == 0 || topK < -1 || (topK < 0 && frequencyThreshold == Double.NEGATIVE_INFINITY)) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "The coverage of a vocabulary has a topK of %d; give it a positive one, or a threshold and -1.",
              topK));
    }
  }

  /** So many tokens of each key. */
  public static VocabularyCoverage topK(long topK, KeyFunction keyFn) {
    return new VocabularyCoverage(topK, Double.NEGATIVE_INFINITY, keyFn);
  }

  /** Without the function: what is kept of a pass is told apart by this, and does not need it. */
  @Override
  public String toString() {
    return "VocabularyCoverage[topK=" + topK + ", frequencyThreshold=" + frequencyThreshold + "]";
  }
}
