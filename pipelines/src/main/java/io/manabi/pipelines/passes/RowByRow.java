package io.manabi.pipelines.passes;

import io.manabi.core.Batch;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import java.io.IOException;

/** Does something with the rows of a batch, all at once if possible, and finds those that fail. */
public final class RowByRow {

  /** What is done with some rows: all of it, or nothing and an exception. */
  @FunctionalInterface
  public interface Step {

    /**
     * Does it.
     *
     * @throws ManabiException if a row is wrong
     * @throws IOException if something else is, as a disk that is full
     */
    void accept(Batch rows) throws IOException;
  }

  private RowByRow() {}

  /**
   * Does something with a batch. If a row makes it fail, halves of the batch are tried, and so on:
   * what fails alone is put aside.
   *
   * @param reader which read the batch last
   * @return the number of rows that did not fail
   */
  public static int apply(BatchReader reader, Batch batch, BadRows badRows, Step step)
      throws IOException {
    return apply(reader, batch, 0, badRows, step);
  }

  private static int apply(BatchReader reader, Batch batch, int offset, BadRows badRows, Step step)
      throws IOException {
    try {
      step.accept(batch);
      return batch.rows();
    } catch (ManabiException e) {
      if (e.code() != ErrorCode.USER) {
        throw e;
      }
      if (batch.rows() == 1) {
        badRows.add(reader.describe(offset, reason(e)));
        return 0;
      }
    }
    int half = batch.rows() / 2;
    return apply(reader, batch.rows(0, half), offset, badRows, step)
        + apply(reader, batch.rows(half, batch.rows()), offset + half, badRows, step);
  }

  private static String reason(ManabiException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
