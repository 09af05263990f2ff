package io.manabi.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Models and versions, in a database. What a call changes is there as a whole or not at all. Safe
 * for use by several threads.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Clock clock;

  private ModelRegistry(HikariDataSource pool, Clock clock) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.clock = clock;
  }

  /**
   * Opens the registry in a directory, which only one process may have open at a time.
   *
   * @param directory where the database is, or will be made
   * @param clock tells the time of creation
   * @throws ManabiException if another process has it open, or it cannot be read or written
   */
  public static ModelRegistry open(Path directory, Clock clock) {
    return open("jdbc:h2:file:" + directory.toAbsolutePath().resolve("registry"), clock);
  }

  static ModelRegistry open(String url, Clock clock) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    config.setPoolName("registry");
    // The first connection is tried once: a database that is locked stays locked.
    config.setInitializationFailTimeout(1);
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw ManabiException.resources(
          "Cannot open the model registry "
              + url
              + ": "
              + (isLocked(e)
                  ? "another process has it open; end that one first."
                  : rootCause(e).getMessage()),
          e);
    }
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:io/manabi/registry/migrations")
        .load()
        .migrate();
    return new ModelRegistry(pool, clock);
  }

  private static boolean isLocked(Throwable failure) {
    return String.valueOf(rootCause(failure).getMessage()).contains("lock");
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
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
    return jdbi.inTransaction(
        handle -> {
          if (find(handle, name).isPresent()) {
            throw ManabiException.user("Model " + name + " exists already; choose another name.");
          }
          handle.execute(
              "INSERT INTO model (name, description, create_time) VALUES (?, ?, ?)",
              name,
              description,
              now());
          return known(handle, name);
        });
  }

  /** The model of that name, if there is one. */
  public Optional<Model> findModel(String name) {
    return jdbi.withHandle(handle -> find(handle, name));
  }

  /** All models, by name. */
  public List<Model> models() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM model ORDER BY name")
                .map((row, context) -> model(row))
                .list());
  }

  /**
   * Deletes a model.
   *
   * @throws ManabiException if there is no such model, or it has versions
   */
  public void deleteModel(String name) {
    jdbi.useTransaction(
        handle -> {
          known(handle, name);
          if (!versions(handle, name).isEmpty()) {
            throw ManabiException.user("Model " + name + " still has versions; delete them first.");
          }
          handle.execute("DELETE FROM model WHERE name = ?", name);
        });
  }

  /**
   * Creates a version with the next number. The first version of a model becomes its default.
   *
   * @param model the name of the model
   * @param name the name of the version: letters, digits and underscores, beginning with a letter
   * @param origin the directory of its SavedModel
   * @throws ManabiException if there is no such model, or the name is not allowed or taken
   */
  public Version createVersion(String model, String name, Path origin) {
    checkName("version", name);
    return jdbi.inTransaction(
        handle -> {
          Model known = known(handle, model);
          if (findVersion(handle, model, name).isPresent()) {
            throw ManabiException.user(
                "Model " + model + " has a version " + name + " already; choose another name.");
          }
          handle.execute(
              "INSERT INTO model_version (model, name, number, origin, create_time) SELECT ?, ?,"
                  + " COALESCE(MAX(number), 0) + 1, ?, ? FROM model_version WHERE model = ?",
              model,
              name,
              origin.toAbsolutePath().toString(),
              now(),
              model);
          if (known.defaultVersion().isEmpty()) {
            setDefault(handle, model, name);
          }
          return knownVersion(handle, model, name);
        });
  }

  /**
   * The versions of a model, by number.
   *
   * @throws ManabiException if there is no such model
   */
  public List<Version> versions(String model) {
    return jdbi.withHandle(
        handle -> {
          known(handle, model);
          return versions(handle, model);
        });
  }

  /**
   * Makes a version the default of its model.
   *
   * @throws ManabiException if there is no such model or version
   */
  public void setDefault(String model, String version) {
    jdbi.useTransaction(
        handle -> {
          known(handle, model);
          knownVersion(handle, model, version);
          setDefault(handle, model, version);
        });
  }

  /**
   * Deletes a version; its SavedModel stays where it is.
   *
   * @throws ManabiException if there is no such version, or it is the default while there are
   *     others
   */
  public void deleteVersion(String model, String version) {
    jdbi.useTransaction(
        handle -> {
          Model known = known(handle, model);
          knownVersion(handle, model, version);
          boolean isDefault = known.defaultVersion().equals(Optional.of(version));
          if (isDefault && versions(handle, model).size() > 1) {
            throw ManabiException.user(
                "Version "
                    + version
                    + " is the default of model "
                    + model
                    + "; make another one the default first.");
          }
          if (isDefault) {
            handle.execute("UPDATE model SET default_version = NULL WHERE name = ?", model);
          }
          handle.execute("DELETE FROM model_version WHERE model = ? AND name = ?", model, version);
        });
  }

  private static void setDefault(Handle handle, String model, String version) {
    handle.execute("UPDATE model SET default_version = ? WHERE name = ?", version, model);
  }

  private static Optional<Model> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM model WHERE name = ?")
        .bind(0, name)
        .map((row, context) -> model(row))
        .findOne();
  }

  private static Model known(Handle handle, String name) {
    return find(handle, name)
        .orElseThrow(
            () -> ManabiException.user("There is no model " + name + "; create it first."));
  }

  private static List<Version> versions(Handle handle, String model) {
    return handle
        .createQuery("SELECT * FROM model_version WHERE model = ? ORDER BY number")
        .bind(0, model)
        .map((row, context) -> version(row))
        .list();
  }

  private static Optional<Version> findVersion(Handle handle, String model, String name) {
    return versions(handle, model).stream()
        .filter(version -> version.name().equals(name))
        .findFirst();
  }

  private static Version knownVersion(Handle handle, String model, String name) {
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
        row.getObject("create_time", OffsetDateTime.class).toInstant());
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
    pool.close();
  }
}
