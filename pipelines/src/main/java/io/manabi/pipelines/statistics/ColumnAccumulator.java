package io.manabi.pipelines.statistics;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.pipelines.statistics.StatisticsStateProto.ColumnState;
import org.jspecify.annotations.Nullable;

/** What is known so far of a column. */
final class ColumnAccumulator {
  private final String name;
  private final ColumnType type;
  private final NumberColumn<Long> integers;
  private final NumberColumn<Double> floats;
  private final StringColumn strings;
  private @Nullable DomainCounter domain;
  private long rows;
  private long missing;
  private long values;
  private long minValues;
  private long maxValues;

  ColumnAccumulator(String name, ColumnType type, ExactCounts exact) {
    this.name = name;
    this.type = type;
    int room =
        exact.distributions().contains(name) ? ValueSample.EXACT_CAPACITY : ValueSample.CAPACITY;
    this.integers = new NumberColumn<>(KeyCodec.INT64, true, room);
    this.floats = new NumberColumn<>(KeyCodec.FLOAT, false, room);
    this.strings = new StringColumn(room);
    Domain wanted = exact.domains().get(name);
    this.domain = wanted == null || !wanted.tellsOf(type) ? null : new DomainCounter(wanted);
  }

  String name() {
    return name;
  }

  ColumnType type() {
    return type;
  }

  /** Rows of a data set that does not have the column. */
  void addMissing(long count) {
    rows += count;
    missing += count;
  }

  void add(Column column, ColumnValues batch) {
    boolean optional = column.valueCount().isOptional();
    long before = values;
    if (batch instanceof ColumnValues.Int64s numbers) {
      for (long value : numbers.values()) {
        if (!optional || !Missing.is(value)) {
          integers.add(value);
          if (domain != null) {
            domain.add(value, 1);
          }
          values++;
        }
      }
    } else if (batch instanceof ColumnValues.Floats numbers) {
      for (float value : numbers.values()) {
        if (!optional || !Missing.is(value)) {
          add(value);
          values++;
        }
      }
    } else if (batch instanceof ColumnValues.Doubles numbers) {
      for (double value : numbers.values()) {
        add(value);
        values++;
      }
    } else if (batch instanceof ColumnValues.Bytes bytes) {
      for (byte[] value : bytes.values()) {
        if (!optional || !Missing.is(value)) {
          strings.add(value);
          if (domain != null) {
            domain.add(value);
          }
          values++;
        }
      }
    }
    if (optional) {
      count(batch.rows(), values - before, 1, 1);
    } else {
      count(batch.splits());
    }
  }

  private void add(double value) {
    if (Double.isNaN(value)) {
      floats.addNotANumber();
      return;
    }
    if (domain != null) {
      domain.add(value, 1);
    }
    if (Double.isInfinite(value)) {
      floats.addInfinite();
    } else {
      floats.add(value + 0.0); // A negative zero becomes the positive one.
    }
  }

  private void count(RowSplits splits) {
    if (!splits.isRagged()) {
      count(
          splits.rows(),
          splits.length() == 0 ? 0 : splits.rows(),
          splits.length(),
          splits.length());
      return;
    }
    int present = 0;
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int row = 0; row < splits.rows(); row++) {
      int length = splits.end(row) - splits.start(row);
      if (length > 0) {
        present++;
        least = Math.min(least, length);
        most = Math.max(most, length);
      }
    }
    count(splits.rows(), present, least, most);
  }

  /** Counts rows, some of them with values, of which those have so many. */
  private void count(long added, long present, long least, long most) {
    if (present > 0) {
      minValues = rows == missing ? least : Math.min(minValues, least);
      maxValues = Math.max(maxValues, most);
    }
    rows += added;
    missing += added - present;
  }

  void merge(ColumnAccumulator other) {
    if (type != other.type) {
      throw ManabiException.user(
          "Column '"
              + name
              + "' is "
              + type
              + " in one data set and "
              + other.type
              + " in the other, so their statistics cannot be merged; read both with one schema.");
    }
    mergeDomain(other);
    count(other.rows, other.rows - other.missing, other.minValues, other.maxValues);
    values += other.values;
    switch (type) {
      case INT64 -> integers.merge(other.integers);
      case FLOAT -> floats.merge(other.floats);
      case BYTES -> strings.merge(other.strings);
    }
  }

  /** What only one of both has counted is known only if the other one has no values. */
  private void mergeDomain(ColumnAccumulator other) {
    if (domain != null && other.domain != null) {
      domain.merge(other.domain);
    } else if (other.values > 0) {
      domain = values == 0 ? other.domain : null;
    }
  }

  private FrequentValues<?> frequent() {
    return switch (type) {
      case INT64 -> integers.frequent();
      case FLOAT -> floats.frequent();
      case BYTES -> strings.frequent();
    };
  }

  ColumnStatistics statistics() {
    FrequentValues<?> frequent = frequent();
    ValueSample sample = frequent.sample();
    return new ColumnStatistics(
        name,
        type,
        rows,
        missing,
        values,
        minValues,
        maxValues,
        frequent.exact(),
        frequent.frequencies(sample),
        frequent.error(),
        sample,
        domain == null ? null : domain.count(),
        type == ColumnType.BYTES
            ? null
            : type == ColumnType.INT64 ? integers.statistics() : floats.statistics(),
        type == ColumnType.BYTES ? strings.statistics() : null);
  }

  ColumnState encode() {
    ColumnState.Builder state =
        ColumnState.newBuilder()
            .setName(name)
            .setType(ColumnState.Type.valueOf(type.name()))
            .setRows(rows)
            .setMissing(missing)
            .setValues(values)
            .setMinValues(minValues)
            .setMaxValues(maxValues)
            .setFrequent(frequent().encode());
    switch (type) {
      case INT64 -> state.setNumbers(integers.encode());
      case FLOAT -> state.setNumbers(floats.encode());
      case BYTES -> state.setStrings(strings.encode());
    }
    if (domain != null) {
      state.setDomain(domain.encode());
    }
    return state.build();
  }

  static ColumnAccumulator decode(ColumnState state) {
    ColumnAccumulator column =
        new ColumnAccumulator(
            state.getName(), ColumnType.valueOf(state.getType().name()), ExactCounts.NONE);
    column.rows = state.getRows();
    column.missing = state.getMissing();
    column.values = state.getValues();
    column.minValues = state.getMinValues();
    column.maxValues = state.getMaxValues();
    column.frequent().decode(state.getFrequent());
    switch (column.type) {
      case INT64 -> column.integers.decode(state.getNumbers());
      case FLOAT -> column.floats.decode(state.getNumbers());
      case BYTES -> column.strings.decode(state.getStrings(), column.values);
    }
    if (state.hasDomain()) {
      column.domain = DomainCounter.decode(state.getDomain());
    }
    return column;
  }
}
