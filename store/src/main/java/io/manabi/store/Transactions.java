package io.manabi.store;

import com.zaxxer.hikari.HikariDataSource;
import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Makes transactions, again where that is safe and may help. */
final class Transactions {
  /** How often a transaction is tried that others are in the way of. */
  private static final int MAX_CONFLICTS = 10;

  private static final int MAX_PAUSE_MILLIS = 200;

  private final DatabaseAddress address;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Commits commits;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  Transactions(DatabaseAddress address, HikariDataSource pool) {
    this.address = address;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.commits = Commits.of(address);
  }

  /** How one try ended, unless the work itself threw something else. */
  private sealed interface Try<T extends @Nullable Object> {
    /** It is committed. */
    record Done<T extends @Nullable Object>(T result) implements Try<T> {}

    /** Nothing of it is there. */
    record Undone<T extends @Nullable Object>(JdbiException failure) implements Try<T> {}

    /** The connection was lost in the commit. */
    record InDoubt<T extends @Nullable Object>(T result, JdbiException failure) implements Try<T> {}
  }

  <T extends @Nullable Object> T run(Function<Handle, T> work, Duration patience) {
    if (inside.get()) {
      throw new IllegalStateException(
          "A transaction begins inside another one; let it use the handle of that one.");
    }
    inside.set(true);
    Commits.Mark mark = commits.take();
    try {
      return run(work, mark, new Waiting(patience));
    } finally {
      commits.giveBack(mark);
      inside.remove();
    }
  }

  private <T extends @Nullable Object> T run(
      Function<Handle, T> work, Commits.Mark mark, Waiting waiting) {
    while (true) {
      Try<T> last = tryOnce(work, mark);
      if (last instanceof Try.Done<T> done) {
        return done.result();
      }
      if (last instanceof Try.InDoubt<T> doubt) {
        if (isCommitted(mark, doubt.failure(), waiting)) {
          return doubt.result();
        }
        waiting.pause();
      } else if (last instanceof Try.Undone<T> undone) {
        waiting.pauseAfter(undone.failure());
      }
    }
  }

  private <T extends @Nullable Object> Try<T> tryOnce(Function<Handle, T> work, Commits.Mark mark) {
    Handle handle;
    try {
      handle = jdbi.open();
    } catch (JdbiException e) {
      return new Try.Undone<>(e);
    }
    try {
      handle.begin();
      T result = work.apply(handle);
      boolean changed = commits.set(handle, mark);
      try {
        handle.commit();
      } catch (JdbiException e) {
        return changed && SqlFailure.isConnectionLost(e)
            ? new Try.InDoubt<>(result, e)
            : new Try.Undone<>(e);
      }
      return changed ? makeLast(handle, result) : new Try.Done<>(result);
    } catch (JdbiException e) {
      return new Try.Undone<>(e);
    } finally {
      giveBack(handle);
    }
  }

  private <T extends @Nullable Object> Try<T> makeLast(Handle handle, T result) {
    try {
      commits.makeLast(handle);
      return new Try.Done<>(result);
    } catch (JdbiException e) {
      return new Try.InDoubt<>(result, e);
    }
  }

  /** Undoes what is not committed; a connection that cannot do that is not used again. */
  private void giveBack(Handle handle) {
    try (handle) {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (JdbiException e) {
      pool.evictConnection(handle.getConnection());
    }
  }

  private boolean isCommitted(Commits.Mark mark, JdbiException failure, Waiting waiting) {
    while (true) {
      try {
        return jdbi.inTransaction(handle -> commits.isSet(handle, mark));
      } catch (JdbiException e) {
        if (waiting.isOver()) {
          throw inDoubt(failure);
        }
        waiting.pause();
      }
    }
  }

  private ManabiException inDoubt(JdbiException failure) {
    return ManabiException.resources(
        "The database in "
            + address.place()
            + " was lost while it committed a change, and does not tell whether it did ("
            + address.withoutSecrets(SqlFailure.reason(failure))
            + "); look at what is there before you try again.",
        failure);
  }

  /** How long and how often one call has tried. */
  private final class Waiting {
    private final Duration patience;
    private final long start = System.nanoTime();
    private int conflicts;
    private int pauses;

    Waiting(Duration patience) {
      this.patience = patience;
    }

    boolean isOver() {
      return System.nanoTime() - start >= patience.toNanos();
    }

    /** Returns if the same transaction may go well now, and throws if it should not be tried. */
    void pauseAfter(JdbiException failure) {
      if (SqlFailure.isConnectionLost(failure)) {
        if (isOver()) {
          throw cannotUse(
              "it has not answered for "
                  + patience.toSeconds()
                  + " s: "
                  + reason(failure)
                  + "; start it or mend the way to it, and try again.",
              failure);
        }
      } else if (!SqlFailure.isConflict(failure)) {
        throw cannotUse(reason(failure) + ".", failure);
      } else if (++conflicts >= MAX_CONFLICTS) {
        throw cannotUse(
            "other changes were in the way "
                + MAX_CONFLICTS
                + " times: "
                + reason(failure)
                + "; try again.",
            failure);
      }
      pause();
    }

    private String reason(JdbiException failure) {
      return address.withoutSecrets(SqlFailure.reason(failure));
    }

    private ManabiException cannotUse(String reason, JdbiException failure) {
      return ManabiException.resources(
          "Cannot use the database in " + address.place() + ": " + reason, failure);
    }

    /** Longer each time, and by chance, so that two that met do not meet again. */
    void pause() {
      int longest = Math.min(MAX_PAUSE_MILLIS, 4 << Math.min(pauses++, 10));
      try {
        Thread.sleep(ThreadLocalRandom.current().nextInt(longest / 2, longest + 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ManabiException.resources(
            "Interrupted while waiting for the database in " + address.place() + ".", e);
      }
    }
  }
}
