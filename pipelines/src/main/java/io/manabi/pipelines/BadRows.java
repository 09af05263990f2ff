package io.manabi.pipelines;

/** Where a reader puts the rows that it cannot use. */
@FunctionalInterface
public interface BadRows {

  /** Takes a row; the reader goes on with the next. */
  void add(BadRow row);

  /** Both this and another place take each row. */
  default BadRows and(BadRows other) {
    return row -> {
      add(row);
      other.add(row);
    };
  }
}
