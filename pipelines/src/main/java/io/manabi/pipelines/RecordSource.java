package io.manabi.pipelines;

import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import java.util.List;
import java.util.Optional;

/** Where rows come from. */
public interface RecordSource {

  /** The columns of its batches. */
  Schema schema();

  /**
   * The parts that can be read side by side, in the order of the data. They depend on the data
   * only, each is some megabytes large, and all splits of a span follow each other: what is
   * computed of the same data is then the same to the last bit, wherever it is computed.
   *
   * @return at least one split; together they have every row once
   * @throws io.manabi.core.ManabiException if the source cannot be read
   */
  List<? extends RecordSplit> splits();

  /**
   * Whether it reads a file, or one in a folder.
   *
   * @throws io.manabi.core.ManabiException if the source cannot be read
   */
  default boolean reads(Location fileOrFolder) {
    return splits().stream().anyMatch(split -> split.span().location().isWithin(fileOrFolder));
  }

  /**
   * The same data, read by columns that also have what rows had that did not fit those of this
   * source. Is asked after a pass over all rows, which is then made again.
   *
   * @param found what such rows tell, by {@link RecordSplit#findColumns}; may be nothing
   * @return empty if this source reads all rows that any columns could
   * @throws io.manabi.core.ManabiException if there is no column that can be read
   */
  default Optional<? extends RecordSource> widened(FoundColumns found) {
    return Optional.empty();
  }
}
