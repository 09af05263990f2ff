package io.manabi.registry;

import io.manabi.store.Database;
import io.manabi.store.TimeColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Reads models from their table, and writes them. */
final class ModelTable {
  private ModelTable() {}

  static void insert(Handle handle, Model model) {
    try {
      handle.execute(
          "INSERT INTO model (project, name, description, labels, settings, create_time, revision)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          model.name().project(),
          model.name().id(),
          model.details().description(),
          Columns.json(model.details().labels()),
          model.details().settings(),
          TimeColumns.value(model.createTime()),
          model.revision());
    } catch (UnableToExecuteStatementException e) {
      if (Database.isTaken(e)) {
        throw new RegistryFailure(
            RegistryFailure.Kind.TAKEN,
            "Model " + model.name().id() + " exists already; choose another name.");
      }
      throw e;
    }
  }

  /** Models of a project behind a name, by name. */
  static List<Model> after(Handle handle, String project, String name, int limit) {
    return withAliases(
        handle,
        handle
            .createQuery("SELECT * FROM model WHERE project = ? AND name > ? ORDER BY name LIMIT ?")
            .bind(0, project)
            .bind(1, name)
            .bind(2, limit)
            .map((row, context) -> model(row))
            .list());
  }

  static List<Model> all(Handle handle) {
    return withAliases(
        handle,
        handle
            .createQuery("SELECT * FROM model ORDER BY project, name")
            .map((row, context) -> model(row))
            .list());
  }

  static Optional<Model> find(Handle handle, ModelName name) {
    return select(handle, name, "");
  }

  /** A model that nobody else can change, nor its versions, until the transaction ends. */
  static Model lock(Handle handle, ModelName name) {
    return select(handle, name, " FOR UPDATE").orElseThrow(() -> none(name));
  }

  private static Optional<Model> select(Handle handle, ModelName name, String how) {
    return withAliases(
            handle,
            handle
                .createQuery("SELECT * FROM model WHERE project = ? AND name = ?" + how)
                .bind(0, name.project())
                .bind(1, name.id())
                .map((row, context) -> model(row))
                .list())
        .stream()
        .findFirst();
  }

  static RegistryFailure none(ModelName name) {
    return new RegistryFailure(
        RegistryFailure.Kind.MISSING,
        "There is no model " + name.id() + " in project " + name.project() + "; create it first.");
  }

  /** Makes a model what it is now, but for its aliases; its revision becomes the next. */
  static void update(Handle handle, Model model) {
    handle.execute(
        "UPDATE model SET description = ?, labels = ?, settings = ?, default_version = ?,"
            + " revision = revision + 1 WHERE project = ? AND name = ?",
        model.details().description(),
        Columns.json(model.details().labels()),
        model.details().settings(),
        model.defaultVersion().orElse(null),
        model.name().project(),
        model.name().id());
  }

  static void setDefault(Handle handle, ModelName model, Optional<String> version) {
    handle.execute(
        "UPDATE model SET default_version = ?, revision = revision + 1"
            + " WHERE project = ? AND name = ?",
        version.orElse(null),
        model.project(),
        model.id());
  }

  static void replaceAliases(Handle handle, ModelName model, Map<String, String> aliases) {
    handle.execute(
        "DELETE FROM model_alias WHERE project = ? AND model = ?", model.project(), model.id());
    aliases.forEach(
        (alias, version) ->
            handle.execute(
                "INSERT INTO model_alias (project, model, alias, version) VALUES (?, ?, ?, ?)",
                model.project(),
                model.id(),
                alias,
                version));
  }

  static void delete(Handle handle, ModelName name) {
    handle.execute("DELETE FROM model WHERE project = ? AND name = ?", name.project(), name.id());
  }

  /** The same models, which are in the order of their names, with their aliases. */
  private static List<Model> withAliases(Handle handle, List<Model> models) {
    if (models.isEmpty()) {
      return models;
    }
    ModelName first = models.get(0).name();
    ModelName last = models.get(models.size() - 1).name();
    Map<ModelName, Map<String, String>> aliases = new HashMap<>();
    handle
        .createQuery(
            "SELECT * FROM model_alias WHERE (project > ? OR project = ? AND model >= ?)"
                + " AND (project < ? OR project = ? AND model <= ?)")
        .bind(0, first.project())
        .bind(1, first.project())
        .bind(2, first.id())
        .bind(3, last.project())
        .bind(4, last.project())
        .bind(5, last.id())
        .map(
            (row, context) ->
                aliases
                    .computeIfAbsent(
                        new ModelName(row.getString("project"), row.getString("model")),
                        name -> new HashMap<>())
                    .put(row.getString("alias"), row.getString("version")))
        .list();
    return models.stream()
        .map(model -> model.withAliases(aliases.getOrDefault(model.name(), Map.of())))
        .toList();
  }

  private static Model model(ResultSet row) throws SQLException {
    String project = row.getString("project");
    String name = row.getString("name");
    Instant created = TimeColumns.time(row, "create_time");
    return new Model(
        new ModelName(project, name),
        new Details(row.getString("description"), Columns.labels(row), row.getString("settings")),
        Optional.ofNullable(row.getString("default_version")),
        Map.of(),
        created,
        row.getLong("revision"));
  }
}
