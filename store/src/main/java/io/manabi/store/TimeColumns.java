package io.manabi.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as databases keep them, to the microsecond. */
public final class TimeColumns {
  private TimeColumns() {}

  /** What is kept of a time: databases would round it, up as well. */
  public static Instant kept(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** What is kept of a time, as a value of a column. */
  public static OffsetDateTime value(Instant time) {
    return kept(time).atOffset(ZoneOffset.UTC);
  }

  /**
   * The time in a column that always has one.
   *
   * @throws SQLException if the database fails
   */
  public static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /**
   * The time in a column, if it has one.
   *
   * @throws SQLException if the database fails
   */
  public static Optional<Instant> timeIfAny(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
