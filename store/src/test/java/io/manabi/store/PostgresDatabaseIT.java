package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PostgresDatabaseIT extends DatabaseContract {
  @Override
  DatabaseAddress newAddress() {
    return DatabaseAddress.of(PostgresServer.shared().newDatabase());
  }

  @Test
  void isOpenedByTwoServersAtOnce() throws Exception {
    DatabaseAddress fresh = newAddress();
    CyclicBarrier both = new CyclicBarrier(2);
    atOnce(
        2,
        () -> {
          await(both);
          try (Database mine = Database.open(fresh)) {
            return mine.inTransaction(handle -> handle.execute("DELETE FROM model"));
          }
        });
  }

  @Test
  void makesATransactionAnewWhoseConnectionIsCut() {
    AtomicInteger tries = new AtomicInteger();
    database.inTransaction(
        handle -> {
          add(handle, "a", 1);
          if (tries.incrementAndGet() == 1) {
            handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
          }
          return add(handle, "b", 1);
        });
    assertThat(tries).hasValue(2);
    assertThat(balance("a")).isEqualTo(1);
    assertThat(balance("b")).isEqualTo(1);
  }

  @Test
  void saysThatNobodyAnswers() {
    String url = "jdbc:postgresql://127.0.0.1:1/manabi?user=me&password=secret";
    assertThatThrownBy(() -> Database.open(DatabaseAddress.of(url)))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith(
            "Cannot open the database in jdbc:postgresql://127.0.0.1:1/manabi: ")
        .hasMessageContaining("refused")
        .hasMessageEndingWith("; see that it runs and that its address is right.");
  }

  @Test
  void saysThatADatabaseOfSomethingElseIsNotItsOwn() {
    DatabaseAddress fresh = newAddress();
    try (Database mine = Database.open(fresh)) {
      mine.inTransaction(handle -> handle.execute("DROP TABLE \"flyway_schema_history\""));
    }
    assertThatThrownBy(() -> Database.open(fresh))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot open the database in " + fresh.place())
        .hasMessageContaining("its tables are not those of Manabi");
  }
}
