package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How servers of one database find a leader; a subclass tells where a database is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LeaderElectionContract {
  private static final Duration LEASE = Duration.ofMillis(1500);
  private static final AtomicInteger NAMES = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private DatabaseAddress address;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private Database database;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private String name;

  private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

  /** The address of a database that is empty. */
  abstract DatabaseAddress newAddress();

  @BeforeAll
  void openDatabase() {
    address = newAddress();
    database = Database.open(address);
  }

  @AfterAll
  void closeDatabase() {
    database.close();
  }

  @BeforeEach
  void nameALease() {
    name = "lease " + NAMES.incrementAndGet();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    opened.clear();
  }

  /** Writes down what it hears. */
  private record Notes(List<String> lines) implements LeaderElection.Listener {
    Notes() {
      this(new CopyOnWriteArrayList<>());
    }

    @Override
    public void elected(long epoch) {
      lines.add("elected " + epoch);
      throw new IllegalStateException("A listener that throws harms nobody.");
    }

    @Override
    public void lost(long epoch) {
      lines.add("lost " + epoch);
    }
  }

  private LeaderElection join(Database in, String candidate, LeaderElection.Listener listener) {
    LeaderElection election = LeaderElection.join(in, name, candidate, listener, LEASE);
    opened.add(0, election);
    return election;
  }

  private LeaderElection join(String candidate) {
    return join(database, candidate, new Notes());
  }

  private static void awaitLeader(LeaderElection election) {
    await().atMost(Duration.ofSeconds(20)).until(election::isLeader);
  }

  @Test
  void electsOneAndKeepsIt() {
    Notes notes = new Notes();
    LeaderElection first = join(database, "first", notes);
    awaitLeader(first);
    LeaderElection second = join("second");
    // For longer than the lease.
    await()
        .during(LEASE.multipliedBy(2))
        .atMost(Duration.ofSeconds(20))
        .until(() -> first.isLeader() && !second.isLeader());
    assertThat(first.epoch()).hasValue(1);
    assertThat(notes.lines()).containsExactly("elected 1");
  }

  @Test
  void electsTheOtherAtOnceWhenOneResigns() {
    Notes notes = new Notes();
    LeaderElection first = join(database, "first", notes);
    awaitLeader(first);
    LeaderElection second = join("second");
    first.close();
    assertThat(first.isLeader()).isFalse();
    assertThat(notes.lines()).containsExactly("elected 1", "lost 1");
    awaitLeader(second);
    assertThat(second.epoch()).hasValue(2);
  }

  @Test
  void electsTheOtherWhenOneCannotRenewItsLease() {
    Database lost = Database.open(address);
    Notes notes = new Notes();
    LeaderElection first = join(lost, "first", notes);
    awaitLeader(first);
    LeaderElection second = join("second");
    lost.close();
    long start = System.nanoTime();
    AtomicInteger bothLead = new AtomicInteger();
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              boolean elected = second.isLeader();
              bothLead.addAndGet(elected && first.isLeader() ? 1 : 0);
              return elected;
            });
    assertThat(bothLead).hasValue(0);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(LEASE.multipliedBy(2).plusSeconds(2));
    await().atMost(Duration.ofSeconds(20)).until(() -> notes.lines().size() == 2);
    assertThat(notes.lines()).containsExactly("elected 1", "lost 1");
  }

  @Test
  void replacesALostLeaderInTime() {
    // With renewals and looks at a fifth of the lease, as the test above measures.
    assertThat(LeaderElection.LEASE.plus(LeaderElection.LEASE.dividedBy(5)))
        .isLessThan(LeaderElection.TAKE_OVER);
  }

  @Test
  void refusesTheWorkOfAFormerLeaderThatDoesNotKnow() {
    LeaderElection first = join("first");
    awaitLeader(first);
    assertThat(change(first)).isEqualTo(1);
    LeaderElection second = join("second");
    // As if the database's clock had jumped.
    database.inTransaction(
        handle ->
            handle.execute(
                "UPDATE leadership SET owner = 'another', epoch = epoch + 1 WHERE name = ?", name));
    assertThat(first.isLeader()).isTrue();
    assertRefused(first);
    assertRefused(second);
    await().atMost(Duration.ofSeconds(20)).until(() -> first.isLeader() || second.isLeader());
  }

  private long change(LeaderElection election) {
    return database.inTransaction(election::requireLeader);
  }

  private void assertRefused(LeaderElection election) {
    assertThatThrownBy(() -> change(election))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(" does not lead " + name + " any more");
  }

  @Test
  void electsNobodyInTheMiddleOfATransactionOfTheLeader() throws Exception {
    Database lost = Database.open(address);
    LeaderElection first = join(lost, "first", new Notes());
    awaitLeader(first);
    LeaderElection second = join("second");
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> work =
        CompletableFuture.supplyAsync(
            () ->
                database.inTransaction(
                    handle -> {
                      first.requireLeader(handle);
                      locked.countDown();
                      awaitLatch(goOn);
                      return second.isLeader();
                    }));
    assertThat(locked.await(20, TimeUnit.SECONDS)).isTrue();
    lost.close();
    await().atMost(Duration.ofSeconds(20)).until(() -> !first.isLeader());
    await()
        .during(LEASE.dividedBy(2))
        .atMost(Duration.ofSeconds(20))
        .until(() -> !second.isLeader());
    goOn.countDown();
    assertThat(work.get(20, TimeUnit.SECONDS)).isFalse();
    awaitLeader(second);
    assertRefused(first);
    assertThat(change(second)).isGreaterThan(1);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
