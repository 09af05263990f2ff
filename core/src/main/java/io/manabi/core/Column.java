package io.manabi.core;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column of a data set.
 *
 * @param name the name of the column, not empty
 * @param type the type of its values
 * @param valueCount how many values a row has in it
 * @param defaultOrNull what an optional column has where a row has no value, a Long, Float or
 *     String by {@code type}; null for nothing. Raw data keep the missing value: the transform
 *     graph puts the default in, so that training and serving cannot differ
 */
public record Column(
    String name, ColumnType type, ValueCount valueCount, @Nullable Object defaultOrNull)
    implements Serializable {

  /** Checks the name and the default. */
  public Column {
    requireNonNull(type, "type");
    requireNonNull(valueCount, "valueCount");
    if (name.isEmpty()) {
      throw ManabiException.user("A column needs a name, but an empty one was given.");
    }
    if (defaultOrNull != null) {
      checkDefault(name, type, valueCount, defaultOrNull);
    }
  }

  /** A column with one value per row. */
  public Column(String name, ColumnType type) {
    this(name, type, ValueCount.ONE, null);
  }

  /** A column of 64-bit integers, one per row. */
  public static Column int64(String name) {
    return new Column(name, ColumnType.INT64);
  }

  /** A column of 32-bit floats, one per row. */
  public static Column floats(String name) {
    return new Column(name, ColumnType.FLOAT);
  }

  /** A column of strings or any bytes, one per row. */
  public static Column bytes(String name) {
    return new Column(name, ColumnType.BYTES);
  }

  /** The same column, but rows may have no value. */
  public Column optional() {
    return new Column(name, type, ValueCount.OPTIONAL, defaultOrNull);
  }

  /**
   * The same column, but rows may have no value, and the transform graph puts this one there.
   *
   * @param value a Long, Float or String, by the type of the column
   */
  public Column withDefault(Object value) {
    return new Column(name, type, ValueCount.OPTIONAL, value);
  }

  /** The same column, but with this many values in each row. */
  public Column ofLength(int length) {
    return new Column(name, type, new ValueCount(length, length), null);
  }

  /** The same column, but with any number of values in each row. */
  public Column ragged() {
    return new Column(name, type, ValueCount.ANY, null);
  }

  /** What an optional column has where a row has no value: a Long, Float or String. */
  public Optional<Object> defaultValue() {
    return Optional.ofNullable(defaultOrNull);
  }

  private static void checkDefault(String name, ColumnType type, ValueCount count, Object value) {
    boolean fits =
        switch (type) {
          case INT64 -> value instanceof Long;
          case FLOAT -> value instanceof Float;
          case BYTES -> value instanceof String;
        };
    if (!fits) {
      throw ManabiException.user(
          "The default of column '"
              + name
              + "' is a "
              + value.getClass().getSimpleName()
              + "; a column of "
              + type
              + " needs a "
              + switch (type) {
                case INT64 -> "Long";
                case FLOAT -> "Float";
                case BYTES -> "String";
              }
              + ".");
    }
    if (!count.isOptional()) {
      throw ManabiException.user(
          "Column '" + name + "' has a default but is not optional; leave one of them out.");
    }
  }
}
