package io.manabi.pipelines.validation;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.ExactCounts;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small data sets, column by column. */
final class Data {
  private final List<Column> columns = new ArrayList<>();
  private final List<ColumnValues> values = new ArrayList<>();

  Data integers(String name, @Nullable Long... column) {
    columns.add(Column.int64(name).optional());
    values.add(
        new ColumnValues.Int64s(
            Arrays.stream(column)
                .mapToLong(each -> each == null ? Missing.INT64 : each)
                .toArray()));
    return this;
  }

  Data integers(String name, long... column) {
    return integers(name, Arrays.stream(column).boxed().toArray(Long[]::new));
  }

  Data floats(String name, float... column) {
    columns.add(Column.floats(name));
    values.add(new ColumnValues.Floats(column));
    return this;
  }

  Data strings(String name, @Nullable String... column) {
    columns.add(Column.bytes(name).optional());
    values.add(
        new ColumnValues.Bytes(
            Arrays.stream(column)
                .map(each -> each == null ? Missing.bytes() : each.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new)));
    return this;
  }

  Data bytes(String name, byte[]... column) {
    columns.add(Column.bytes(name));
    values.add(new ColumnValues.Bytes(column));
    return this;
  }

  Data ragged(String name, long[] flat, int... splits) {
    columns.add(Column.int64(name).ragged());
    values.add(new ColumnValues.Int64s(flat, RowSplits.ragged(splits)));
    return this;
  }

  Batch batch() {
    return new Batch(new Schema(columns), values);
  }

  DataStatistics statistics() {
    return statistics(ExactCounts.NONE);
  }

  DataStatistics statistics(ExactCounts exact) {
    StatisticsAccumulator accumulator = new StatisticsAccumulator(exact);
    accumulator.add(batch());
    return accumulator.statistics("data");
  }
}
