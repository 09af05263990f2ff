package io.manabi.registry;

import io.manabi.store.TimeColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads versions from their table, and writes them. */
final class VersionTable {
  private VersionTable() {}

  static void insert(Handle handle, Version version) {
    handle.execute(
        "INSERT INTO model_version (project, model, name, number, origin, description, labels,"
            + " settings, lineage, state, error, create_time, revision)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        version.name().model().project(),
        version.name().model().id(),
        version.name().id(),
        version.number(),
        version.origin(),
        version.details().description(),
        Columns.json(version.details().labels()),
        version.details().settings(),
        Columns.json(version.lineage()),
        version.state().name(),
        version.error(),
        TimeColumns.value(version.createTime()),
        version.revision());
  }

  /** A number that no version of a model has had, nor of one of that name before. */
  static long nextNumber(Handle handle, ModelName model) {
    int known =
        handle.execute(
            "UPDATE model_number SET last = last + 1 WHERE project = ? AND model = ?",
            model.project(),
            model.id());
    if (known == 0) {
      handle.execute(
          "INSERT INTO model_number (project, model, last) VALUES (?, ?, 1)",
          model.project(),
          model.id());
    }
    return handle
        .createQuery("SELECT last FROM model_number WHERE project = ? AND model = ?")
        .bind(0, model.project())
        .bind(1, model.id())
        .mapTo(Long.class)
        .one();
  }

  static List<Version> of(Handle handle, ModelName model) {
    return after(handle, model, 0, Integer.MAX_VALUE);
  }

  /** Versions of a model behind a number, by number. */
  static List<Version> after(Handle handle, ModelName model, long number, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM model_version WHERE project = ? AND model = ? AND number > ?"
                + " ORDER BY number LIMIT ?")
        .bind(0, model.project())
        .bind(1, model.id())
        .bind(2, number)
        .bind(3, limit)
        .map((row, context) -> version(row))
        .list();
  }

  static List<Version> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM model_version ORDER BY project, model, number")
        .map((row, context) -> version(row))
        .list();
  }

  static Optional<Version> find(Handle handle, VersionName name) {
    return handle
        .createQuery("SELECT * FROM model_version WHERE project = ? AND model = ? AND name = ?")
        .bind(0, name.model().project())
        .bind(1, name.model().id())
        .bind(2, name.id())
        .map((row, context) -> version(row))
        .findOne();
  }

  static Version known(Handle handle, VersionName name) {
    return find(handle, name).orElseThrow(() -> none(name));
  }

  static RegistryFailure none(VersionName name) {
    return new RegistryFailure(
        RegistryFailure.Kind.MISSING,
        "Model " + name.model().id() + " has no version " + name.id() + ".");
  }

  /** Makes a version what it is now; its revision becomes the next. */
  static void update(Handle handle, Version version) {
    handle.execute(
        "UPDATE model_version SET description = ?, labels = ?, settings = ?, lineage = ?,"
            + " revision = revision + 1 WHERE project = ? AND model = ? AND name = ?",
        version.details().description(),
        Columns.json(version.details().labels()),
        version.details().settings(),
        Columns.json(version.lineage()),
        version.name().model().project(),
        version.name().model().id(),
        version.name().id());
  }

  static void setState(Handle handle, VersionName name, VersionState state, String error) {
    handle.execute(
        "UPDATE model_version SET state = ?, error = ?, revision = revision + 1"
            + " WHERE project = ? AND model = ? AND name = ?",
        state.name(),
        Columns.error(error),
        name.model().project(),
        name.model().id(),
        name.id());
  }

  static void delete(Handle handle, Version version) {
    ModelName model = version.name().model();
    handle.execute(
        "DELETE FROM version_file WHERE project = ? AND model = ? AND number = ?",
        model.project(),
        model.id(),
        version.number());
    handle.execute(
        "DELETE FROM model_version WHERE project = ? AND model = ? AND number = ?",
        model.project(),
        model.id(),
        version.number());
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        new VersionName(
            new ModelName(row.getString("project"), row.getString("model")), row.getString("name")),
        row.getLong("number"),
        row.getString("origin"),
        new Details(row.getString("description"), Columns.labels(row), row.getString("settings")),
        Columns.lineage(row),
        VersionState.valueOf(row.getString("state")),
        row.getString("error"),
        TimeColumns.time(row, "create_time"),
        row.getLong("revision"));
  }
}
