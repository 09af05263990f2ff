package io.manabi.pipelines.statistics;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.statistics.StatisticsStateProto.ColumnState;
import io.manabi.pipelines.statistics.StatisticsStateProto.DataState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known so far of a data set. Batches are added; accumulators of parts merge into that of
 * the whole, also long after, from their bytes: a new day's data costs only that day. All numbers
 * of the whole are those that one pass over it gives: counts are the same, mean and deviation but
 * for rounding, and what is estimated as good. Not safe for use by several threads.
 */
public final class StatisticsAccumulator {
  private static final int VERSION = 3;

  private final Map<String, ColumnAccumulator> columns = new LinkedHashMap<>();
  private final ExactCounts exact;
  private long rows;
  private long badRows;
  private String firstBadRow = "";

  /** Knows nothing yet, and counts nothing exactly that is not asked for. */
  public StatisticsAccumulator() {
    this(ExactCounts.NONE);
  }

  /** Knows nothing yet. */
  public StatisticsAccumulator(ExactCounts exact) {
    this.exact = exact;
  }

  /** Adds rows. */
  public void add(Batch batch) {
    for (int i = 0; i < batch.columns().size(); i++) {
      Column column = batch.schema().columns().get(i);
      columns
          .computeIfAbsent(column.name(), name -> empty(column))
          .add(column, batch.columns().get(i));
    }
    rows += batch.rows();
  }

  /** Knows the columns but no row yet, so that they are there even if there never is any. */
  public static StatisticsAccumulator of(Schema schema) {
    StatisticsAccumulator result = new StatisticsAccumulator();
    schema.columns().forEach(each -> result.columns.put(each.name(), result.empty(each)));
    return result;
  }

  private ColumnAccumulator empty(Column column) {
    ColumnAccumulator result = new ColumnAccumulator(column.name(), column.type(), exact);
    result.addMissing(rows);
    return result;
  }

  /** Counts a row that could not be read. */
  public void addBadRow(BadRow row) {
    if (badRows++ == 0) {
      firstBadRow =
          row.file()
              + " line "
              + row.line()
              + (row.column() == null ? "" : ", column " + row.column())
              + ": "
              + row.reason();
    }
  }

  /**
   * Adds what another one knows, whose rows come after those of this one. A column that only one of
   * them has is missing in the rows of the other.
   *
   * @throws ManabiException if a column has another type there
   */
  public void merge(StatisticsAccumulator other) {
    for (ColumnAccumulator column : other.columns.values()) {
      ColumnAccumulator mine = columns.get(column.name());
      if (mine == null) {
        mine = new ColumnAccumulator(column.name(), column.type(), exact);
        mine.addMissing(rows);
        columns.put(column.name(), mine);
      }
      mine.merge(column);
    }
    for (ColumnAccumulator column : columns.values()) {
      if (!other.columns.containsKey(column.name())) {
        column.addMissing(other.rows);
      }
    }
    rows += other.rows;
    firstBadRow = firstBadRow.isEmpty() ? other.firstBadRow : firstBadRow;
    badRows += other.badRows;
  }

  long rows() {
    return rows;
  }

  long badRows() {
    return badRows;
  }

  String firstBadRow() {
    return firstBadRow;
  }

  /** The statistics of all that was added. */
  public DataStatistics statistics(String name) {
    return new DataStatistics(
        name,
        rows,
        badRows,
        firstBadRow,
        columns.values().stream().map(ColumnAccumulator::statistics).toList());
  }

  /** The bytes to keep or to send: the message DataState of statistics_state.proto. */
  public byte[] toBytes() {
    DataState.Builder state =
        DataState.newBuilder()
            .setVersion(VERSION)
            .setRows(rows)
            .setBadRows(badRows)
            .setFirstBadRow(firstBadRow);
    columns.values().forEach(column -> state.addColumn(column.encode()));
    return state.build().toByteArray();
  }

  /**
   * What {@link #toBytes} encoded.
   *
   * @throws ManabiException if the bytes are something else, or of a newer version
   */
  public static StatisticsAccumulator fromBytes(byte[] bytes) {
    DataState state;
    try {
      state = DataState.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user(
          "These bytes are no statistics of Manabi; compute the statistics again.", e);
    }
    if (state.getVersion() != VERSION) {
      throw ManabiException.user(
          "The statistics have the encoding "
              + state.getVersion()
              + ", and this Manabi reads "
              + VERSION
              + "; compute the statistics again.");
    }
    StatisticsAccumulator result = new StatisticsAccumulator();
    result.rows = state.getRows();
    result.badRows = state.getBadRows();
    result.firstBadRow = state.getFirstBadRow();
    for (ColumnState column : state.getColumnList()) {
      result.columns.put(column.getName(), ColumnAccumulator.decode(column));
    }
    return result;
  }
}
