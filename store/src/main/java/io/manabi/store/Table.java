package io.manabi.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is in a database now.
 *
 * @param name in small letters, as both databases understand it
 * @param columns all of them, in order
 */
record Table(String name, List<Column> columns) {
  /** What was done to this database, which is no content. */
  private static final Set<String> OWN = Set.of(Migrations.HISTORY, "commit_mark");

  /**
   * A column.
   *
   * @param name in small letters
   * @param kind how its values are written
   * @param isNumbered whether the database counts its values
   */
  record Column(String name, ColumnKind kind, boolean isNumbered) {}

  /** All tables with content, each behind those that it refers to. */
  static List<Table> all(Handle handle) {
    try {
      DatabaseMetaData data = handle.getConnection().getMetaData();
      String schema = handle.getConnection().getSchema();
      Map<String, Set<String>> references = new TreeMap<>();
      for (String name :
          names(
              data.getTables(null, schema, "%", new String[] {"TABLE", "BASE TABLE"}),
              "TABLE_NAME")) {
        if (!OWN.contains(small(name))) {
          Set<String> to = names(data.getImportedKeys(null, schema, name), "PKTABLE_NAME");
          to.remove(name);
          references.put(name, to);
        }
      }
      List<Table> tables = new ArrayList<>();
      for (String name : inOrder(references)) {
        tables.add(new Table(small(name), columns(data.getColumns(null, schema, name, "%"))));
      }
      return tables;
    } catch (SQLException e) {
      throw new TransactionException("Cannot see the tables", e);
    }
  }

  private static String small(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Set<String> names(ResultSet rows, String column) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (rows) {
      while (rows.next()) {
        names.add(rows.getString(column));
      }
    }
    return names;
  }

  private static List<String> inOrder(Map<String, Set<String>> references) {
    List<String> order = new ArrayList<>();
    Set<String> left = new TreeSet<>(references.keySet());
    while (!left.isEmpty()) {
      List<String> next =
          left.stream()
              .filter(name -> Collections.disjoint(references.getOrDefault(name, Set.of()), left))
              .toList();
      if (next.isEmpty()) {
        throw new IllegalStateException("Tables refer to each other in a circle: " + left);
      }
      order.addAll(next);
      next.forEach(left::remove);
    }
    return order;
  }

  private static List<Column> columns(ResultSet rows) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        columns.add(
            new Column(
                small(rows.getString("COLUMN_NAME")),
                ColumnKind.of(rows.getInt("DATA_TYPE"), rows.getString("TYPE_NAME")),
                "YES".equals(rows.getString("IS_AUTOINCREMENT"))));
      }
    }
    return columns;
  }

  private String columnNames() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  String select() {
    return "SELECT " + columnNames() + " FROM " + name + " ORDER BY 1";
  }

  String insert() {
    String values = String.join(", ", Collections.nCopies(columns.size(), "?"));
    return "INSERT INTO " + name + " (" + columnNames() + ") VALUES (" + values + ")";
  }

  /** Writes the row at hand into an object. */
  ObjectNode read(ResultSet row, ObjectNode into) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      into.put(columns.get(i).name(), columns.get(i).kind().read(row, i + 1));
    }
    return into;
  }

  /** Takes the values of a row out of an object. */
  void bind(JsonNode row, PreparedBatch batch) {
    for (int i = 0; i < columns.size(); i++) {
      JsonNode value = row.path(columns.get(i).name());
      @Nullable Object parsed =
          value.isTextual() ? columns.get(i).kind().parse(value.textValue()) : null;
      if (parsed == null) {
        batch.bindNull(i, columns.get(i).kind().sqlType());
      } else {
        batch.bind(i, parsed);
      }
    }
  }

  boolean hasRows(Handle handle) {
    return handle.createQuery("SELECT COUNT(*) FROM " + name).mapTo(Long.class).one() > 0;
  }

  /** Lets the database count on behind the numbers that are there. */
  void continueNumbers(Handle handle) {
    for (Column column : columns) {
      if (column.isNumbered()) {
        long next =
            handle
                .createQuery("SELECT COALESCE(MAX(" + column.name() + "), 0) + 1 FROM " + name)
                .mapTo(Long.class)
                .one();
        handle.execute(
            "ALTER TABLE " + name + " ALTER COLUMN " + column.name() + " RESTART WITH " + next);
      }
    }
  }
}
