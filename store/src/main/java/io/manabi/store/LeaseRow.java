package io.manabi.store;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The row of a lease in the database, as one candidate sees it. */
final class LeaseRow {
  private final Database database;
  private final String name;
  private final String candidate;

  /** Two that call themselves the same are two all the same. */
  private final String owner;

  private final int leaseMillis;

  /** When a statement runs; in PostgreSQL the usual word means when its transaction began. */
  private final String now;

  /** When the lease that begins now ends, for a number of milliseconds. */
  private final String later;

  LeaseRow(Database database, String name, String candidate, Duration lease) {
    this.database = requireNonNull(database, "database");
    this.name = requireNonNull(name, "name");
    this.candidate = requireNonNull(candidate, "candidate");
    this.owner = candidate + " " + UUID.randomUUID();
    this.leaseMillis = Math.toIntExact(lease.toMillis());
    this.now = database.address().isPostgres() ? "clock_timestamp()" : "CURRENT_TIMESTAMP";
    this.later = now + " + CAST(? AS INTEGER) * INTERVAL '0.001' SECOND";
  }

  /**
   * What a claim has brought.
   *
   * @param epoch of this candidate, if it leads
   * @param asked the {@link System#nanoTime} at which the lease has not begun yet
   */
  record Claim(OptionalLong epoch, long asked) {}

  String name() {
    return name;
  }

  String candidate() {
    return candidate;
  }

  /**
   * Renews the lease, or takes one that has ended.
   *
   * @param epoch of the lease that this candidate has had last, or 0
   */
  Claim claim(long epoch) {
    return database.inTransaction(
        handle -> {
          long asked = System.nanoTime();
          return renew(handle, epoch) ? new Claim(OptionalLong.of(epoch), asked) : take(handle);
        });
  }

  /** Makes the row, of a lease that has ended, unless it is there. */
  void create() {
    try {
      int unused =
          database.inTransaction(
              handle ->
                  handle.execute(
                      "INSERT INTO leadership (name, owner, epoch, expires)"
                          + " SELECT CAST(? AS VARCHAR), '', 0, CURRENT_TIMESTAMP"
                          + " WHERE NOT EXISTS (SELECT 1 FROM leadership WHERE name = ?)",
                      name,
                      name));
    } catch (ManabiException e) {
      if (!SqlFailure.isTaken(e)) {
        throw e;
      }
      // Another candidate has just made it.
    }
  }

  private boolean renew(Handle handle, long epoch) {
    return handle.execute(
            "UPDATE leadership SET expires = "
                + later
                + " WHERE name = ? AND owner = ? AND epoch = ? AND expires > "
                + now,
            leaseMillis,
            name,
            owner,
            epoch)
        == 1;
  }

  /** Waits for transactions in which the last leader has locked the row. */
  private Claim take(Handle handle) {
    Optional<Long> last =
        handle
            .createQuery(
                "SELECT epoch FROM leadership WHERE name = ? AND expires <= " + now + " FOR UPDATE")
            .bind(0, name)
            .mapTo(Long.class)
            .findOne();
    long asked = System.nanoTime();
    if (last.isEmpty()) {
      return new Claim(OptionalLong.empty(), asked);
    }
    long next = last.get() + 1;
    handle.execute(
        "UPDATE leadership SET owner = ?, epoch = ?, expires = " + later + " WHERE name = ?",
        owner,
        next,
        leaseMillis,
        name);
    return new Claim(OptionalLong.of(next), asked);
  }

  /** Ends the lease now, if this candidate has it. */
  int release(Duration patience) {
    return database.inTransaction(
        patience,
        handle ->
            handle.execute(
                "UPDATE leadership SET expires = " + now + " WHERE name = ? AND owner = ?",
                name,
                owner));
  }

  /** Keeps others from taking the lease until the transaction ends, if it is of that epoch. */
  boolean lock(Handle handle, long epoch) {
    return handle
        .createQuery(
            "SELECT epoch FROM leadership WHERE name = ? AND owner = ? AND epoch = ? FOR "
                + (database.address().isPostgres() ? "KEY SHARE" : "UPDATE"))
        .bind(0, name)
        .bind(1, owner)
        .bind(2, epoch)
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }
}
