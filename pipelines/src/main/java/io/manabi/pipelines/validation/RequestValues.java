package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values that a request has for a column, as Java has them. */
final class RequestValues {
  private static final int LONGEST_QUOTE = 100;

  private RequestValues() {}

  /** All values of a tensor, in the order of its rows. */
  static List<?> flat(List<?> tensor) {
    return tensor.stream()
        .flatMap(each -> each instanceof List<?> inner ? flat(inner).stream() : Stream.of(each))
        .toList();
  }

  /**
   * How many lists are in each other, and how long they are; empty of one value.
   *
   * @return null if lists side by side have different shapes
   */
  static @Nullable List<Long> shape(Object value) {
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    Set<@Nullable List<Long>> shapes = new HashSet<>();
    list.forEach(each -> shapes.add(shape(each)));
    if (shapes.size() > 1 || shapes.contains(null)) {
      return null;
    }
    List<Long> shape = new ArrayList<>(List.of((long) list.size()));
    shapes.forEach(inner -> shape.addAll(inner == null ? List.of() : inner));
    return shape;
  }

  /** Whether a value stands for none in an optional column. */
  static boolean isMissing(Object value) {
    return value instanceof String text
        ? text.isEmpty()
        : value instanceof Number number
            && (Double.isNaN(number.doubleValue())
                || (isInteger(value) && Missing.is(number.longValue())));
  }

  /** The type that values have together; null if they have none. */
  static @Nullable ColumnType type(List<?> values) {
    if (values.stream().allMatch(RequestValues::isInteger)) {
      return ColumnType.INT64;
    }
    if (values.stream().allMatch(Number.class::isInstance)) {
      return ColumnType.FLOAT;
    }
    boolean strings =
        values.stream()
            .allMatch(
                each ->
                    each instanceof String || each instanceof Boolean || each instanceof byte[]);
    return strings ? ColumnType.BYTES : null;
  }

  private static boolean isInteger(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }

  /** What some values are that no column can have; null if it can. */
  static @Nullable String wrong(List<?> values) {
    if (values.stream().anyMatch(RequestValues::isTooLarge)) {
      return "out of the range of 32-bit floats";
    }
    return values.isEmpty() || type(values) != null ? null : "neither numbers nor strings";
  }

  private static boolean isTooLarge(Object value) {
    return value instanceof Number number
        && Float.isInfinite(number.floatValue())
        && !Double.isInfinite(number.doubleValue());
  }

  /** A value as people want to see it, perhaps cut. */
  static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  /** Values as those of a column in one row. */
  static ColumnValues of(ColumnType type, List<?> values) {
    RowSplits splits = RowSplits.ragged(new int[] {0, values.size()});
    return switch (type) {
      case INT64 ->
          new ColumnValues.Int64s(
              values.stream().mapToLong(each -> ((Number) each).longValue()).toArray(), splits);
      case FLOAT -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = ((Number) values.get(i)).floatValue();
        }
        yield new ColumnValues.Floats(floats, splits);
      }
      case BYTES ->
          new ColumnValues.Bytes(
              values.stream().map(RequestValues::bytes).toArray(byte[][]::new), splits);
    };
  }

  private static byte[] bytes(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
