package io.manabi.pipelines;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.FoundColumnsProto.FoundColumnsState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What rows tell about their columns. What different rows tell can be put together: the types are
 * then the same whatever the order, and columns are in the order in which they were seen.
 *
 * @param columns each column once
 */
public record FoundColumns(Collection<FoundColumn> columns) {
  /** Of no rows. */
  public static final FoundColumns NONE = new FoundColumns(List.of());

  /** Copies the columns. */
  public FoundColumns {
    columns = List.copyOf(columns);
  }

  /** What this and other rows, which come after, tell together. */
  public FoundColumns and(FoundColumns others) {
    Map<String, FoundColumn> all = new LinkedHashMap<>();
    columns.forEach(column -> all.put(column.name(), column));
    others.columns.forEach(column -> all.merge(column.name(), column, FoundColumn::and));
    return new FoundColumns(all.values());
  }

  /** The columns that can be read. */
  public Schema schema() {
    return new Schema(
        columns.stream().filter(column -> !column.nested()).map(FoundColumn::column).toList());
  }

  /** The names of what can be no column. */
  public List<String> leftOut() {
    return columns.stream().filter(FoundColumn::nested).map(FoundColumn::name).toList();
  }

  /** The columns of which there is no value. */
  public List<FoundColumn> undecided() {
    return columns.stream()
        .filter(column -> !column.nested() && column.typeOrNull() == null)
        .toList();
  }

  /** The bytes to send: the message FoundColumnsState of found_columns.proto. */
  public byte[] toBytes() {
    FoundColumnsState.Builder state = FoundColumnsState.newBuilder();
    columns.forEach(column -> state.addColumn(column.encode()));
    return state.build().toByteArray();
  }

  /**
   * What {@link #toBytes} encoded.
   *
   * @throws ManabiException if the bytes are something else
   */
  public static FoundColumns fromBytes(byte[] bytes) {
    try {
      return new FoundColumns(
          FoundColumnsState.parseFrom(bytes).getColumnList().stream()
              .map(FoundColumn::decode)
              .toList());
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.internal("The columns that a worker found cannot be read.", e);
    }
  }
}
