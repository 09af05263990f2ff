package io.manabi.registry;

import io.manabi.store.TimeColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads operations from their table, and writes them. */
final class OperationTable {
  private OperationTable() {}

  static void insert(Handle handle, Operation operation) {
    handle.execute(
        "INSERT INTO operation (project, id, type, model, version, create_time, start_time,"
            + " end_time, is_cancelled, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, FALSE, ?)",
        operation.project(),
        operation.id(),
        operation.type().name(),
        operation.model().id(),
        operation.version().orElse(null),
        TimeColumns.value(operation.times().created()),
        operation.times().started().map(TimeColumns::value).orElse(null),
        operation.times().ended().map(TimeColumns::value).orElse(null),
        Columns.who(operation.who()));
  }

  static Optional<Operation> find(Handle handle, String project, String id) {
    return handle
        .createQuery("SELECT * FROM operation WHERE project = ? AND id = ?")
        .bind(0, project)
        .bind(1, id)
        .map((row, context) -> operation(row))
        .findOne();
  }

  /** Operations of a project that were asked for before a time, the latest first. */
  static List<Operation> before(Handle handle, String project, Instant time, String id, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM operation WHERE project = ?"
                + " AND (create_time < ? OR (create_time = ? AND id < ?))"
                + " ORDER BY create_time DESC, id DESC LIMIT ?")
        .bind(0, project)
        .bind(1, TimeColumns.value(time))
        .bind(2, TimeColumns.value(time))
        .bind(3, id)
        .bind(4, limit)
        .map((row, context) -> operation(row))
        .list();
  }

  /** All that have not ended, the earliest first. */
  static List<Operation> open(Handle handle) {
    return handle
        .createQuery("SELECT * FROM operation WHERE end_time IS NULL ORDER BY create_time, id")
        .map((row, context) -> operation(row))
        .list();
  }

  static void start(Handle handle, Operation operation, Instant now) {
    handle.execute(
        "UPDATE operation SET start_time = ? WHERE project = ? AND id = ? AND start_time IS NULL",
        TimeColumns.value(now),
        operation.project(),
        operation.id());
  }

  static void cancel(Handle handle, Operation operation) {
    handle.execute(
        "UPDATE operation SET is_cancelled = TRUE"
            + " WHERE project = ? AND id = ? AND end_time IS NULL",
        operation.project(),
        operation.id());
  }

  static void end(
      Handle handle, Operation operation, Optional<Operation.Failure> failure, Instant now) {
    handle.execute(
        "UPDATE operation SET end_time = ?, error_kind = ?, error = ?"
            + " WHERE project = ? AND id = ? AND end_time IS NULL",
        TimeColumns.value(now),
        failure.map(each -> each.kind().name()).orElse(null),
        failure.map(each -> Columns.error(each.message())).orElse(null),
        operation.project(),
        operation.id());
  }

  static void forgetEndedBefore(Handle handle, Instant time) {
    handle.execute("DELETE FROM operation WHERE end_time < ?", TimeColumns.value(time));
  }

  private static Operation operation(ResultSet row) throws SQLException {
    String project = row.getString("project");
    String kind = row.getString("error_kind");
    return new Operation(
        project,
        row.getString("id"),
        Operation.Type.valueOf(row.getString("type")),
        new ModelName(project, row.getString("model")),
        Optional.ofNullable(row.getString("version")),
        new Operation.Times(
            TimeColumns.time(row, "create_time"),
            TimeColumns.timeIfAny(row, "start_time"),
            TimeColumns.timeIfAny(row, "end_time")),
        row.getBoolean("is_cancelled"),
        kind == null
            ? Optional.empty()
            : Optional.of(
                new Operation.Failure(Operation.FailureKind.valueOf(kind), row.getString("error"))),
        Optional.ofNullable(row.getString("who")));
  }
}
