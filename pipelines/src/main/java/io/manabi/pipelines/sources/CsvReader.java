package io.manabi.pipelines.sources;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records of CSV as batches. */
final class CsvReader implements BatchReader {
  private static final int BATCH = 1000;

  private final Schema schema;
  private final int[] fields;
  private final int fieldCount;
  private final String file;
  private final CsvRecords records;
  private final BadRows badRows;
  private final List<CellColumn> columns = new ArrayList<>();
  private final long[] lines = new long[BATCH];

  CsvReader(
      Schema schema,
      int[] fields,
      int fieldCount,
      String file,
      CsvRecords records,
      String missing,
      BadRows badRows) {
    this.schema = schema;
    this.fields = fields;
    this.fieldCount = fieldCount;
    this.file = file;
    this.records = records;
    this.badRows = badRows;
    byte[] marker = missing.getBytes(StandardCharsets.UTF_8);
    for (Column column : schema.columns()) {
      columns.add(CellColumn.of(column, marker, BATCH));
    }
  }

  @Override
  public @Nullable Batch read() {
    int rows = 0;
    while (rows < BATCH && records.next()) {
      if (add(rows)) {
        lines[rows++] = records.line();
      }
    }
    if (rows == 0) {
      return null;
    }
    List<ColumnValues> values = new ArrayList<>(columns.size());
    for (CellColumn column : columns) {
      values.add(column.values(rows));
    }
    return new Batch(schema, values);
  }

  /** Adds the record to the columns, or to the bad rows. */
  private boolean add(int row) {
    String fault = records.fault();
    if (fault == null && records.fields() != fieldCount) {
      fault = "has " + records.fields() + " fields; expected " + fieldCount;
    }
    if (fault != null) {
      bad(null, "the row " + fault);
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      String wrong = columns.get(i).set(row, records, fields[i]);
      if (wrong != null) {
        bad(schema.columns().get(i).name(), wrong);
        return false;
      }
    }
    return true;
  }

  private void bad(@Nullable String column, String reason) {
    badRows.add(new BadRow(file, records.line(), column, reason, records.content()));
  }

  @Override
  public BadRow describe(int row, String reason) {
    return new BadRow(file, lines[row], null, reason, "");
  }

  @Override
  public void close() {
    records.close();
  }
}
