package io.manabi.registry;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads models and versions from their tables. */
final class Tables {
  private Tables() {}

  static List<Model> models(Handle handle) {
    return handle
        .createQuery("SELECT * FROM model ORDER BY name")
        .map((row, context) -> model(row))
        .list();
  }

  static Optional<Model> findModel(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM model WHERE name = ?")
        .bind(0, name)
        .map((row, context) -> model(row))
        .findOne();
  }

  /** A model that nobody else can change, nor its versions, until the transaction ends. */
  static Model lockModel(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM model WHERE name = ? FOR UPDATE")
        .bind(0, name)
        .map((row, context) -> model(row))
        .findOne()
        .orElseThrow(() -> noModel(name));
  }

  static ManabiException noModel(String name) {
    return ManabiException.user("There is no model " + name + "; create it first.");
  }

  static List<Version> versions(Handle handle, String model) {
    return handle
        .createQuery("SELECT * FROM model_version WHERE model = ? ORDER BY number")
        .bind(0, model)
        .map((row, context) -> version(row))
        .list();
  }

  static Optional<Version> findVersion(Handle handle, String model, String name) {
    return handle
        .createQuery("SELECT * FROM model_version WHERE model = ? AND name = ?")
        .bind(0, model)
        .bind(1, name)
        .map((row, context) -> version(row))
        .findOne();
  }

  static Version knownVersion(Handle handle, String model, String name) {
    return findVersion(handle, model, name)
        .orElseThrow(
            () -> ManabiException.user("Model " + model + " has no version " + name + "."));
  }

  private static Model model(ResultSet row) throws SQLException {
    return new Model(
        row.getString("name"),
        row.getString("description"),
        Optional.ofNullable(row.getString("default_version")),
        row.getObject("create_time", OffsetDateTime.class).toInstant());
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getString("model"),
        row.getString("name"),
        row.getLong("number"),
        Path.of(row.getString("origin")),
        row.getString("description"),
        VersionState.valueOf(row.getString("state")),
        row.getObject("create_time", OffsetDateTime.class).toInstant());
  }
}
