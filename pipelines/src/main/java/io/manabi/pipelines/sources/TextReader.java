package io.manabi.pipelines.sources;

import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.RowProblem;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a split of a text file. */
final class TextReader implements BatchReader {
  private final TextSplit split;
  private final TextRows rows;
  private final BadRows badRows;
  private final BatchBuilder batch;
  private final RowParser parser;
  private final RowLog log;

  TextReader(TextSplit split, TextRows rows, BadRows badRows) {
    this.split = split;
    this.rows = rows;
    this.badRows = badRows;
    this.batch = split.layout().plan().batch();
    this.parser = split.layout().parser(batch);
    this.log = new RowLog(split.file().path());
  }

  @Override
  public @Nullable Batch read() {
    log.clear();
    int bytes = 0;
    try {
      while (batch.rows() < RowLog.ROWS && bytes < RowLog.BYTES && rows.next()) {
        RowProblem problem =
            rows.problem() == null
                ? parser.add(rows.data(), rows.start(), rows.end())
                : new RowProblem(null, rows.problem());
        log.add(rows.data(), rows.start(), rows.end(), rows.line());
        if (problem != null) {
          badRows.add(log.removeLast(problem));
        } else {
          bytes += rows.end() - rows.start();
        }
      }
    } catch (IOException e) {
      throw split.file().unreadable(e);
    }
    return batch.rows() == 0 ? null : batch.take();
  }

  @Override
  public BadRow describe(int row, String reason) {
    return log.describe(row, new RowProblem(null, reason));
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw split.file().unreadable(e);
    }
  }
}
