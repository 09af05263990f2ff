package io.manabi.training.input;

import java.nio.file.Path;

/**
 * Where in the endless row of epochs training goes on.
 *
 * @param epoch how many epochs are behind
 * @param offset how many records of the next one are
 */
public record InputPosition(long epoch, long offset) {
  /** The beginning. */
  public static final InputPosition START = new InputPosition(0, 0);

  /**
   * The position after so many records.
   *
   * @param cache a folder that may know how many records the files have, as the job directory
   */
  public static InputPosition after(long records, RecordFiles files, Path cache) {
    if (records == 0) {
      return START;
    }
    long all = RecordCount.of(files, cache);
    // Of no records none are behind; the first batch will say that there are none.
    return all == 0 ? START : new InputPosition(records / all, records % all);
  }
}
