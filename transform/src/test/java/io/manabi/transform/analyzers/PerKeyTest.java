package io.manabi.transform.analyzers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.transform.Analyzer;
import io.manabi.transform.Analyzer.Value;
import io.manabi.transform.sketches.MeanAndVariance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PerKeyTest {
  private record Row(String key, float value) {}

  @Provide
  Arbitrary<List<List<Row>>> parts() {
    Arbitrary<String> keys = Arbitraries.of("", "a", "b", "naïve", "日本", "b ", "😀", "\n");
    Arbitrary<Float> values =
        Arbitraries.oneOf(
            Arbitraries.floats(),
            Arbitraries.integers().between(-3, 3).map(Integer::floatValue),
            Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY));
    return Combinators.combine(keys, values).as(Row::new).list().ofMaxSize(12).list().ofMaxSize(6);
  }

  @Property(tries = 300)
  void isTheOtherAnalyzerOfTheValuesOfEachKey(@ForAll("parts") List<List<Row>> parts) {
    assertSame(new Extremes(ColumnType.FLOAT), parts);
    assertSame(new Moments(), parts);
    assertSame(new Quantiles(3, 0.01), parts);
    assertSame(new Occurrences(), parts);
  }

  private static <A> void assertSame(Analyzer<A> of, List<List<Row>> parts) {
    PerKey<A> analyzer = new PerKey<>(of, null);
    Map<ByteBuffer, A> all = analyzer.create();
    Map<String, A> expected = new TreeMap<>(PerKeyTest::compare);
    for (List<Row> part : parts) {
      Map<ByteBuffer, A> accumulator = analyzer.create();
      analyzer.add(accumulator, inputs(part));
      byte[] encoded = analyzer.encode(accumulator);
      assertThat(analyzer.encode(analyzer.decode(encoded))).isEqualTo(encoded);
      all = analyzer.merge(all, analyzer.decode(encoded));
      for (String key : part.stream().map(Row::key).distinct().toList()) {
        A one = of.create();
        of.add(one, List.of(values(part.stream().filter(row -> row.key().equals(key)).toList())));
        expected.merge(key, of.decode(of.encode(one)), of::merge);
      }
    }
    List<Value> results = analyzer.extract(all);
    assertThat(keys(results)).containsExactlyElementsOf(expected.keySet());
    for (int i = 1; i < results.size(); i++) {
      int result = i - 1;
      List<Number> numbers = new ArrayList<>();
      expected.values().forEach(state -> numbers.addAll(numbers(of.extract(state).get(result))));
      assertThat(numbers(results.get(i))).isEqualTo(numbers);
    }
  }

  private static int compare(String left, String right) {
    return Arrays.compareUnsigned(left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  @Test
  void encodesKeysInTheSameOrderHoweverTheyCame() {
    PerKey<long[]> counts = new PerKey<>(new Occurrences(), null);
    assertThat(counts.encode(counted(counts, "b", "a", "", "ü")))
        .isEqualTo(counts.encode(counted(counts, "ü", "a", "b", "")));
  }

  @Test
  void takesIntegersAsDecimalStrings() {
    PerKey<long[]> counts = new PerKey<>(new Occurrences(), null);
    Map<ByteBuffer, long[]> state = counts.create();
    counts.add(state, List.of(new ColumnValues.Int64s(new long[] {10, -2, 10, 2})));
    assertThat(keys(counts.extract(state))).containsExactly("-2", "10", "2");
    assertThat(numbers(counts.extract(state).get(1))).containsExactly(1L, 2L, 1L);
  }

  @Test
  void takesAKeyForEachRowOfValues() {
    PerKey<Extremes.State> extremes = new PerKey<>(new Extremes(ColumnType.INT64), null);
    Map<ByteBuffer, Extremes.State> state = extremes.create();
    ColumnValues keys = new ColumnValues.Bytes(bytes("a", "b", "a"));
    RowSplits rows = RowSplits.ragged(new int[] {0, 2, 2, 3});
    extremes.add(state, List.of(keys, new ColumnValues.Int64s(new long[] {1, 2, 3}, rows)));
    List<Value> results = extremes.extract(state);
    assertThat(keys(results)).as("b has no values").containsExactly("a");
    assertThat(numbers(results.get(3))).containsExactly(6L);
  }

  @Test
  void refusesKeysThatBelongToNoValue() {
    PerKey<MeanAndVariance> moments = new PerKey<>(new Moments(), null);
    List<ColumnValues> inputs =
        List.of(
            new ColumnValues.Bytes(bytes("a", "b"), RowSplits.ragged(new int[] {0, 2, 2})),
            new ColumnValues.Floats(new float[] {1, 2}));
    assertThatThrownBy(() -> moments.add(moments.create(), inputs))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "There are 2 rows with 2 values, but 2 rows with 2 keys; give a key for each value or for each row.");
  }

  @Test
  void writesALineForEachKeyThatFitsOne() {
    PerKey<Extremes.State> extremes = new PerKey<>(new Extremes(ColumnType.FLOAT), "file");
    Map<ByteBuffer, Extremes.State> state = extremes.create();
    extremes.add(
        state,
        inputs(
            List.of(
                new Row("two words", 1),
                new Row("", Float.NEGATIVE_INFINITY),
                new Row("a\nb", 2),
                new Row("ü", Float.NaN),
                new Row("two words", -2.5f))));
    assertThat(extremes.results()).containsExactly(new Analyzer.ResultType.Asset("file"));
    Value.Lines lines = (Value.Lines) extremes.extract(state).get(0);
    assertThat(lines.lines())
        .extracting(line -> new String(line, UTF_8))
        .containsExactly("-inf,-inf,-inf,1 ", "-2.5,1.0,-1.5,2 two words", "NaN,NaN,0.0,0 ü");
  }

  @Test
  void refusesBytesOfSomethingElse() {
    PerKey<long[]> counts = new PerKey<>(new Occurrences(), null);
    assertThatThrownBy(() -> counts.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(ManabiException.class);
  }

  private static Map<ByteBuffer, long[]> counted(PerKey<long[]> counts, String... keys) {
    Map<ByteBuffer, long[]> state = counts.create();
    counts.add(state, List.of(new ColumnValues.Bytes(bytes(keys))));
    return state;
  }

  private static List<ColumnValues> inputs(List<Row> rows) {
    return List.of(
        new ColumnValues.Bytes(bytes(rows.stream().map(Row::key).toArray(String[]::new))),
        values(rows));
  }

  private static ColumnValues values(List<Row> rows) {
    float[] values = new float[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i).value();
    }
    return new ColumnValues.Floats(values);
  }

  private static byte[][] bytes(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
  }

  private static List<String> keys(List<Value> results) {
    ColumnValues.Bytes keys = (ColumnValues.Bytes) ((Value.Tensor) results.get(0)).values();
    return Arrays.stream(keys.values()).map(key -> new String(key, UTF_8)).toList();
  }

  private static List<Number> numbers(Value value) {
    List<Number> numbers = new ArrayList<>();
    if (((Value.Tensor) value).values() instanceof ColumnValues.Int64s ints) {
      Arrays.stream(ints.values()).forEach(numbers::add);
    } else {
      for (float each : ((ColumnValues.Floats) ((Value.Tensor) value).values()).values()) {
        numbers.add(each);
      }
    }
    return numbers;
  }
}
