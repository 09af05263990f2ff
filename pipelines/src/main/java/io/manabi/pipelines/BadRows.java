package io.manabi.pipelines;

/** Where a reader puts the rows that it cannot use. */
@FunctionalInterface
public interface BadRows {

  /** Takes a row; the reader goes on with the next. */
  void add(BadRow row);
}
