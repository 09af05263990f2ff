package io.manabi.pipelines.sources;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.RowProblem;
import io.manabi.core.records.ExampleCodec;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a split of a Parquet file, each column on its own. */
final class ParquetBatches implements BatchReader {
  private final ParquetSplit split;
  private final ParquetFileReader reader;
  private final MessageType message;
  private final BadRows badRows;
  private final BatchBuilder batch;
  private final List<ParquetCell> cells = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private @Nullable Batch last;
  private int nextGroup;
  private long rowsOfGroup;
  private long row;

  ParquetBatches(ParquetSplit split, ParquetFileReader reader, BadRows badRows) {
    this.split = split;
    this.reader = reader;
    this.badRows = badRows;
    MessageType all = reader.getFileMetaData().getSchema();
    this.message =
        new MessageType(
            all.getName(),
            split.plan().schema().columns().stream()
                .filter(column -> all.containsField(column.name()))
                .map(column -> all.getType(column.name()))
                .toList());
    reader.setRequestedSchema(message);
    this.batch = split.plan().batch();
    this.nextGroup = split.firstGroup();
    this.row = split.firstRow();
  }

  @Override
  public @Nullable Batch read() {
    numbers.clear();
    try {
      while (batch.rows() < RowLog.ROWS) {
        if (rowsOfGroup == 0 && !nextGroup()) {
          break;
        }
        rowsOfGroup--;
        row++;
        RowProblem problem = readRow();
        if (problem == null) {
          numbers.add(row);
        } else {
          badRows.add(RowLog.badRow(split.file().path(), row, problem, ""));
        }
      }
    } catch (IOException e) {
      throw split.file().unreadable(e);
    } catch (ParquetRuntimeException e) {
      throw ManabiException.user(
          split.file().path() + " is corrupt near row " + row + ": " + e.getMessage() + ".", e);
    }
    last = batch.rows() == 0 ? null : batch.take();
    return last;
  }

  private @Nullable RowProblem readRow() {
    RowProblem problem = null;
    // All columns go on to the next row, even if one is bad.
    for (ParquetCell cell : cells) {
      RowProblem ofColumn = cell.readRow();
      problem = problem == null ? ofColumn : problem;
    }
    if (problem != null) {
      batch.dropRow();
      return problem;
    }
    return batch.endRow();
  }

  private boolean nextGroup() throws IOException {
    if (nextGroup == split.endGroup()) {
      return false;
    }
    PageReadStore pages = reader.readRowGroup(nextGroup++);
    rowsOfGroup = pages.getRowCount();
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(
            pages,
            new DummyRecordConverter(message).getRootConverter(),
            message,
            reader.getFileMetaData().getCreatedBy());
    cells.clear();
    List<Column> wanted = split.plan().schema().columns();
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.get(i).name();
      if (message.containsField(name)) {
        cells.add(
            new ParquetCell(
                columns.getColumnReader(ParquetColumns.field(message, name)), batch.column(i)));
      }
    }
    return rowsOfGroup > 0 || nextGroup();
  }

  @Override
  public BadRow describe(int row, String reason) {
    String content = RowLog.text(ExampleCodec.encode(requireNonNull(last), row));
    return RowLog.badRow(
        split.file().path(), numbers.get(row), new RowProblem(null, reason), content);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw split.file().unreadable(e);
    }
  }
}
