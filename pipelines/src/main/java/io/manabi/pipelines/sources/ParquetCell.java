package io.manabi.pipelines.sources;

import io.manabi.core.ColumnBuilder;
import io.manabi.core.RowProblem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** Reads the values of one column of a Parquet file, row by row. */
final class ParquetCell {
  private final ColumnReader reader;
  private final ColumnBuilder column;
  private final PrimitiveType type;
  private final ParquetNumbers kind;
  private final int present;

  ParquetCell(ColumnReader reader, ColumnBuilder column) {
    this.reader = reader;
    this.column = column;
    this.type = reader.getDescriptor().getPrimitiveType();
    this.kind = ParquetNumbers.of(type).orElseThrow();
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
    if (kind == ParquetNumbers.BYTES) {
      return addBytes(reader.getBinary().getBytes());
    }
    if (kind == ParquetNumbers.INTEGER) {
      return addInteger(ParquetNumbers.integer(reader, type));
    }
    if (kind == ParquetNumbers.FLOAT) {
      float value = ParquetNumbers.real(reader, type);
      return addReal(value, Float.toString(value));
    }
    if (kind == ParquetNumbers.DOUBLE) {
      double value = reader.getDouble();
      return addReal(value, Double.toString(value));
    }
    if (kind == ParquetNumbers.DECIMAL) {
      return addDecimal(ParquetNumbers.decimal(reader, type));
    }
    long bits = reader.getLong();
    return bits >= 0 ? addInteger(bits) : addDecimal(ParquetNumbers.unsigned(bits));
  }

  private @Nullable String addBytes(byte[] value) {
    if (column instanceof ColumnBuilder.Bytes bytes) {
      bytes.add(value);
      return null;
    }
    return "is a string; expected a number";
  }

  private @Nullable String addInteger(long value) {
    if (column instanceof ColumnBuilder.Int64s ints) {
      ints.add(value);
    } else if (column instanceof ColumnBuilder.Floats floats) {
      floats.add((float) value);
    } else if (column instanceof ColumnBuilder.Doubles doubles) {
      doubles.add((double) value);
    } else {
      addText(Long.toString(value));
    }
    return null;
  }

  private @Nullable String addDecimal(BigDecimal value) {
    if (column instanceof ColumnBuilder.Floats floats) {
      floats.add(value.floatValue());
    } else if (column instanceof ColumnBuilder.Doubles doubles) {
      doubles.add(value.doubleValue());
    } else if (column instanceof ColumnBuilder.Int64s) {
      return "is "
          + value.toPlainString()
          + (value.scale() == 0
              ? ", out of the range of 64-bit integers"
              : "; expected an integer");
    } else {
      addText(value.toPlainString());
    }
    return null;
  }

  private @Nullable String addReal(double value, String text) {
    if (column instanceof ColumnBuilder.Floats floats) {
      if (Double.isFinite(value) && Float.isInfinite((float) value)) {
        return "is " + text + ", out of the range of 32-bit floats";
      }
      floats.add((float) value);
    } else if (column instanceof ColumnBuilder.Doubles doubles) {
      doubles.add(value);
    } else if (column instanceof ColumnBuilder.Int64s) {
      return "is " + text + "; expected an integer";
    } else {
      addText(text);
    }
    return null;
  }

  private void addText(String text) {
    ((ColumnBuilder.Bytes) column).add(text.getBytes(StandardCharsets.UTF_8));
  }
}
