package io.manabi.registry;

import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Models and versions, in a database. What a call changes is there as a whole or not at all. Safe
 * for use by several threads. Every call throws {@link ManabiException} also when the database
 * fails.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

  private final Database database;
  private final Clock clock;
  private final Runnable onClose;

  private ModelRegistry(Database database, Clock clock, Runnable onClose) {
    this.database = database;
    this.clock = clock;
    this.onClose = onClose;
  }

  /**
   * Opens the registry in a directory, which only one process may have open at a time.
   *
   * @param directory where the database is, or will be made
   * @param clock tells the time of creation
   * @throws ManabiException if another process has it open, or it cannot be read or written
   */
  public static ModelRegistry open(Path directory, Clock clock) {
    Database database = Database.open(DatabaseAddress.directory(directory));
    return new ModelRegistry(database, clock, database::close);
  }

  /**
   * The registry in a database that others use too, and that stays open when this is closed.
   *
   * @param database where the models are
   * @param clock tells the time of creation
   */
  public static ModelRegistry in(Database database, Clock clock) {
    return new ModelRegistry(database, clock, () -> {});
  }

  /**
   * Creates a model without versions.
   *
   * @param name letters, digits and underscores, beginning with a letter
   * @param description what it is for
   * @throws ManabiException if the name is not allowed or taken
   */
  public Model createModel(String name, String description) {
    checkName("model", name);
    return database.inTransaction(
        handle -> {
          try {
            handle.execute(
                "INSERT INTO model (name, description, create_time) VALUES (?, ?, ?)",
                name,
                description,
                now());
          } catch (UnableToExecuteStatementException e) {
            if (Database.isTaken(e)) {
              throw ManabiException.user(
                  "Model " + name + " exists already; choose another name.", e);
            }
            throw e;
          }
          return Tables.findModel(handle, name).orElseThrow();
        });
  }

  /** The model of that name, if there is one. */
  public Optional<Model> findModel(String name) {
    return database.inTransaction(handle -> Tables.findModel(handle, name));
  }

  /** All models, by name. */
  public List<Model> models() {
    return database.inTransaction(Tables::models);
  }

  /**
   * Deletes a model.
   *
   * @throws ManabiException if there is no such model, or it has versions
   */
  public void deleteModel(String name) {
    database.inTransaction(
        handle -> {
          Tables.lockModel(handle, name);
          if (!Tables.versions(handle, name).isEmpty()) {
            throw ManabiException.user("Model " + name + " still has versions; delete them first.");
          }
          return handle.execute("DELETE FROM model WHERE name = ?", name);
        });
  }

  /**
   * Creates a version with the next number, in state {@link VersionState#CREATING}. The first
   * version of a model becomes its default.
   *
   * @param model the name of the model
   * @param name the name of the version: letters, digits and underscores, beginning with a letter
   * @param origin the directory of its SavedModel
   * @param description what is special about it
   * @throws ManabiException if there is no such model, or the name is not allowed or taken
   */
  public Version createVersion(String model, String name, Path origin, String description) {
    checkName("version", name);
    return database.inTransaction(
        handle -> {
          Model known = Tables.lockModel(handle, model);
          if (Tables.findVersion(handle, model, name).isPresent()) {
            throw ManabiException.user(
                "Model " + model + " has a version " + name + " already; choose another name.");
          }
          handle.execute(
              "INSERT INTO model_version"
                  + " (model, name, number, origin, description, state, create_time)"
                  + " SELECT ?, ?, COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?"
                  + " FROM model_version WHERE model = ?",
              model,
              name,
              origin.toAbsolutePath().toString(),
              description,
              VersionState.CREATING.name(),
              now(),
              model);
          if (known.defaultVersion().isEmpty()) {
            setDefault(handle, model, name);
          }
          return Tables.knownVersion(handle, model, name);
        });
  }

  /**
   * The versions of a model, by number.
   *
   * @throws ManabiException if there is no such model
   */
  public List<Version> versions(String model) {
    return database.inTransaction(
        handle ->
            Tables.findModel(handle, model)
                .map(known -> Tables.versions(handle, model))
                .orElseThrow(() -> Tables.noModel(model)));
  }

  /**
   * The version of that name, if there is one.
   *
   * @throws ManabiException if there is no such model
   */
  public Optional<Version> findVersion(String model, String version) {
    return versions(model).stream().filter(each -> each.name().equals(version)).findFirst();
  }

  /**
   * Brings a version into another state.
   *
   * @return the version as it is then
   * @throws ManabiException if there is no such model or version, or it cannot go from its state to
   *     that one
   */
  public Version changeState(String model, String version, VersionState next) {
    return database.inTransaction(
        handle -> {
          Tables.lockModel(handle, model);
          VersionState now = Tables.knownVersion(handle, model, version).state();
          if (!now.canBecome(next)) {
            throw ManabiException.user(
                "Version %s of model %s is %s and cannot become %s."
                    .formatted(version, model, now, next));
          }
          handle.execute(
              "UPDATE model_version SET state = ? WHERE model = ? AND name = ?",
              next.name(),
              model,
              version);
          return Tables.knownVersion(handle, model, version);
        });
  }

  /**
   * Makes a version the default of its model.
   *
   * @throws ManabiException if there is no such model or version, or it cannot serve
   */
  public void setDefault(String model, String version) {
    database.inTransaction(
        handle -> {
          Tables.lockModel(handle, model);
          VersionState state = Tables.knownVersion(handle, model, version).state();
          if (state != VersionState.READY) {
            throw ManabiException.user(
                "Version %s of model %s is %s; only a version that is READY can be the default."
                    .formatted(version, model, state));
          }
          return setDefault(handle, model, version);
        });
  }

  /**
   * Deletes a version; its SavedModel stays where it is.
   *
   * @throws ManabiException if there is no such version, or it is the default while there are
   *     others
   */
  public void deleteVersion(String model, String version) {
    database.inTransaction(
        handle -> {
          Model known = Tables.lockModel(handle, model);
          Tables.knownVersion(handle, model, version);
          boolean isDefault = known.defaultVersion().equals(Optional.of(version));
          if (isDefault && Tables.versions(handle, model).size() > 1) {
            throw ManabiException.user(
                "Version %s is the default of model %s; make another one the default first."
                    .formatted(version, model));
          }
          if (isDefault) {
            handle.execute("UPDATE model SET default_version = NULL WHERE name = ?", model);
          }
          return handle.execute(
              "DELETE FROM model_version WHERE model = ? AND name = ?", model, version);
        });
  }

  private static int setDefault(Handle handle, String model, String version) {
    return handle.execute("UPDATE model SET default_version = ? WHERE name = ?", version, model);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw ManabiException.user(
          "'"
              + name
              + "' cannot name a "
              + what
              + "; use letters, digits and underscores, a letter first, 128 at most.");
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
