package io.manabi.training.input;

import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many records files have. They say it nowhere, so all are read; as that can take long, the
 * number is kept in a file, with the names, sizes and times of what was counted.
 */
final class RecordCount {
  private static final String FILE = "record-count.txt";

  private RecordCount() {}

  /**
   * The number of records.
   *
   * @param cache the folder with that file; made if it is missing
   */
  static long of(RecordFiles files, Path cache) {
    Path file = cache.resolve(FILE);
    String counted = describe(files);
    List<String> known = lines(file);
    if (!known.isEmpty()
        && String.join("\n", known.subList(1, known.size())).equals(counted)
        && known.get(0).matches("\\d{1,18}")) {
      return Long.parseLong(known.get(0));
    }
    long count = files.count();
    String text = count + "\n" + counted + "\n";
    FullDisk.tolerate(() -> AtomicFiles.writeText(file, text));
    return count;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      // Then they are counted again, which is slower and no less right.
      return List.of();
    }
  }

  private static String describe(RecordFiles files) {
    StringBuilder text = new StringBuilder(files.skipsCorrupt() ? "as far as whole" : "whole");
    for (Path file : files.files()) {
      try {
        text.append('\n')
            .append(file)
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toMillis());
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(file, e);
      }
    }
    return text.toString();
  }
}
