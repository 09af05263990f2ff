package io.manabi.pipelines;

import java.io.Serializable;

/** A part of a source that is read as a whole, perhaps on another machine and more than once. */
public interface RecordSplit extends Serializable {

  /** The unit of data that it is part of. */
  Span span();

  /**
   * Begins to read; each time from the first row on.
   *
   * @param badRows where rows go that cannot be used
   * @throws io.manabi.core.ManabiException if it cannot be read at all
   */
  BatchReader open(BadRows badRows);

  /**
   * What all its rows tell about their columns, for which they are read once more; nothing if the
   * columns of the source are declared and not found in the data.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read at all
   */
  default FoundColumns findColumns() {
    return FoundColumns.NONE;
  }
}
