package io.manabi.pipelines;

import java.util.List;

/** Where rows come from. */
public interface RecordSource {

  /**
   * Divides the rows into splits that can be read side by side.
   *
   * @param count how many splits are wanted
   * @return at least one and at most {@code count} splits, which together have every row once
   * @throws io.manabi.core.ManabiException if the source cannot be read
   */
  List<? extends RecordSplit> splits(int count);
}
