package io.manabi.pipelines.sources;

import io.manabi.core.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * How the values of a primitive type of Parquet are to be understood. Those of a logical type that
 * is not named here are what their physical type is: a timestamp an integer in the unit of the
 * file, a UUID its bytes.
 */
enum ParquetNumbers {
  /**
   * Integers, truth values, dates, times, decimals of up to 18 digits with none after the point.
   */
  INTEGER(ColumnType.INT64),
  /** Unsigned integers of 64 bits, which mostly fit into signed ones. */
  UNSIGNED(ColumnType.INT64),
  /** Floats and half floats. */
  FLOAT(ColumnType.FLOAT),
  DOUBLE(ColumnType.FLOAT),
  DECIMAL(ColumnType.FLOAT),
  /** Strings and any bytes. */
  BYTES(ColumnType.BYTES);

  private static final int DIGITS_OF_LONG = 18;
  private static final int UNSIGNED_BITS = 64;

  private final ColumnType type;

  ParquetNumbers(ColumnType type) {
    this.type = type;
  }

  /** The type of a column that has all, or almost all, such values. */
  ColumnType type() {
    return type;
  }

  /** How values of a type are read; empty if they cannot be. */
  static Optional<ParquetNumbers> of(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      boolean whole = decimal.getScale() == 0 && decimal.getPrecision() <= DIGITS_OF_LONG;
      return Optional.of(whole ? INTEGER : DECIMAL);
    }
    if (meaning instanceof Float16LogicalTypeAnnotation) {
      return Optional.of(FLOAT);
    }
    return switch (type.getPrimitiveTypeName()) {
      case INT64 ->
          Optional.of(
              meaning instanceof IntLogicalTypeAnnotation integer
                      && !integer.isSigned()
                      && integer.getBitWidth() == UNSIGNED_BITS
                  ? UNSIGNED
                  : INTEGER);
      case INT32, BOOLEAN -> Optional.of(INTEGER);
      case FLOAT -> Optional.of(FLOAT);
      case DOUBLE -> Optional.of(DOUBLE);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> Optional.of(BYTES);
      case INT96 -> Optional.empty();
    };
  }

  /** The integer that a reader is at. */
  static long integer(ColumnReader reader, PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 ->
          type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer
                  && !integer.isSigned()
              ? Integer.toUnsignedLong(reader.getInteger())
              : reader.getInteger();
      case BOOLEAN -> reader.getBoolean() ? 1 : 0;
      case INT64 -> reader.getLong();
      default -> new BigInteger(reader.getBinary().getBytes()).longValueExact();
    };
  }

  /** The float that a reader is at. */
  static float real(ColumnReader reader, PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT
        ? reader.getFloat()
        : Float16.of(reader.getBinary().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort());
  }

  /** The decimal number that a reader is at. */
  static BigDecimal decimal(ColumnReader reader, PrimitiveType type) {
    int scale = ((DecimalLogicalTypeAnnotation) type.getLogicalTypeAnnotation()).getScale();
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> BigDecimal.valueOf(reader.getInteger(), scale);
      case INT64 -> BigDecimal.valueOf(reader.getLong(), scale);
      default -> new BigDecimal(new BigInteger(reader.getBinary().getBytes()), scale);
    };
  }

  /** A 64-bit unsigned integer as a decimal number. */
  static BigDecimal unsigned(long bits) {
    return new BigDecimal(Long.toUnsignedString(bits));
  }
}
