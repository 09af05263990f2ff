package io.manabi.control.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.AuditEntry;
import io.manabi.control.messages.AuditList;
import io.manabi.control.messages.Page;
import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import io.manabi.store.TimeColumns;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has tried to change what, and what has come of it: in the database for {@link #KEPT}, and as
 * a line of JSON to the logger {@value #LOGGER}, whose file is the program's choice. No bodies, no
 * queries and no headers are in it, so that no secret is.
 */
public final class AuditLog {
  /** The name of the logger; its messages are whole lines. */
  public static final String LOGGER = "audit";

  /** For how long the database has an entry, as Google keeps those of changes. */
  public static final Duration KEPT = Duration.ofDays(400);

  private static final Logger LINES = LoggerFactory.getLogger(LOGGER);
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);
  private static final int MOST_WHO = 300;
  private static final int MOST_RESOURCE = 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
          .build();

  private final Database database;
  private final Clock clock;

  /** When that was, in seconds since 1970. */
  private final AtomicLong cleaned = new AtomicLong();

  AuditLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Writes a line only. */
  void tell(AuditEntry entry) {
    try {
      LINES.info("{}", JSON.writeValueAsString(entry));
    } catch (IOException e) {
      throw ManabiException.internal("An entry of the audit log cannot be written.", e);
    }
  }

  /**
   * Keeps an entry of a change that is about to be made.
   *
   * @return what {@link #complete} is told it by
   * @throws ManabiException if the database fails, so that the change must not be made
   */
  long begin(String project, AuditEntry entry) {
    return database.inTransaction(handle -> insert(handle, project, entry));
  }

  /** Writes a line, and keeps the entry; what cannot be kept is told in the server's log. */
  void keep(String project, AuditEntry entry) {
    keep(entry, handle -> insert(handle, project, entry));
  }

  /** The same for an entry that has been kept without what has come of it. */
  void complete(long begun, AuditEntry entry) {
    keep(
        entry,
        handle ->
            (long)
                handle.execute(
                    "UPDATE audit_entry SET status = ? WHERE id = ?", entry.status(), begun));
  }

  private void keep(AuditEntry entry, Function<Handle, Long> change) {
    tell(entry);
    try {
      long unused = database.inTransaction(change);
      clean();
    } catch (RuntimeException e) {
      LOG.error("The database keeps no entry of the audit log: {}", entry, e);
    }
  }

  private static long insert(Handle handle, String project, AuditEntry entry) {
    try (Update insert =
        handle.createUpdate(
            "INSERT INTO audit_entry (project, asked, who, address, method, resource, status,"
                + " request_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      return insert
          .bind(0, project)
          .bind(1, TimeColumns.value(Instant.parse(entry.time())))
          .bind(2, first(MOST_WHO, entry.who()))
          .bind(3, entry.address())
          .bind(4, entry.method())
          .bind(5, first(MOST_RESOURCE, entry.resource()))
          .bind(6, entry.status())
          .bind(7, entry.requestId())
          .executeAndReturnGeneratedKeys("id")
          .mapTo(Long.class)
          .one();
    }
  }

  private static String first(int characters, String text) {
    return text.length() <= characters ? text : text.substring(0, characters);
  }

  private void clean() {
    Instant now = clock.instant();
    long last = cleaned.get();
    if (now.getEpochSecond() - last > BETWEEN_CLEANINGS.toSeconds()
        && cleaned.compareAndSet(last, now.getEpochSecond())) {
      int unused =
          database.inTransaction(
              handle ->
                  handle.execute(
                      "DELETE FROM audit_entry WHERE asked < ?",
                      TimeColumns.value(now.minus(KEPT))));
    }
  }

  /**
   * Lists the entries of a project, the latest first.
   *
   * @throws ApiFailure if the size or the token of the page cannot be one
   */
  public AuditList list(String project, Page.Request request) {
    Page<AuditEntry> page =
        Page.read(
            request,
            new Page.Source<Row>(
                project + ":auditLog",
                before -> before(project, before.map(Long::valueOf).orElse(Long.MAX_VALUE)),
                row -> Long.toString(row.id())),
            Row::entry,
            entry -> true);
    return new AuditList(page.items(), page.nextPageToken());
  }

  private record Row(long id, AuditEntry entry) {}

  private List<Row> before(String project, long id) {
    return database.inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM audit_entry WHERE project = ? AND id < ? ORDER BY id DESC LIMIT ?")
                .bind(0, project)
                .bind(1, id)
                .bind(2, Page.LARGEST)
                .map((row, context) -> row(row))
                .list());
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("id"),
        new AuditEntry(
            TimeColumns.time(row, "asked").toString(),
            row.getString("who"),
            row.getString("address"),
            row.getString("method"),
            row.getString("resource"),
            row.getInt("status"),
            row.getString("request_id")));
  }
}
