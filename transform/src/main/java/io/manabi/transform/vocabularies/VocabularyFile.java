package io.manabi.transform.vocabularies;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses the tokens of a vocabulary, sorts them and makes lines of them. */
final class VocabularyFile {
  /** The only token of a vocabulary without tokens, as TensorFlow cannot fill a table with none. */
  private static final byte[] NO_TOKEN = "49d0cd50-04bb-48c0-bc6f-5b575dce351a".getBytes(UTF_8);

  private final TokenTable tokens;
  private final IntToDoubleFunction importance;
  private final boolean counts;
  private final VocabularyOptions options;
  private final List<byte[]> reserved;
  private final int[] order;

  /**
   * @param importance of a token
   * @param counts whether the importance is a whole number
   */
  VocabularyFile(
      TokenTable tokens,
      IntToDoubleFunction importance,
      boolean counts,
      VocabularyOptions options) {
    this.tokens = tokens;
    this.importance = importance;
    this.counts = counts;
    this.options = options;
    this.reserved = options.reservedTokens().stream().map(token -> token.getBytes(UTF_8)).toList();
    this.order = order();
  }

  private int[] order() {
    Set<ByteBuffer> taken = new HashSet<>();
    reserved.forEach(token -> taken.add(ByteBuffer.wrap(token)));
    VocabularyCoverage coverage = options.coverage();
    double least =
        coverage == null
            ? options.threshold()
            : Math.min(options.threshold(), coverage.frequencyThreshold());
    Comparator<Integer> byImportance = Comparator.comparingDouble(importance::applyAsDouble);
    int[] sorted =
        IntStream.range(0, tokens.size())
            .filter(token -> importance.applyAsDouble(token) >= least)
            .filter(this::fitsLine)
            .filter(token -> taken.isEmpty() || !taken.contains(ByteBuffer.wrap(tokens.get(token))))
            .boxed()
            .sorted(byImportance.thenComparing(tokens::compare).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    int[] best = best(sorted);
    return options.fingerprintShuffle() ? shuffled(best) : best;
  }

  /** The tokens of the vocabulary and those for the coverage of keys. */
  private int[] best(int[] sorted) {
    VocabularyCoverage coverage = options.coverage();
    Map<String, Long> covered = new HashMap<>();
    IntStream.Builder best = IntStream.builder();
    for (int i = 0; i < sorted.length; i++) {
      double value = importance.applyAsDouble(sorted[i]);
      boolean wanted = (options.topK() < 0 || i < options.topK()) && value >= options.threshold();
      if (coverage != null && value >= coverage.frequencyThreshold()) {
        String key = coverage.keyFn().keyOf(new String(tokens.get(sorted[i]), UTF_8));
        long place = covered.merge(key, 1L, Long::sum);
        wanted |= coverage.topK() < 0 || place <= coverage.topK();
      }
      if (wanted) {
        best.add(sorted[i]);
      }
    }
    return best.build().toArray();
  }

  private boolean fitsLine(int token) {
    int length = tokens.length(token);
    for (int i = 0; i < length; i++) {
      byte b = tokens.get(token, i);
      if (b == '\n' || b == '\r') {
        return false;
      }
    }
    return length > 0;
  }

  private int[] shuffled(int[] best) {
    record Fingerprint(String digest, int token) {}
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return IntStream.of(best)
          .mapToObj(
              token ->
                  new Fingerprint(HexFormat.of().formatHex(sha1.digest(tokens.get(token))), token))
          .sorted(Comparator.comparing(Fingerprint::digest))
          .mapToInt(Fingerprint::token)
          .toArray();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** The number of lines. */
  int size() {
    return Math.max(1, reserved.size() + order.length);
  }

  /** The lines, made one by one as they are asked for. */
  Iterable<byte[]> lines() {
    if (reserved.size() + order.length == 0) {
      return List.of(line(1, NO_TOKEN));
    }
    return () ->
        Stream.concat(
                reserved.stream().map(token -> line(0, token)),
                IntStream.of(order)
                    .mapToObj(token -> line(importance.applyAsDouble(token), tokens.get(token))))
            .iterator();
  }

  private byte[] line(double frequency, byte[] token) {
    if (!options.storeFrequency()) {
      return token;
    }
    String text = counts ? Long.toString((long) frequency) : Double.toString(frequency);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(text.getBytes(UTF_8));
    line.write(' ');
    line.writeBytes(token);
    return line.toByteArray();
  }
}
