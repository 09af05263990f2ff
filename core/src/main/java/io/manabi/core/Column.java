package io.manabi.core;

import static java.util.Objects.requireNonNull;

/**
 * A column of a data set: every row has one value of {@code type} in it.
 *
 * @param name the name of the column, not empty
 * @param type the type of its values
 */
public record Column(String name, ColumnType type) {

  /** Checks the name. */
  public Column {
    requireNonNull(type, "type");
    if (name.isEmpty()) {
      throw ManabiException.user("A column needs a name, but an empty one was given.");
    }
  }

  /** A column of 64-bit integers. */
  public static Column int64(String name) {
    return new Column(name, ColumnType.INT64);
  }

  /** A column of 32-bit floats. */
  public static Column floats(String name) {
    return new Column(name, ColumnType.FLOAT);
  }

  /** A column of strings or any bytes. */
  public static Column bytes(String name) {
    return new Column(name, ColumnType.BYTES);
  }
}
