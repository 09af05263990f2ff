package io.manabi.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * The whole content of a database in one file, which either database can take back: a zip with a
 * manifest and, for each table, its rows as a JSON object a line.
 */
public final class Backup {
  private static final String MANIFEST = "manifest.json";
  private static final int FORMAT = 1;
  private static final int ROWS_AT_ONCE = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Backup() {}

  /**
   * What is in a backup.
   *
   * @param rows of all tables
   */
  public record Content(int tables, long rows) {}

  /**
   * Writes all that is in the database at one moment, while others go on using it. The file appears
   * when it is whole, and replaces one that is there.
   *
   * @throws ManabiException if the database fails, or the file cannot be written
   */
  public static Content write(Database database, Path file) {
    return database.inTransaction(
        handle -> {
          beginSnapshot(handle);
          Content[] content = new Content[1];
          AtomicFiles.write(file, out -> content[0] = write(handle, out));
          return content[0];
        });
  }

  private static void beginSnapshot(Handle handle) {
    try {
      handle.getConnection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    } catch (SQLException e) {
      throw new TransactionException("Cannot take a snapshot", e);
    }
  }

  private static Content write(Handle handle, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(new ZipEntry(MANIFEST));
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("format", FORMAT).put("schema", Migrations.version(handle));
    zip.write(JSON.writeValueAsBytes(manifest));
    List<Table> tables = Table.all(handle);
    long count = 0;
    for (Table table : tables) {
      zip.putNextEntry(new ZipEntry(entry(table)));
      try (ResultIterator<ObjectNode> rows =
          handle
              .createQuery(table.select())
              .setFetchSize(ROWS_AT_ONCE)
              .map((row, context) -> table.read(row, JSON.createObjectNode()))
              .iterator()) {
        while (rows.hasNext()) {
          zip.write(JSON.writeValueAsBytes(rows.next()));
          zip.write('\n');
          count++;
        }
      }
    }
    zip.finish();
    return new Content(tables.size(), count);
  }

  private static String entry(Table table) {
    return "tables/" + table.name() + ".jsonl";
  }

  /**
   * Brings the content of a backup into an empty database, as a whole or not at all.
   *
   * @param file what {@link #write} has written
   * @param database a database of the same Manabi without any content, and without servers
   * @throws ManabiException if the file is no backup, or of another version of Manabi; if the
   *     database is not empty, or a server uses it; or if one of them fails
   */
  public static Content restore(Path file, Database database) {
    return database.inTransaction(handle -> restore(file, database.place(), handle));
  }

  private static Content restore(Path file, String place, Handle handle) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      checkVersion(zip, file, place, handle);
      List<Table> tables = Table.all(handle);
      handle.execute("DELETE FROM leadership WHERE expires <= CURRENT_TIMESTAMP");
      for (Table table : tables) {
        if (table.hasRows(handle)) {
          throw ManabiException.user(
              "The database in "
                  + place
                  + " is not empty: "
                  + table.name()
                  + " has rows; restore into a new one, which no server uses.");
        }
      }
      long count = 0;
      for (Table table : tables) {
        count += insert(zip, table, handle);
        table.continueNumbers(handle);
      }
      return new Content(tables.size(), count);
    } catch (IOException | IllegalArgumentException e) {
      throw broken(file, e);
    }
  }

  static ManabiException broken(Path file, Exception reason) {
    return ManabiException.user(
        file
            + " is no backup of Manabi, or broken: "
            + reason.getMessage()
            + "; give another file.",
        reason);
  }

  private static void checkVersion(ZipFile zip, Path file, String place, Handle handle)
      throws IOException {
    JsonNode manifest = JSON.readTree(zip.getInputStream(entry(zip, MANIFEST)));
    String schema = manifest.path("schema").asText();
    String own = Migrations.version(handle);
    if (manifest.path("format").asInt() != FORMAT || !own.equals(schema)) {
      throw ManabiException.user(
          "The backup "
              + file
              + " has the tables of version "
              + schema
              + ", the database in "
              + place
              + " those of version "
              + own
              + "; restore it with the Manabi that wrote it, then start the newer one.");
    }
  }

  private static ZipEntry entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("there is no " + name + " in it");
    }
    return entry;
  }

  private static int insert(ZipFile zip, Table table, Handle handle) throws IOException {
    int count = 0;
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    zip.getInputStream(entry(zip, entry(table))), StandardCharsets.UTF_8));
        PreparedBatch batch = handle.prepareBatch(table.insert())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        table.bind(parse(line, table), batch);
        batch.add();
        if (++count % ROWS_AT_ONCE == 0) {
          batch.execute();
        }
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
    return count;
  }

  private static JsonNode parse(String line, Table table) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException("a row of " + table.name() + " is no JSON", e);
    }
  }
}
