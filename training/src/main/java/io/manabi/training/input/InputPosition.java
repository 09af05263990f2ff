package io.manabi.training.input;

import io.manabi.core.files.AtomicFiles;
import io.manabi.core.records.TfRecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
   * The position after so many records. Unless that is none, all records of the files are counted,
   * for they say nowhere how many they have.
   */
  public static InputPosition after(long records, List<Path> files) {
    if (records == 0) {
      return START;
    }
    long all = files.stream().mapToLong(InputPosition::count).sum();
    // Of no records none are behind; the first batch will say that there are none.
    return all == 0 ? START : new InputPosition(records / all, records % all);
  }

  private static long count(Path file) {
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      long count = 0;
      while (reader.readAny() != null) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
