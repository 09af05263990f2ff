package io.manabi.pipelines.sources;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.FoundColumn;
import io.manabi.pipelines.FoundColumns;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UnknownLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/** Which fields of a Parquet file are columns: values and lists of values, of a type that fits. */
final class ParquetColumns {
  private ParquetColumns() {}

  /**
   * All columns that files have; optional and repeated as they say. One that not all of them have
   * is optional.
   *
   * @throws ManabiException if one is no Parquet file
   */
  static FoundColumns of(List<InputFile> files) {
    FoundColumns all = FoundColumns.NONE;
    boolean first = true;
    for (InputFile file : files) {
      try (ParquetFileReader reader = ParquetFiles.open(file)) {
        FoundColumns found = of(reader.getFileMetaData().getSchema());
        all = first ? found : optional(all, found).and(optional(found, all));
        first = false;
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    return all;
  }

  /** Columns, of which those are optional that others do not have. */
  private static FoundColumns optional(FoundColumns columns, FoundColumns others) {
    Predicate<String> both =
        name -> others.columns().stream().anyMatch(other -> other.name().equals(name));
    return new FoundColumns(
        columns.columns().stream()
            .map(
                column ->
                    new FoundColumn(
                        column.name(),
                        column.typeOrNull(),
                        column.emptyTypeOrNull(),
                        column.list(),
                        column.required() && both.test(column.name()),
                        column.nested()))
            .toList());
  }

  private static FoundColumns of(MessageType message) {
    return new FoundColumns(
        message.getFields().stream().map(field -> column(message, field)).toList());
  }

  private static FoundColumn column(MessageType message, Type field) {
    String name = field.getName();
    Optional<ParquetNumbers> kind = kind(message, field);
    if (kind.isEmpty()) {
      return new FoundColumn(name, null, null, false, false, true);
    }
    ColumnDescriptor values = field(message, name);
    boolean none =
        values.getPrimitiveType().getLogicalTypeAnnotation()
            instanceof UnknownLogicalTypeAnnotation;
    return new FoundColumn(
        name,
        none ? null : kind.get().type(),
        null,
        values.getMaxRepetitionLevel() == 1,
        values.getMaxDefinitionLevel() == 0,
        false);
  }

  /**
   * Checks that the columns are there; exactly read ones may be absent if they are optional.
   *
   * @throws ManabiException if one is not, or is of another type
   */
  static void check(ColumnPlan plan, MessageType message, String file) {
    for (Column column : plan.schema().columns()) {
      String name = column.name();
      boolean there = message.containsField(name);
      if (plan.exact() && (there || column.valueCount().min() == 0)) {
        continue;
      }
      if (!there) {
        List<String> names = message.getFields().stream().map(field -> field.getName()).toList();
        throw ManabiException.user(
            file + " has no column '" + name + "'; it has " + names + ", so correct the schema.");
      }
      if (!fits(column, message)) {
        throw ManabiException.user(
            file
                + ": column '"
                + name
                + "' is '"
                + message.getType(name)
                + "', which cannot be read as "
                + column.type()
                + (column.valueCount().max() == 1 ? "" : "s")
                + "; correct the schema.");
      }
    }
  }

  /** The first, and usually the only one, of the values under a name. */
  static ColumnDescriptor field(MessageType message, String name) {
    return message.getColumns().stream()
        .filter(each -> each.getPath()[0].equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean fits(Column column, MessageType message) {
    Optional<ParquetNumbers> kind = kind(message, message.getType(column.name()));
    if (kind.isEmpty()) {
      return false;
    }
    ColumnType type = kind.get().type();
    boolean typeFits =
        type == column.type() || (type == ColumnType.INT64 && column.type() == ColumnType.FLOAT);
    return typeFits
        && (field(message, column.name()).getMaxRepetitionLevel() == 0
            || column.valueCount().max() > 1);
  }

  /** How the values of a field are read; empty if it is no value and no list of values. */
  private static Optional<ParquetNumbers> kind(MessageType message, Type field) {
    if (!field.isPrimitive() && !isList(field.asGroupType())) {
      return Optional.empty();
    }
    return ParquetNumbers.of(field(message, field.getName()).getPrimitiveType());
  }

  /**
   * Whether a group is a list of values, by <a
   * href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists">the
   * format</a>.
   */
  private static boolean isList(GroupType group) {
    if (!(group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation)
        || group.getFieldCount() != 1
        || !group.getType(0).isRepetition(Repetition.REPEATED)) {
      return false;
    }
    Type repeated = group.getType(0);
    if (repeated.isPrimitive()) {
      return true;
    }
    GroupType element = repeated.asGroupType();
    boolean isRecord =
        element.getName().equals("array") || element.getName().equals(group.getName() + "_tuple");
    return !isRecord
        && element.getFieldCount() == 1
        && element.getType(0).isPrimitive()
        && !element.getType(0).isRepetition(Repetition.REPEATED);
  }
}
