package io.manabi.pipelines;

import java.io.Serializable;

/** A part of a source that is read as a whole, perhaps on another machine and more than once. */
public interface RecordSplit extends Serializable {

  /**
   * Begins to read; each time from the first row on.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  BatchReader open();
}
