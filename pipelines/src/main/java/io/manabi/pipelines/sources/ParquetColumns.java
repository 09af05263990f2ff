package io.manabi.pipelines.sources;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** Which fields of a Parquet file are columns: values and lists of values, of a type that fits. */
final class ParquetColumns {
  private ParquetColumns() {}

  /** All columns that a file has; optional and repeated as it says. */
  static InputColumns of(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      MessageType message = reader.getFileMetaData().getSchema();
      List<Column> columns = new ArrayList<>();
      Set<String> leftOut = new LinkedHashSet<>();
      for (ColumnDescriptor field : message.getColumns()) {
        String name = field.getPath()[0];
        Optional<ColumnType> type = type(field);
        if (type.isPresent() && isAlone(message, name)) {
          Column column = new Column(name, type.get());
          boolean list = field.getMaxRepetitionLevel() == 1;
          boolean optional = field.getMaxDefinitionLevel() > 0;
          columns.add(list ? column.ragged() : optional ? column.optional() : column);
        } else {
          leftOut.add(name);
        }
      }
      return new InputColumns(new Schema(columns), List.copyOf(leftOut));
    }
  }

  /**
   * Checks that the columns are there.
   *
   * @throws ManabiException if one is not, or is of another type
   */
  static void check(Schema schema, MessageType message, String file) {
    for (Column column : schema.columns()) {
      String name = column.name();
      if (!message.containsField(name)) {
        List<String> names = message.getFields().stream().map(field -> field.getName()).toList();
        throw ManabiException.user(
            file + " has no column '" + name + "'; it has " + names + ", so correct the schema.");
      }
      if (!isAlone(message, name) || !fits(column, field(message, name))) {
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

  private static boolean fits(Column column, ColumnDescriptor field) {
    Optional<ColumnType> type = type(field);
    boolean typeFits =
        type.isPresent()
            && (type.get() == column.type()
                || (type.get() == ColumnType.INT64 && column.type() == ColumnType.FLOAT));
    return typeFits && (field.getMaxRepetitionLevel() == 0 || column.valueCount().max() > 1);
  }

  /** Whether a field holds one value or a list of values, and no record. */
  private static boolean isAlone(MessageType message, String name) {
    return message.getColumns().stream().filter(each -> each.getPath()[0].equals(name)).count() == 1
        && field(message, name).getMaxRepetitionLevel() <= 1;
  }

  private static Optional<ColumnType> type(ColumnDescriptor field) {
    PrimitiveType type = field.getPrimitiveType();
    if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation) {
      return Optional.empty();
    }
    return switch (type.getPrimitiveTypeName()) {
      case INT32, INT64, BOOLEAN -> Optional.of(ColumnType.INT64);
      case FLOAT, DOUBLE -> Optional.of(ColumnType.FLOAT);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> Optional.of(ColumnType.BYTES);
      case INT96 -> Optional.empty();
    };
  }
}
