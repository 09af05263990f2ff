package io.manabi.store;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several servers of a database leads. It holds a lease, which it renews, and loses when it
 * does not; then another one takes over. Lost servers are replaced within {@link #TAKE_OVER}.
 *
 * <p>Only the clock of the database counts for the lease, and only how long something takes counts
 * on this machine: {@link #isLeader} says no as soon as the lease may have ended, also while the
 * database cannot be reached. Between that answer and what is done on it time can pass. So whatever
 * only the leader may do to the database calls {@link #requireLeader} in its transaction, and
 * whatever it does elsewhere carries the {@link #epoch}, a number that grows with each leader: who
 * has seen a greater one refuses it.
 */
public final class LeaderElection implements AutoCloseable {
  /** The longest time without a leader after the loss of one. */
  public static final Duration TAKE_OVER = Duration.ofSeconds(15);

  static final Duration LEASE = Duration.ofSeconds(10);

  /** How many times a lease is renewed, and looked after by others, before it ends. */
  private static final int TRIES = 5;

  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final Duration RESIGNATION = Duration.ofSeconds(2);

  /** Hears of the changes, one after the other, on a thread of the election. */
  public interface Listener {
    /** This one leads from now on. */
    void elected(long epoch);

    /** This one does not lead any more, for its lease has ended or it has resigned. */
    void lost(long epoch);
  }

  private final LeaseRow row;
  private final Duration lease;
  private final Listener listener;
  private final ScheduledExecutorService campaign = thread("campaign");
  private final ScheduledExecutorService watch = thread("watch");
  private volatile @Nullable Term term;
  private volatile boolean isClosed;

  /** What was told to the listener last; of the thread of {@link #watch}. */
  private @Nullable Long announced;

  /** A time in office, which ends at a time of {@link System#nanoTime}. */
  private record Term(long epoch, long end) {}

  private LeaderElection(LeaseRow row, Duration lease, Listener listener) {
    this.row = row;
    this.lease = lease;
    this.listener = listener;
  }

  /**
   * Takes part in an election from now on.
   *
   * @param database the database that the servers share
   * @param name what is led; at most 128 letters
   * @param candidate who this is, for people: a host and a port, say; at most 200 letters
   * @param listener hears who leads; what it throws is logged
   * @throws ManabiException if the database fails
   */
  public static LeaderElection join(
      Database database, String name, String candidate, Listener listener) {
    return join(database, name, candidate, listener, LEASE);
  }

  static LeaderElection join(
      Database database, String name, String candidate, Listener listener, Duration lease) {
    LeaderElection election =
        new LeaderElection(
            new LeaseRow(database, name, candidate, lease),
            lease,
            requireNonNull(listener, "listener"));
    election.row.create();
    long pause = lease.toMillis() / TRIES;
    Object unused =
        election.campaign.scheduleWithFixedDelay(election::run, 0, pause, TimeUnit.MILLISECONDS);
    return election;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          Thread thread = new Thread(work, "leader-" + name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private void run() {
    if (isClosed) {
      return;
    }
    Term current = term;
    try {
      LeaseRow.Claim claim = row.claim(current == null ? 0 : current.epoch());
      keep(claim);
    } catch (ManabiException e) {
      LOG.warn("Cannot see who leads {}: {}", row.name(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Cannot take part in the election of {}", row.name(), e);
    }
  }

  private synchronized void keep(LeaseRow.Claim claim) {
    if (isClosed) {
      return;
    }
    Term next =
        claim.epoch().isPresent()
            ? new Term(claim.epoch().getAsLong(), claim.asked() + lease.toNanos())
            : null;
    term = next;
    Object unused = watch.submit(this::announce);
    if (next != null) {
      long rest = next.end() - System.nanoTime();
      Object ignored = watch.schedule(this::announce, rest + 1, TimeUnit.NANOSECONDS);
    }
  }

  /** Tells the listener what has changed since the last time. */
  private void announce() {
    OptionalLong now = epoch();
    Long before = announced;
    Long after = now.isPresent() ? now.getAsLong() : null;
    if (before != null && !before.equals(after)) {
      announced = null;
      LOG.info("{} does not lead {} any more (epoch {})", row.candidate(), row.name(), before);
      tell(() -> listener.lost(before));
    }
    if (after != null && !after.equals(before)) {
      announced = after;
      LOG.info("{} leads {} (epoch {})", row.candidate(), row.name(), after);
      tell(() -> listener.elected(after));
    }
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("A listener of an election failed", e);
    }
  }

  /** Whether somebody leads, as far as the database knows: perhaps one that was lost just now. */
  public static boolean isLed(Database database, String name) {
    return database.inTransaction(
        handle ->
            handle
                    .createQuery(
                        "SELECT COUNT(*) FROM leadership WHERE name = ?"
                            + " AND expires > CURRENT_TIMESTAMP")
                    .bind(0, name)
                    .mapTo(Long.class)
                    .one()
                > 0);
  }

  /** Whether this one leads for sure, now. */
  public boolean isLeader() {
    return epoch().isPresent();
  }

  /** The number of this leader, if this one leads for sure, now. */
  public OptionalLong epoch() {
    Term current = term;
    return current != null && System.nanoTime() - current.end() < 0
        ? OptionalLong.of(current.epoch())
        : OptionalLong.empty();
  }

  /**
   * Lets a transaction go on only if this one leads, and nobody else lead until it ends.
   *
   * @param handle the transaction
   * @return the epoch
   * @throws ManabiException if this one does not lead
   */
  public long requireLeader(Handle handle) {
    OptionalLong epoch = epoch();
    if (epoch.isEmpty() || !row.lock(handle, epoch.getAsLong())) {
      throw ManabiException.resources(
          row.candidate()
              + " does not lead "
              + row.name()
              + " any more, and may not change it; ask the server that leads.");
    }
    return epoch.getAsLong();
  }

  private synchronized void leave() {
    term = null;
    isClosed = true;
  }

  /** Resigns, so that another one can lead at once, and takes no more part. */
  @Override
  public void close() {
    if (campaign.isShutdown()) {
      return;
    }
    leave();
    await("tell that it is over", watch.submit(this::announce));
    watch.shutdownNow();
    // On the thread of the campaign, after what that may be doing.
    await("resign", campaign.submit(() -> row.release(RESIGNATION)));
    // Not interrupted: H2 would close its file.
    campaign.shutdown();
  }

  private void await(String what, Future<?> work) {
    try {
      Object unused = work.get(RESIGNATION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The former leader of {} cannot {}", row.name(), what, e);
    }
  }
}
