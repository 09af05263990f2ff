package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import io.manabi.pipelines.FoundColumn;
import io.manabi.pipelines.FoundColumns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what rows tell about their columns. Rows that no columns could read tell nothing. */
final class ColumnFinder {
  private static final int FIRST_ROWS = 10_000;

  /** So many rows of each file are looked at however many there are before. */
  private static final int ROWS_OF_A_FILE = 100;

  private final Map<String, FoundColumn> columns = new LinkedHashMap<>();
  private long rows;
  private long enough = Long.MAX_VALUE;

  /** Which the first row is that cannot be read, and why; null if there is none. */
  private @Nullable String firstProblem;

  /** Looks at the first rows only; is to be said before the rows of each file are added. */
  void beginFile() {
    enough = Math.max(FIRST_ROWS, rows + ROWS_OF_A_FILE);
  }

  /** Whether no more rows are wanted. */
  boolean isEnough() {
    return rows >= enough;
  }

  void addRow() {
    rows++;
  }

  void add(FoundColumn seen) {
    FoundColumn known = columns.get(seen.name());
    FoundColumn both = known == null ? seen : known.and(seen);
    if (!both.equals(known)) {
      columns.put(seen.name(), both);
    }
  }

  /** Notes a row that is none, and why. */
  void leaveOut(String place, String problem) {
    if (firstProblem == null) {
      firstProblem = place + ": it " + problem;
    }
  }

  FoundColumns found() {
    return new FoundColumns(columns.values());
  }

  /**
   * What the rows of files tell.
   *
   * @throws ManabiException if there are none
   */
  FoundColumns found(List<String> files) {
    if (rows == 0) {
      throw firstProblem == null
          ? InputFile.noRows(files)
          : ManabiException.user(
              "No row of %s can be read. The first is %s. Check the format."
                  .formatted(String.join(", ", files), firstProblem));
    }
    return found();
  }
}
