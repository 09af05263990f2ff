package io.manabi.store;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.manabi.core.ManabiException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a database, whose tables it makes and brings up to date. Safe for use by several
 * threads.
 *
 * <p>What is promised of a transaction: it is made as a whole or not at all; when a call returns,
 * its changes are on the disk; and a call makes them once, however often it has to try. It tries
 * again when another transaction was in the way, and when the connection is lost, until the
 * database is back or the patience ends. If the connection is lost in the commit itself, the
 * database is asked afterwards whether it was made: each transaction leaves its number in the table
 * {@code commit_mark}. Then the call returns, or tries again. Only if the database is away for
 * longer than the patience just then, nobody knows, and the call fails with a sentence that says
 * so.
 */
public final class Database implements AutoCloseable {
  /** How long a call waits for a database that is away. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int CONNECTIONS = 8;

  /** How long Hikari waits at most at a time; the patience is ours. */
  private static final Duration ONE_WAIT = Duration.ofSeconds(2);

  /**
   * A server does not keep the locks of a client whose machine is gone, or whose process stands
   * still in a transaction.
   */
  private static final String POSTGRES_SESSION =
      "SET idle_in_transaction_session_timeout = '10s'; SET tcp_keepalives_idle = 5;"
          + " SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

  private final DatabaseAddress address;
  private final Duration patience;
  private final HikariDataSource pool;
  private final Transactions transactions;

  private Database(DatabaseAddress address, Duration patience, HikariDataSource pool) {
    this.address = address;
    this.patience = patience;
    this.pool = pool;
    this.transactions = new Transactions(address, pool);
  }

  /**
   * Opens a database, with a patience of {@link #PATIENCE}.
   *
   * @throws ManabiException as {@link #open(DatabaseAddress, Duration)}
   */
  public static Database open(DatabaseAddress address) {
    return open(address, PATIENCE);
  }

  /**
   * Opens a database. It is tried once: neither a wrong address nor a lock goes away.
   *
   * @param address where it is
   * @param patience how long a call waits for the database when that is away
   * @throws ManabiException if it is locked, cannot be reached, is not one of ours, or was made by
   *     a newer Manabi
   */
  public static Database open(DatabaseAddress address, Duration patience) {
    requireNonNull(patience, "patience");
    HikariDataSource pool = connect(requireNonNull(address, "address"), patience);
    try {
      Migrations.migrate(pool, address);
      Database database = new Database(address, patience, pool);
      database.inTransaction(Commits::forgetOld);
      return database;
    } catch (RuntimeException | Error e) {
      pool.close();
      throw e;
    }
  }

  private static HikariDataSource connect(DatabaseAddress address, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(1);
    long wait = Math.max(250, Math.min(patience.toMillis() / 2, ONE_WAIT.toMillis()));
    config.setConnectionTimeout(wait);
    config.setValidationTimeout(wait);
    if (address.isPostgres()) {
      config.setJdbcUrl(address.url());
      config.setConnectionInitSql(POSTGRES_SESSION);
      // Those in the address win.
      config.addDataSourceProperty("ApplicationName", "manabi");
      config.addDataSourceProperty("connectTimeout", "10");
      config.addDataSourceProperty("socketTimeout", "60");
      config.addDataSourceProperty("tcpKeepAlive", "true");
    } else {
      // Since each commit is forced to the disk, what it replaces need not be kept for long.
      String retention = address.url().contains("RETENTION_TIME") ? "" : ";RETENTION_TIME=5000";
      config.setJdbcUrl(address.url() + retention);
    }
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw cannotOpen(
          address,
          SqlFailure.isOpenElsewhere(e)
              ? "another process has it open; end that one first."
              : SqlFailure.reason(e) + "; see that it runs and that its address is right.",
          e);
    }
  }

  static ManabiException cannotOpen(
      DatabaseAddress address, String reason, RuntimeException failure) {
    return ManabiException.resources(
        "Cannot open the database in " + address.place() + ": " + address.withoutSecrets(reason),
        failure);
  }

  /**
   * Does something as a whole or not at all, once; see the promise of this class.
   *
   * @param work the statements, with a result; may be called several times, so it changes nothing
   *     but what is in the database, and begins no transaction of its own. What it throws ends the
   *     call, and undoes the transaction
   * @throws ManabiException if the database fails, or is away for longer than the patience
   */
  public <T extends @Nullable Object> T inTransaction(Function<Handle, T> work) {
    return transactions.run(work, patience);
  }

  /** As {@link #inTransaction(Function)}, with another patience. */
  <T extends @Nullable Object> T inTransaction(Duration otherPatience, Function<Handle, T> work) {
    return transactions.run(work, otherPatience);
  }

  /**
   * Whether a failure says that a row with this key is there already. The transaction cannot go on
   * after that, nor after any statement that failed: its work throws.
   */
  public static boolean isTaken(JdbiException failure) {
    return SqlFailure.isTaken(failure);
  }

  /** Whether other processes may have it open at the same time. */
  public boolean isShared() {
    return address.isPostgres();
  }

  /** Where the database is, for people. */
  public String place() {
    return address.place();
  }

  DatabaseAddress address() {
    return address;
  }

  @Override
  public void close() {
    if (address.isInMemory() && !pool.isClosed()) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN IMMEDIATELY");
      } catch (SQLException e) {
        // It is gone as it should be.
      }
    }
    pool.close();
  }
}
