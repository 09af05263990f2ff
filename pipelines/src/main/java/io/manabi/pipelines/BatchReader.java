package io.manabi.pipelines;

import io.manabi.core.Batch;
import org.jspecify.annotations.Nullable;

/** Reads the batches of a split, one after the other. */
public interface BatchReader extends AutoCloseable {

  /**
   * The next batch, of about a thousand rows, or null after the last.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read or is corrupt
   */
  @Nullable Batch read();

  /**
   * Describes a row that turned out to be unusable after it was read.
   *
   * @param row its number in the batch that was read last, from 0
   * @param reason why it cannot be used, a phrase without a full stop
   */
  BadRow describe(int row, String reason);

  @Override
  void close();
}
