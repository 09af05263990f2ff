package io.manabi.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.manabi.core.ManabiException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Connections to the registry's database, whose tables it makes and brings up to date. */
final class Database implements AutoCloseable {
  /** H2's code for a file that another process has open. */
  private static final int ALREADY_OPEN = 90020;

  /** The standard's code for a key that is there already, in H2 and in PostgreSQL. */
  private static final String UNIQUE_VIOLATION = "23505";

  private final String place;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(String place, HikariDataSource pool) {
    this.place = place;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Opens a database.
   *
   * @param url its JDBC address
   * @param place where it is, in words for the user
   * @throws ManabiException if it is locked, cannot be reached, or is not one of ours
   */
  static Database open(String url, String place) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    config.setPoolName("registry");
    // The first connection is tried once: a database that is locked stays locked.
    config.setInitializationFailTimeout(1);
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw cannotOpen(
          place,
          has(e, each -> each.getErrorCode() == ALREADY_OPEN)
              ? "another process has it open; end that one first."
              : reason(e),
          e);
    }
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:io/manabi/registry/migrations")
          .load()
          .migrate();
    } catch (FlywayException e) {
      pool.close();
      throw cannotOpen(place, "its tables are not those of a registry: " + reason(e), e);
    }
    return new Database(place, pool);
  }

  private static ManabiException cannotOpen(String place, String reason, RuntimeException failure) {
    return ManabiException.resources(
        "Cannot open the model registry in " + place + ": " + reason, failure);
  }

  /**
   * Does something as a whole or not at all.
   *
   * @throws ManabiException if the database fails
   */
  <T> T inTransaction(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      throw ManabiException.resources(
          "Cannot use the model registry in " + place + ": " + reason(e), e);
    }
  }

  /** Whether a failure says that a row with this key is there already. */
  static boolean isTaken(JdbiException failure) {
    return has(failure, each -> UNIQUE_VIOLATION.equals(each.getSQLState()));
  }

  private static boolean has(Throwable failure, Predicate<SQLException> what) {
    return sqlException(failure).filter(what).isPresent();
  }

  private static Optional<SQLException> sqlException(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .findFirst();
  }

  /** What the database says, without H2's error number and the statement that follows it. */
  private static String reason(RuntimeException failure) {
    Throwable cause = sqlException(failure).map(Throwable.class::cast).orElse(failure);
    return String.valueOf(cause.getMessage())
        .lines()
        .findFirst()
        .orElse("no reason given")
        .replaceFirst("(; SQL statement:| \\[\\d+-\\d+])$", "");
  }

  @Override
  public void close() {
    pool.close();
  }
}
