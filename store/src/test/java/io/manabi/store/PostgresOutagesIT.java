package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that ends, crashes or is cut off, and comes back. */
class PostgresOutagesIT {
  private static final int WRITERS = 4;

  @TempDir Path directory;

  private static void createLedger(Database database) {
    database.inTransaction(
        handle -> {
          handle.execute("CREATE TABLE ledger (entry BIGINT NOT NULL)");
          handle.execute("CREATE TABLE total (entries BIGINT NOT NULL)");
          return handle.execute("INSERT INTO total VALUES (0)");
        });
  }

  private static int write(Database database, int entry) {
    return database.inTransaction(
        handle -> {
          handle.execute("UPDATE total SET entries = entries + 1");
          return handle.execute("INSERT INTO ledger VALUES (?)", entry);
        });
  }

  private static List<Integer> entries(Database database) {
    return database.inTransaction(
        handle ->
            handle
                .createQuery("SELECT entry FROM ledger ORDER BY entry")
                .mapTo(Integer.class)
                .list());
  }

  private static long total(Database database) {
    return database.inTransaction(
        handle -> handle.createQuery("SELECT entries FROM total").mapTo(Long.class).one());
  }

  @Test
  void losesNothingAndDoesNothingTwiceWhenTheServerStopsAndCrashesUnderLoad() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
    try (PostgresServer server = PostgresServer.in(directory);
        Database database = Database.open(DatabaseAddress.of(server.newDatabase()))) {
      createLedger(database);
      AtomicInteger next = new AtomicInteger();
      AtomicInteger written = new AtomicInteger();
      AtomicBoolean enough = new AtomicBoolean();
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(
            executor.submit(
                () -> {
                  while (!enough.get()) {
                    write(database, next.getAndIncrement());
                    written.incrementAndGet();
                  }
                }));
      }
      awaitProgress(written);
      server.stop();
      server.comeBack();
      awaitProgress(written);
      server.crash();
      server.comeBack();
      awaitProgress(written);
      enough.set(true);
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      assertThat(entries(database))
          .containsExactlyElementsOf(IntStream.range(0, next.get()).boxed().toList());
      assertThat(total(database)).isEqualTo(next.get());
    } finally {
      executor.shutdownNow();
    }
  }

  private static void awaitProgress(AtomicInteger written) {
    int before = written.get();
    await().atMost(Duration.ofSeconds(60)).until(() -> written.get() > before + 50);
  }

  @Test
  void makesACommitOnceWhoseAnswerIsLost() throws Exception {
    String url = PostgresServer.shared().newDatabase() + "&preferQueryMode=simple";
    try (LosingProxy proxy = new LosingProxy(PostgresServer.shared().port());
        Database database = Database.open(through(proxy, url))) {
      createLedger(database);
      AtomicInteger tries = new AtomicInteger();
      proxy.loseNextCommit();
      int result =
          database.inTransaction(
              handle -> {
                handle.execute("UPDATE total SET entries = entries + 1");
                return handle.execute("INSERT INTO ledger VALUES (?)", tries.getAndIncrement());
              });
      assertThat(proxy.hasLostCommit()).isTrue();
      assertThat(result).isEqualTo(1);
      assertThat(tries).hasValue(1);
      assertThat(entries(database)).containsExactly(0);
      assertThat(total(database)).isEqualTo(1);
    }
  }

  private static DatabaseAddress through(LosingProxy proxy, String url) {
    return DatabaseAddress.of(url.replaceFirst("//[^/]+/", "//127.0.0.1:" + proxy.port() + "/"));
  }

  @Test
  void makesAgainACommitThatTheServerRefusedAsItWasCutOff() throws Exception {
    try (Database database =
        Database.open(DatabaseAddress.of(PostgresServer.shared().newDatabase()))) {
      createLedger(database);
      createTriggerThatCutsTheFirstCommit(database);
      write(database, 7);
      assertThat(entries(database)).containsExactly(7);
      assertThat(total(database)).isEqualTo(1);
    }
  }

  /** A sequence counts also in transactions that are undone. */
  private static void createTriggerThatCutsTheFirstCommit(Database database) {
    database.inTransaction(
        handle -> {
          handle.execute("CREATE SEQUENCE commits");
          handle.execute(
              "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                  + " IF nextval('commits') = 1 THEN"
                  + " PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
                  + " RETURN NULL; END $$");
          return handle.execute(
              "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON ledger DEFERRABLE INITIALLY DEFERRED"
                  + " FOR EACH ROW EXECUTE FUNCTION cut()");
        });
  }

  @Test
  void waitsAsLongAsItsPatienceAndGoesOnAfterwards() throws Exception {
    String url = PostgresServer.shared().newDatabase() + "&password=secret";
    try (LosingProxy proxy = new LosingProxy(PostgresServer.shared().port());
        Database database = Database.open(through(proxy, url), Duration.ofSeconds(1))) {
      createLedger(database);
      proxy.breakWire();
      assertThatThrownBy(() -> write(database, 1))
          .isInstanceOf(ManabiException.class)
          .hasMessageStartingWith(
              "Cannot use the database in " + database.place() + ": it has not answered for 1 s: ")
          .hasMessageEndingWith("; start it or mend the way to it, and try again.")
          .hasMessageNotContaining("secret");
      proxy.mendWire();
      await().atMost(Duration.ofSeconds(30)).until(() -> canWrite(database));
      assertThat(entries(database)).containsExactly(2);
    }
  }

  private static boolean canWrite(Database database) {
    try {
      return write(database, 2) == 1;
    } catch (ManabiException e) {
      return false;
    }
  }
}
