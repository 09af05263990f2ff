package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a database does, whatever it is; a subclass for each tells where one is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseContract {
  @SuppressWarnings("NullAway.Init") // Set before all tests.
  DatabaseAddress address;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  Database database;

  /** The address of a database that is empty. */
  abstract DatabaseAddress newAddress();

  @BeforeAll
  void openDatabase() {
    address = newAddress();
    database = Database.open(address);
    database.inTransaction(
        handle ->
            handle.execute(
                "CREATE TABLE account (name VARCHAR(64) PRIMARY KEY, balance BIGINT NOT NULL)"));
  }

  @AfterAll
  void closeDatabase() {
    database.close();
  }

  @BeforeEach
  void openTwoAccounts() {
    insert(database, "a", 0);
    insert(database, "b", 0);
  }

  @AfterEach
  void closeAccounts() {
    database.inTransaction(handle -> handle.execute("DELETE FROM account"));
  }

  static void insert(Database database, String name, long balance) {
    database.inTransaction(
        handle -> handle.execute("INSERT INTO account VALUES (?, ?)", name, balance));
  }

  long balance(String name) {
    return database.inTransaction(handle -> balance(handle, name, ""));
  }

  static long balance(Handle handle, String name, String lock) {
    return handle
        .createQuery("SELECT balance FROM account WHERE name = ?" + lock)
        .bind(0, name)
        .mapTo(Long.class)
        .one();
  }

  static int add(Handle handle, String name, long amount) {
    return handle.execute("UPDATE account SET balance = balance + ? WHERE name = ?", amount, name);
  }

  static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> all =
          executor.invokeAll(IntStream.range(0, threads).mapToObj(i -> work).toList());
      executor.shutdown();
      assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      List<T> results = new ArrayList<>();
      for (Future<T> each : all) {
        results.add(each.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void undoesAllOfATransactionThatFails() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    handle -> {
                      add(handle, "a", 5);
                      throw ManabiException.user("No more of this.");
                    }))
        .hasMessage("No more of this.");
    assertThat(balance("a")).isZero();
  }

  @Test
  void losesNoChangeOfConnectionsThatRace() throws Exception {
    atOnce(
        4,
        () -> {
          for (int i = 0; i < 10; i++) {
            database.inTransaction(
                handle -> {
                  long before = balance(handle, "a", " FOR UPDATE");
                  return handle.execute(
                      "UPDATE account SET balance = ? WHERE name = 'a'", before + 1);
                });
          }
          return 0;
        });
    assertThat(balance("a")).isEqualTo(40);
  }

  @Test
  void letsOneOfTwoConnectionsThatRaceTakeAKey() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    List<Boolean> won =
        atOnce(
            2,
            () -> {
              AtomicBoolean taken = new AtomicBoolean();
              try {
                return database.inTransaction(handle -> takes(handle, both, taken));
              } catch (ManabiException e) {
                assertThat(taken).isTrue();
                return false;
              }
            });
    assertThat(won).containsExactlyInAnyOrder(true, false);
  }

  private static boolean takes(Handle handle, CyclicBarrier both, AtomicBoolean taken) {
    await(both);
    try {
      return handle.execute("INSERT INTO account VALUES ('c', 1)") == 1;
    } catch (UnableToExecuteStatementException e) {
      taken.set(Database.isTaken(e));
      throw e;
    }
  }

  @Test
  void triesAgainAfterADeadlock() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger number = new AtomicInteger();
    AtomicInteger tries = new AtomicInteger();
    atOnce(
        2,
        () -> {
          boolean forth = number.getAndIncrement() == 0;
          return database.inTransaction(
              handle -> {
                add(handle, forth ? "a" : "b", 1);
                if (tries.incrementAndGet() <= 2) {
                  await(both);
                }
                return add(handle, forth ? "b" : "a", 1);
              });
        });
    assertThat(tries.get()).isGreaterThan(2);
    assertThat(balance("a")).isEqualTo(2);
    assertThat(balance("b")).isEqualTo(2);
  }

  static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void givesUpWhenOthersAreAlwaysInTheWay() {
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    handle -> {
                      tries.incrementAndGet();
                      add(handle, "a", 1);
                      throw conflict();
                    }))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Cannot use the database in "
                + address.place()
                + ": other changes were in the way 10 times: in the way; try again.");
    assertThat(tries).hasValue(10);
    assertThat(balance("a")).isZero();
  }

  private static JdbiException conflict() {
    return new TransactionException("cannot", new SQLException("in the way", "40001"));
  }

  @Test
  void saysOnceWhatIsWrong() {
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    handle -> {
                      tries.incrementAndGet();
                      return handle.execute("UPDATE nothing SET a = 1");
                    }))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot use the database in " + address.place() + ": ")
        .hasMessageMatching("(?i).*nothing.* not .*");
    assertThat(tries).hasValue(1);
  }

  @Test
  void refusesATransactionInsideAnother() {
    assertThatThrownBy(() -> database.inTransaction(handle -> balance("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside another");
    assertThat(balance("a")).isZero();
  }

  @Test
  void opensOneThatIsThere() {
    DatabaseAddress fresh = newAddress();
    try (Database first = Database.open(fresh)) {
      first.inTransaction(handle -> handle.execute("CREATE TABLE mine (id INT)"));
    }
    try (Database again = Database.open(fresh)) {
      int rows = again.inTransaction(handle -> handle.execute("INSERT INTO mine VALUES (1)"));
      assertThat(rows).isEqualTo(1);
    }
  }

  @Test
  void refusesOneOfANewerManabi() {
    DatabaseAddress fresh = newAddress();
    try (Database first = Database.open(fresh)) {
      first.inTransaction(
          handle ->
              handle.execute(
                  "INSERT INTO \"flyway_schema_history\" VALUES (9999, '9999', 'new', 'SQL',"
                      + " 'V9999__new.sql', 1, 'x', CURRENT_TIMESTAMP, 1, TRUE)"));
    }
    assertThatThrownBy(() -> Database.open(fresh))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The database in "
                + fresh.place()
                + " was used by a newer Manabi; use that one, or a database of this one.");
  }
}
