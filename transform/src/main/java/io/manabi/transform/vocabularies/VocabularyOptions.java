package io.manabi.transform.vocabularies;

import io.manabi.core.ManabiException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a vocabulary consists of and how it is written. As in tf.Transform, tokens are in the order
 * of their importance, the largest first, and those of equal importance in reverse order of their
 * bytes; integers are tokens as decimal strings. The importance is the frequency, or what {@link
 * Tokens} says. See <a
 * href="https://www.tensorflow.org/tfx/transform/api_docs/python/tft/vocabulary">tft.vocabulary</a>.
 *
 * @param name of the vocabulary and of its file; null for one made of the name of the tensor
 * @param topK take only so many tokens, the most important ones; -1 for all
 * @param threshold take only tokens that are at least so important
 * @param reservedTokens come first, in this order, whether the data have them or not; {@code topK}
 *     does not count them
 * @param storeFrequency have the importance before each token in the file, and a space between
 * @param fingerprintShuffle write the tokens in the order of their SHA-1 sums, which spreads the
 *     frequent ones; reserved tokens stay first
 * @param adjustedMutualInformation of labelled tokens: take off what chance alone would give
 * @param minDiffFromAvg of labelled tokens: if the weight that a token has with a label is less
 *     than so far from what it would be by chance, it does not count; null for 2 to 25, by the size
 *     of the data
 * @param coverage tokens to take besides these for each key; null for none
 */
public record VocabularyOptions(
    @Nullable String name,
    long topK,
    double threshold,
    List<String> reservedTokens,
    boolean storeFrequency,
    boolean fingerprintShuffle,
    boolean adjustedMutualInformation,
    @Nullable Double minDiffFromAvg,
    @Nullable VocabularyCoverage coverage)
    implements Serializable {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.\\-]*");

  /** Checks the name, the numbers and the reserved tokens. */
  public VocabularyOptions {
    reservedTokens = List.copyOf(reservedTokens);
    if (name != null && !NAME.matcher(name).matches()) {
      throw ManabiException.user(
          "'%s' cannot be the name of a vocabulary; use letters, digits and '_', '-' or '.', a letter or digit first."
              .formatted(name));
    }
    if (topK < -1) {
      throw ManabiException.user(
          String.format(Locale.ROOT, "topK of a vocabulary is %d; it must not be negative.", topK));
    }
    for (String token : reservedTokens) {
      if (token.isEmpty() || token.contains("\n") || token.contains("\r")) {
        throw ManabiException.user(
            "A reserved token of a vocabulary is empty or has a line end, which its file cannot hold; choose another.");
      }
    }
    if (reservedTokens.stream().distinct().count() < reservedTokens.size()) {
      throw ManabiException.user(
          "The reserved tokens %s have one twice; leave it out.".formatted(reservedTokens));
    }
  }

  /** All tokens by frequency, in a file with a name made of the tensor's. */
  public static VocabularyOptions defaults() {
    return new VocabularyOptions(
        null, -1, Double.NEGATIVE_INFINITY, List.of(), false, false, false, null, null);
  }

  /** All tokens by frequency. */
  public static VocabularyOptions named(String name) {
    return defaults().withName(name);
  }

  /** With this name, another one for each vocabulary of a preprocessing. */
  public VocabularyOptions withName(String value) {
    return new VocabularyOptions(
        value,
        topK,
        threshold,
        reservedTokens,
        storeFrequency,
        fingerprintShuffle,
        adjustedMutualInformation,
        minDiffFromAvg,
        coverage);
  }

  /** With only so many tokens. */
  public VocabularyOptions withTopK(long value) {
    if (value < 0) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT, "topK of a vocabulary is %d; it must not be negative.", value));
    }
    return new VocabularyOptions(
        name,
        value,
        threshold,
        reservedTokens,
        storeFrequency,
        fingerprintShuffle,
        adjustedMutualInformation,
        minDiffFromAvg,
        coverage);
  }

  /**
   * With only those tokens that have at least this frequency, sum of weights or mutual information.
   */
  public VocabularyOptions withFrequencyThreshold(double value) {
    return new VocabularyOptions(
        name,
        topK,
        value,
        reservedTokens,
        storeFrequency,
        fingerprintShuffle,
        adjustedMutualInformation,
        minDiffFromAvg,
        coverage);
  }

  /** With these tokens first. */
  public VocabularyOptions withReservedTokens(String... values) {
    return new VocabularyOptions(
        name,
        topK,
        threshold,
        List.of(values),
        storeFrequency,
        fingerprintShuffle,
        adjustedMutualInformation,
        minDiffFromAvg,
        coverage);
  }

  /** With the importance in the file. */
  public VocabularyOptions withStoreFrequency() {
    return new VocabularyOptions(
        name,
        topK,
        threshold,
        reservedTokens,
        true,
        fingerprintShuffle,
        adjustedMutualInformation,
        minDiffFromAvg,
        coverage);
  }

  /** In the order of fingerprints. */
  public VocabularyOptions withFingerprintShuffle() {
    return new VocabularyOptions(
        name,
        topK,
        threshold,
        reservedTokens,
        storeFrequency,
        true,
        adjustedMutualInformation,
        minDiffFromAvg,
        coverage);
  }

  /** By adjusted mutual information. */
  public VocabularyOptions withAdjustedMutualInformation() {
    return new VocabularyOptions(
        name,
        topK,
        threshold,
        reservedTokens,
        storeFrequency,
        fingerprintShuffle,
        true,
        minDiffFromAvg,
        coverage);
  }

  /** With this least difference from the average. */
  public VocabularyOptions withMinDiffFromAvg(double value) {
    return new VocabularyOptions(
        name,
        topK,
        threshold,
        reservedTokens,
        storeFrequency,
        fingerprintShuffle,
        adjustedMutualInformation,
        value,
        coverage);
  }

  /** With tokens for each key besides the others. */
  public VocabularyOptions withCoverage(VocabularyCoverage value) {
    return new VocabularyOptions(
        name,
        topK,
        threshold,
        reservedTokens,
        storeFrequency,
        fingerprintShuffle,
        adjustedMutualInformation,
        minDiffFromAvg,
        value);
  }
}
