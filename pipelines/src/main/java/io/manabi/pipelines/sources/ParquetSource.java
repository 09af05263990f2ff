package io.manabi.pipelines.sources;

import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/**
 * Reads Parquet files. Columns are found by their names: integers and booleans as INT64, floats,
 * doubles and decimals as FLOAT (integers too, if the schema says so), strings and bytes as BYTES,
 * lists of them for columns of several values. Decimals of up to 18 digits with none after the
 * point are integers; so are dates, times and timestamps, in the unit of the file, but not the
 * deprecated INT96. A missing value where the column is not optional, an unsigned integer beyond
 * 2^63-1 in a column of INT64, or a double that is out of the range of floats, makes a bad row. See
 * <a href="https://parquet.apache.org/docs/file-format/">the format</a>.
 */
public final class ParquetSource implements RecordSource {
  private final ColumnPlan plan;
  private final List<String> globs;

  ParquetSource(ColumnPlan plan, List<String> globs) {
    this.plan = plan;
    this.globs = List.copyOf(globs);
  }

  /**
   * A source of the rows of such files.
   *
   * @param schema the columns to read; others are left out
   * @param globs paths with wildcards, on any file system that Beam knows
   */
  public static ParquetSource of(Schema schema, List<String> globs) {
    return new ParquetSource(ColumnPlan.declared(schema), globs);
  }

  @Override
  public Schema schema() {
    return plan.schema();
  }

  /** Splits of one row group or several: nothing smaller can be found in a Parquet file. */
  @Override
  public List<? extends RecordSplit> splits() {
    return InputFile.splits(globs, this::splits);
  }

  private List<ParquetSplit> splits(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      ParquetColumns.check(plan, reader.getFileMetaData().getSchema(), file.path());
      ParquetCodecs.check(reader.getRowGroups(), file);
      return splits(file, reader.getRowGroups());
    }
  }

  private List<ParquetSplit> splits(InputFile file, List<BlockMetaData> groups) {
    Span span = file.span(plan);
    List<ParquetSplit> splits = new ArrayList<>();
    int first = 0;
    long firstRow = 0;
    long rows = 0;
    long bytes = 0;
    for (int i = 0; i < groups.size(); i++) {
      rows += groups.get(i).getRowCount();
      bytes += groups.get(i).getCompressedSize();
      if (rows > 0 && (bytes >= TextSplit.BYTES || i == groups.size() - 1)) {
        splits.add(new ParquetSplit(span, file, plan, first, i + 1, firstRow));
        first = i + 1;
        firstRow += rows;
        rows = 0;
        bytes = 0;
      }
    }
    return splits;
  }
}
