package io.manabi.core;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a data set, in order.
 *
 * @param columns the columns; their names differ
 */
public record Schema(List<Column> columns) implements Serializable {

  /** Checks that no name appears twice. */
  public Schema {
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw ManabiException.user(
            "Column '" + column.name() + "' appears twice in the schema; names must differ.");
      }
    }
  }

  /** A schema of these columns. */
  public static Schema of(Column... columns) {
    return new Schema(List.of(columns));
  }

  /**
   * The place of a column.
   *
   * @throws ManabiException if there is no column of that name
   */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw ManabiException.user(
        "There is no column '"
            + name
            + "'; the schema has "
            + columns.stream().map(Column::name).toList()
            + ".");
  }
}
