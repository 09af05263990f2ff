package io.manabi.control.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.AuditEntry;
import io.manabi.control.messages.AuditList;
import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import io.manabi.store.TimeColumns;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
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
  private static final int USUAL_PAGE = 20;
  private static final int LARGEST_PAGE = 1000;
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

  /** Writes a line, and keeps the entry; what cannot be kept is told in the server's log. */
  void keep(String project, AuditEntry entry) {
    tell(entry);
    try {
      int unused = database.inTransaction(handle -> insert(handle, project, entry));
      clean();
    } catch (RuntimeException e) {
      LOG.error("The database keeps no entry of the audit log: {}", entry, e);
    }
  }

  private static int insert(Handle handle, String project, AuditEntry entry) {
    return handle.execute(
        "INSERT INTO audit_entry (project, asked, who, address, method, resource, status,"
            + " request_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        project,
        TimeColumns.value(Instant.parse(entry.time())),
        first(MOST_WHO, entry.who()),
        entry.address(),
        entry.method(),
        first(MOST_RESOURCE, entry.resource()),
        entry.status(),
        entry.requestId());
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
   * @param pageSize how many at most; 0 for 20, 1000 are the most
   * @param pageToken the end of the page before; empty for the first page
   * @throws ApiFailure if one of these cannot be read
   */
  public AuditList list(String project, int pageSize, String pageToken) {
    if (pageSize < 0) {
      throw ApiFailure.invalid("pageSize", "The pageSize is " + pageSize + "; expected 0 or more.");
    }
    int size = pageSize == 0 ? USUAL_PAGE : Math.min(pageSize, LARGEST_PAGE);
    long before = pageToken.isEmpty() ? Long.MAX_VALUE : parse(pageToken);
    return database.inTransaction(handle -> list(handle, project, size, before));
  }

  private static AuditList list(Handle handle, String project, int size, long before) {
    List<Long> ids = new ArrayList<>();
    List<AuditEntry> entries =
        handle
            .createQuery(
                "SELECT * FROM audit_entry WHERE project = ? AND id < ? ORDER BY id DESC LIMIT ?")
            .bind(0, project)
            .bind(1, before)
            .bind(2, size + 1)
            .map(
                (row, context) -> {
                  ids.add(row.getLong("id"));
                  return new AuditEntry(
                      TimeColumns.time(row, "asked").toString(),
                      row.getString("who"),
                      row.getString("address"),
                      row.getString("method"),
                      row.getString("resource"),
                      row.getInt("status"),
                      row.getString("request_id"));
                })
            .list();
    return entries.size() <= size
        ? new AuditList(entries, null)
        : new AuditList(entries.subList(0, size), text(ids.get(size - 1)));
  }

  private static String text(long id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Long.toString(id).getBytes(US_ASCII));
  }

  private static long parse(String token) {
    try {
      return Long.parseLong(new String(Base64.getUrlDecoder().decode(token), US_ASCII));
    } catch (IllegalArgumentException e) {
      throw ApiFailure.invalid(
          "pageToken",
          "The pageToken is none of this server; give the nextPageToken of the page before, or none"
              + " for the first page.");
    }
  }
}
