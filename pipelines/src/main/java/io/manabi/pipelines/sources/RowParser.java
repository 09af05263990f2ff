package io.manabi.pipelines.sources;

import io.manabi.core.RowProblem;
import org.jspecify.annotations.Nullable;

/** Turns the text of a row into a row of the batch that it was made for. */
@FunctionalInterface
interface RowParser {

  /** Adds a row; if it cannot be one, nothing is added and the result tells why. */
  @Nullable RowProblem add(byte[] data, int from, int to);
}
