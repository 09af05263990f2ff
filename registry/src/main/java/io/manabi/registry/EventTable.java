package io.manabi.registry;

import io.manabi.store.TimeColumns;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads what was done with versions from its table, and writes it. */
final class EventTable {
  private EventTable() {}

  static void insert(Handle handle, ModelName model, ModelEvent event) {
    handle.execute(
        "INSERT INTO model_event (project, model, at, action, version, number, alias, who)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        model.project(),
        model.id(),
        TimeColumns.value(event.time()),
        event.action().name(),
        event.version(),
        event.number(),
        event.alias().orElse(null),
        Columns.who(event.who()));
  }

  /** All of a model, the earliest first. */
  static List<ModelEvent> of(Handle handle, ModelName model) {
    return select(handle, model, " ORDER BY id");
  }

  /** The last thousand. */
  static List<ModelEvent> latestFirst(Handle handle, ModelName model) {
    return select(handle, model, " ORDER BY id DESC LIMIT 1000");
  }

  private static List<ModelEvent> select(Handle handle, ModelName model, String order) {
    return handle
        .createQuery("SELECT * FROM model_event WHERE project = ? AND model = ?" + order)
        .bind(0, model.project())
        .bind(1, model.id())
        .map(
            (row, context) ->
                new ModelEvent(
                    TimeColumns.time(row, "at"),
                    ModelEvent.Action.valueOf(row.getString("action")),
                    row.getString("version"),
                    row.getLong("number"),
                    Optional.ofNullable(row.getString("alias")),
                    Optional.ofNullable(row.getString("who"))))
        .list();
  }
}
