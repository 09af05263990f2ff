package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ColumnValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares results of analyzers. */
final class AnalyzerValues {
  private AnalyzerValues() {}

  /**
   * Checks that two results are the same.
   *
   * @param exact whether no number is made of rounded sums
   */
  static void assertSame(
      String what, Analyzer.Value actual, Analyzer.Value expected, boolean exact) {
    if (expected instanceof Analyzer.Value.Lines lines) {
      assertSame(what, lines((Analyzer.Value.Lines) actual), lines(lines), exact);
      return;
    }
    Analyzer.Value.Tensor some = (Analyzer.Value.Tensor) actual;
    Analyzer.Value.Tensor others = (Analyzer.Value.Tensor) expected;
    assertThat(some.shape()).as(what).isEqualTo(others.shape());
    if (others.values() instanceof ColumnValues.Floats floats) {
      assertSame(what, ((ColumnValues.Floats) some.values()).values(), floats.values(), exact);
    } else if (others.values() instanceof ColumnValues.Int64s ints) {
      assertThat(((ColumnValues.Int64s) some.values()).values()).as(what).isEqualTo(ints.values());
    } else {
      assertThat(((ColumnValues.Bytes) some.values()).values())
          .as(what)
          .isDeepEqualTo(((ColumnValues.Bytes) others.values()).values());
    }
  }

  /** Floats that are made of doubles within 1e-9 are the same or neighbours. */
  private static void assertSame(String what, float[] actual, float[] expected, boolean exact) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      boolean rounded = !exact && Float.isFinite(expected[i]);
      // As doubles, for AssertJ subtracts floats as decimal numbers, which are cut.
      assertThat((double) actual[i])
          .as(what)
          .isCloseTo((double) expected[i], within(rounded ? (double) neighbour(expected[i]) : 0.0));
    }
  }

  private static float neighbour(float value) {
    return Math.max(Math.ulp(value), AccumulatorStates.LEFT_BY_ZERO);
  }

  /** Numbers come first in a line, with commas between and a space after them. */
  private static void assertSame(
      String what, List<String> actual, List<String> expected, boolean exact) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      if (exact || actual.get(i).equals(expected.get(i))) {
        assertThat(actual.get(i)).as(what).isEqualTo(expected.get(i));
        continue;
      }
      String[] some = actual.get(i).split("[, ]", -1);
      String[] others = expected.get(i).split("[, ]", -1);
      assertThat(some).as(what).hasSameSizeAs(others);
      for (int word = 0; word < others.length; word++) {
        if (!some[word].equals(others[word])) {
          double number = Double.parseDouble(others[word]);
          boolean ofFloats = others[word].equals(Float.toString((float) number));
          assertThat(Double.parseDouble(some[word]))
              .as("%s: %s", what, expected.get(i))
              .isCloseTo(
                  number, within(ofFloats ? neighbour((float) number) : 1e-9 * Math.abs(number)));
        }
      }
    }
  }

  /** The values of results one after the other, with a semicolon between them. */
  static String text(List<Analyzer.Value> values) {
    return values.stream().map(AnalyzerValues::text).collect(Collectors.joining("; "));
  }

  private static String text(Analyzer.Value value) {
    if (value instanceof Analyzer.Value.Lines lines) {
      return String.join(", ", lines(lines));
    }
    ColumnValues values = ((Analyzer.Value.Tensor) value).values();
    if (values instanceof ColumnValues.Floats floats) {
      return Arrays.toString(floats.values());
    }
    return values instanceof ColumnValues.Int64s ints
        ? Arrays.toString(ints.values())
        : Stream.of(((ColumnValues.Bytes) values).values())
            .map(text -> new String(text, UTF_8))
            .toList()
            .toString();
  }

  private static List<String> lines(Analyzer.Value.Lines lines) {
    List<String> texts = new ArrayList<>();
    lines.lines().forEach(line -> texts.add(new String(line, UTF_8)));
    return texts;
  }
}
