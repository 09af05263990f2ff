package io.manabi.pipelines.sources;

import io.manabi.core.ColumnBuilder;
import io.manabi.core.RowProblem;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Reads the values of one column of a Parquet file, row by row. */
final class ParquetCell {
  private final ColumnReader reader;
  private final ColumnBuilder column;
  private final PrimitiveTypeName type;
  private final int present;

  ParquetCell(ColumnReader reader, ColumnBuilder column) {
    this.reader = reader;
    this.column = column;
    this.type = reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
    this.present = reader.getDescriptor().getMaxDefinitionLevel();
  }

  /** Adds the values of the next row; the result tells if they cannot be added. */
  @Nullable RowProblem readRow() {
    RowProblem problem = null;
    do {
      if (reader.getCurrentDefinitionLevel() == present) {
        String wrong = readValue();
        problem = wrong == null ? problem : new RowProblem(column.column().name(), wrong);
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    return problem;
  }

  private @Nullable String readValue() {
    if (column instanceof ColumnBuilder.Int64s ints) {
      ints.add(integer());
    } else if (column instanceof ColumnBuilder.Floats floats) {
      return addFloat(floats);
    } else {
      ((ColumnBuilder.Bytes) column).add(reader.getBinary().getBytes());
    }
    return null;
  }

  private @Nullable String addFloat(ColumnBuilder.Floats floats) {
    switch (type) {
      case FLOAT -> floats.add(reader.getFloat());
      case DOUBLE -> {
        double value = reader.getDouble();
        if (Double.isFinite(value) && Float.isInfinite((float) value)) {
          return "is " + value + ", out of the range of 32-bit floats";
        }
        floats.add((float) value);
      }
      default -> floats.add((float) integer());
    }
    return null;
  }

  private long integer() {
    return switch (type) {
      case INT32 -> reader.getInteger();
      case BOOLEAN -> reader.getBoolean() ? 1 : 0;
      default -> reader.getLong();
    };
  }
}
