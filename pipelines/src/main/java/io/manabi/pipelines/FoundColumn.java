package io.manabi.pipelines;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.pipelines.FoundColumnsProto.FoundColumnState;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What rows tell about a column.
 *
 * @param name its name
 * @param typeOrNull the narrowest type that all values have: integers are floats too, and
 *     everything is a string; null if there is no value
 * @param emptyTypeOrNull the same of lists without values that tell their type; it counts if there
 *     is no value
 * @param list whether a row may have several values
 * @param required whether every row must have one
 * @param nested whether there are records or lists of lists, which no column can have
 */
public record FoundColumn(
    String name,
    @Nullable ColumnType typeOrNull,
    @Nullable ColumnType emptyTypeOrNull,
    boolean list,
    boolean required,
    boolean nested)
    implements Serializable {

  /** What this and other rows tell together. */
  public FoundColumn and(FoundColumn other) {
    return new FoundColumn(
        name,
        wider(typeOrNull, other.typeOrNull),
        wider(emptyTypeOrNull, other.emptyTypeOrNull),
        list || other.list,
        required && other.required,
        nested || other.nested);
  }

  /** The narrowest type that has the values of two; null stands for no values. */
  public static @Nullable ColumnType wider(@Nullable ColumnType one, @Nullable ColumnType other) {
    return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
  }

  /** The column; of strings, if nothing tells its type. */
  public Column column() {
    ColumnType type = typeOrNull == null ? emptyTypeOrNull : typeOrNull;
    Column column = new Column(name, type == null ? ColumnType.BYTES : type);
    return list ? column.ragged() : required ? column : column.optional();
  }

  FoundColumnState encode() {
    return FoundColumnState.newBuilder()
        .setName(name)
        .setType(encode(typeOrNull))
        .setEmptyType(encode(emptyTypeOrNull))
        .setList(list)
        .setRequired(required)
        .setNested(nested)
        .build();
  }

  static FoundColumn decode(FoundColumnState state) {
    return new FoundColumn(
        state.getName(),
        decode(state.getType()),
        decode(state.getEmptyType()),
        state.getList(),
        state.getRequired(),
        state.getNested());
  }

  private static FoundColumnState.Type encode(@Nullable ColumnType type) {
    return type == null ? FoundColumnState.Type.NONE : FoundColumnState.Type.valueOf(type.name());
  }

  private static @Nullable ColumnType decode(FoundColumnState.Type type) {
    return type == FoundColumnState.Type.NONE ? null : ColumnType.valueOf(type.name());
  }
}
