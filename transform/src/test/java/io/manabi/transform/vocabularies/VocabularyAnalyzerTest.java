package io.manabi.transform.vocabularies;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ColumnValues;
import io.manabi.transform.Analyzer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VocabularyAnalyzerTest {
  private static final VocabularyAnalyzer EXACT =
      new VocabularyAnalyzer(
          "v", VocabularyOptions.named("v").withStoreFrequency(), false, false, 0);

  @Property(tries = 300)
  void sortsAsOneWouldByHand(@ForAll("parts") List<List<String>> parts) {
    Map<String, Long> counts =
        parts.stream()
            .flatMap(List::stream)
            .filter(token -> token.matches("[^\n\r]+"))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    // Characters of ISO 8859-1 compare as their bytes.
    List<String> expected =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey())
                    .reversed())
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .toList();
    assertThat(lines(EXACT, parts))
        .isEqualTo(
            expected.isEmpty() ? List.of("1 49d0cd50-04bb-48c0-bc6f-5b575dce351a") : expected);
  }

  /** Bytes of any value, many of them equal. */
  @Provide
  Arbitrary<List<List<String>>> parts() {
    Arbitrary<String> token =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(20),
            Arbitraries.strings().withChars("ab\n\r").ofMaxLength(2));
    return token.list().ofMaxSize(60).list().ofMaxSize(4);
  }

  @Property(tries = 100)
  void approximationIsTooSmallByNoMoreThanItsBound(
      @ForAll("frequencies") List<Integer> frequencies) {
    VocabularyAnalyzer approximate =
        new VocabularyAnalyzer(
            "v", VocabularyOptions.named("v").withStoreFrequency(), false, false, 4);
    List<List<String>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int total = 0;
    for (int token = 0; token < frequencies.size(); token++) {
      for (int i = 0; i < frequencies.get(token); i++) {
        parts.get((token + i) % 3).add("t" + token);
        total++;
      }
    }
    Map<String, Double> found =
        lines(approximate, parts).stream()
            .filter(line -> line.contains(" t"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(line.indexOf(' ') + 1),
                    line -> Double.valueOf(line.substring(0, line.indexOf(' ')))));
    for (int token = 0; token < frequencies.size(); token++) {
      int frequency = frequencies.get(token);
      if (frequency > total / 4.) {
        assertThat(found.get("t" + token)).isBetween(frequency - 0., frequency + total / 4.);
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> frequencies() {
    return Arbitraries.integers().between(1, 30).list().ofMaxSize(40);
  }

  @Test
  void growsToManyTokens() {
    TokenTable table = new TokenTable();
    for (int i = 0; i < 300_000; i++) {
      assertThat(table.add(Integer.toString(i * 7).getBytes(ISO_8859_1))).isEqualTo(i);
    }
    assertThat(table.add("2099993".getBytes(ISO_8859_1))).isEqualTo(299_999);
    assertThat(table.get(3)).asString().isEqualTo("21");
  }

  @Test
  void refusesBytesThatAreNoAccumulator() {
    assertThatThrownBy(() -> EXACT.decode(new byte[] {1, 2, 3}))
        .hasMessageContaining("delete the analyzer cache");
    byte[] encoded = EXACT.encode(accumulate(EXACT, List.of("abc")));
    encoded[2] = 'b';
    assertThat(lines(EXACT, EXACT.decode(encoded))).containsExactly("1 bbc");
  }

  private static List<String> lines(VocabularyAnalyzer analyzer, List<List<String>> parts) {
    TokenTotals all = analyzer.create();
    for (List<String> part : parts) {
      all = analyzer.merge(all, analyzer.decode(analyzer.encode(accumulate(analyzer, part))));
    }
    return lines(analyzer, all);
  }

  private static List<String> lines(VocabularyAnalyzer analyzer, TokenTotals totals) {
    List<String> lines = new ArrayList<>();
    ((Analyzer.Value.Lines) analyzer.extract(totals).get(0))
        .lines()
        .forEach(line -> lines.add(new String(line, ISO_8859_1)));
    return lines;
  }

  private static TokenTotals accumulate(VocabularyAnalyzer analyzer, List<String> tokens) {
    TokenTotals totals = analyzer.create();
    analyzer.add(
        totals,
        List.of(
            new ColumnValues.Bytes(
                tokens.stream().map(token -> token.getBytes(ISO_8859_1)).toArray(byte[][]::new))));
    return totals;
  }
}
