package io.manabi.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What the failures of H2 and PostgreSQL mean. */
final class SqlFailure {
  /** The standard's code for a key that is there already. */
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * Another transaction was in the way and this one is undone: serialization, deadlock, a lock that
   * was not to be had in time (of PostgreSQL and of H2), and H2's concurrent update.
   */
  private static final Set<String> CONFLICTS =
      Set.of("40001", "40P01", "55P03", "HYT00", "HYT01", "90131");

  /** PostgreSQL ends, has crashed or starts; or it waited too long for the next statement. */
  private static final Set<String> ENDS = Set.of("57P01", "57P02", "57P03", "57P05", "25P03");

  /** H2 has closed its file, as it does when that could not be read or written. */
  private static final Set<Integer> H2_CLOSED = Set.of(90007, 90028, 90031, 90067, 90098, 90121);

  /** H2's code for a file that another process has open. */
  private static final int ALREADY_OPEN = 90020;

  private SqlFailure() {}

  static boolean isTaken(Throwable failure) {
    return causes(failure).anyMatch(each -> UNIQUE_VIOLATION.equals(each.getSQLState()));
  }

  static boolean isConflict(Throwable failure) {
    return causes(failure).anyMatch(each -> CONFLICTS.contains(state(each)));
  }

  static boolean isConnectionLost(Throwable failure) {
    return causes(failure)
        .anyMatch(
            each ->
                each instanceof SQLTransientConnectionException
                    || state(each).startsWith("08")
                    || ENDS.contains(state(each))
                    || H2_CLOSED.contains(each.getErrorCode()));
  }

  static boolean isOpenElsewhere(Throwable failure) {
    return causes(failure).anyMatch(each -> each.getErrorCode() == ALREADY_OPEN);
  }

  private static String state(SQLException failure) {
    return Objects.requireNonNullElse(failure.getSQLState(), "");
  }

  private static Stream<SQLException> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(20)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast);
  }

  /**
   * What the database itself says, which is deepest, without H2's error number and the statement
   * that follows it, and without the full stop.
   */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    for (SQLException each : causes(failure).toList()) {
      cause = each;
    }
    return String.valueOf(cause.getMessage())
        .lines()
        .findFirst()
        .orElse("no reason given")
        .replaceFirst("(; SQL statement:| \\[\\d+-\\d+])$", "")
        .replaceFirst("\\.$", "");
  }
}
