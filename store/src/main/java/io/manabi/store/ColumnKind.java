package io.manabi.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How the values of a column are written in a backup: as texts, exactly. */
enum ColumnKind {
  TEXT(Types.VARCHAR),
  INTEGER(Types.BIGINT),
  BOOLEAN(Types.BOOLEAN),
  FLOATING(Types.DOUBLE),
  DECIMAL(Types.NUMERIC),
  TIME(Types.TIMESTAMP_WITH_TIMEZONE),
  BYTES(Types.VARBINARY);

  private final int sqlType;

  ColumnKind(int sqlType) {
    this.sqlType = sqlType;
  }

  static ColumnKind of(int type, String name) {
    return switch (type) {
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB -> TEXT;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> INTEGER;
      case Types.BOOLEAN, Types.BIT -> BOOLEAN;
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> FLOATING;
      case Types.NUMERIC, Types.DECIMAL -> DECIMAL;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
      case Types.TIMESTAMP_WITH_TIMEZONE -> TIME;
      case Types.TIMESTAMP -> {
        if (name.equals("timestamptz")) {
          yield TIME;
        }
        throw new IllegalStateException("A backup cannot keep times without a zone");
      }
      default -> throw new IllegalStateException("A backup cannot keep columns of type " + name);
    };
  }

  int sqlType() {
    return sqlType;
  }

  @Nullable String read(ResultSet row, int column) throws SQLException {
    return switch (this) {
      case TEXT -> row.getString(column);
      case BYTES -> {
        byte[] bytes = row.getBytes(column);
        yield bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
      }
      case TIME -> {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        yield time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC).toString();
      }
      case INTEGER -> text(row, row.getLong(column));
      case BOOLEAN -> text(row, row.getBoolean(column));
      case FLOATING -> text(row, row.getDouble(column));
      case DECIMAL -> {
        BigDecimal number = row.getBigDecimal(column);
        yield number == null ? null : number.toPlainString();
      }
    };
  }

  private static @Nullable String text(ResultSet row, Object value) throws SQLException {
    return row.wasNull() ? null : value.toString();
  }

  Object parse(String text) {
    try {
      return switch (this) {
        case TEXT -> text;
        case BYTES -> Base64.getDecoder().decode(text);
        case TIME -> OffsetDateTime.parse(text);
        case INTEGER -> Long.valueOf(text);
        case BOOLEAN -> Boolean.valueOf(text);
        case FLOATING -> Double.valueOf(text);
        case DECIMAL -> new BigDecimal(text);
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time", e);
    }
  }
}
