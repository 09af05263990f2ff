package io.manabi.store;

import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Finds out whether a commit was made whose answer was lost. Each transaction that changes
 * something writes its number into a row of {@code commit_mark}, as its last change; so that number
 * is there later if, and only if, the transaction is. Transactions at one time use different rows.
 */
abstract class Commits {
  private final String process = UUID.randomUUID() + "/";
  private final AtomicInteger rows = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();
  private final Queue<String> free = new ConcurrentLinkedQueue<>();

  /** What a transaction writes: its number, and the row. */
  record Mark(String row, long number) {}

  static Commits of(DatabaseAddress address) {
    return address.isPostgres() ? new OfPostgres() : new OfH2();
  }

  /** A mark for a transaction, which gives it back when it knows how it ended. */
  final Mark take() {
    String row = free.poll();
    return new Mark(
        row == null ? process + rows.getAndIncrement() : row, numbers.incrementAndGet());
  }

  final void giveBack(Mark mark) {
    free.add(mark.row());
  }

  /**
   * Sets the mark, right before the commit.
   *
   * @return whether the transaction has changed anything
   */
  abstract boolean set(Handle handle, Mark mark);

  /** Called after a commit: when this returns, it lasts. */
  abstract void makeLast(Handle handle);

  /** Whether the transaction with this mark was made; waits for it if it still runs. */
  abstract boolean isSet(Handle handle, Mark mark);

  /** Deletes the rows of processes that are gone. */
  static int forgetOld(Handle handle) {
    return handle.execute(
        "DELETE FROM commit_mark WHERE used < CURRENT_TIMESTAMP - INTERVAL '1' DAY");
  }

  /** PostgreSQL's number of a transaction is of no use: after a crash another may get it. */
  private static final class OfPostgres extends Commits {
    @Override
    boolean set(Handle handle, Mark mark) {
      return handle.execute(
              "INSERT INTO commit_mark (id, number, used)"
                  + " SELECT ?, ?, CURRENT_TIMESTAMP"
                  + " WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
                  + " ON CONFLICT (id) DO UPDATE SET number = excluded.number, used = excluded.used",
              mark.row(),
              mark.number())
          > 0;
    }

    @Override
    void makeLast(Handle handle) {
      // A commit that is answered lasts.
    }

    /** Writing the row, as the other does, waits for the other. */
    @Override
    boolean isSet(Handle handle, Mark mark) {
      return handle
              .createQuery(
                  "INSERT INTO commit_mark (id, number, used) VALUES (?, 0, CURRENT_TIMESTAMP)"
                      + " ON CONFLICT (id) DO UPDATE SET used = excluded.used RETURNING number")
              .bind(0, mark.row())
              .mapTo(Long.class)
              .one()
          == mark.number();
    }
  }

  /** H2 writes what is committed some time later, unless it is told to do so at once. */
  private static final class OfH2 extends Commits {
    @Override
    boolean set(Handle handle, Mark mark) {
      return handle.execute(
              "MERGE INTO commit_mark (id, number, used) KEY (id)"
                  + " SELECT ?, ?, CURRENT_TIMESTAMP WHERE EXISTS ("
                  + "SELECT 1 FROM information_schema.sessions"
                  + " WHERE session_id = SESSION_ID() AND contains_uncommitted)",
              mark.row(),
              mark.number())
          > 0;
    }

    @Override
    void makeLast(Handle handle) {
      handle.execute("CHECKPOINT SYNC");
    }

    @Override
    boolean isSet(Handle handle, Mark mark) {
      makeLast(handle);
      return handle
          .createQuery("SELECT number FROM commit_mark WHERE id = ?")
          .bind(0, mark.row())
          .mapTo(Long.class)
          .findOne()
          .filter(number -> number == mark.number())
          .isPresent();
    }
  }
}
