package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import java.io.Closeable;
import java.io.IOException;

/** Takes the records of a file, in order. */
interface RecordSink extends Closeable {

  /**
   * Writes all rows of a batch.
   *
   * @throws IOException if they cannot be written, as when the disk is full
   */
  void write(Batch rows) throws IOException;
}
