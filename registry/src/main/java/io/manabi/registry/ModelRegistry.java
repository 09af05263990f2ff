package io.manabi.registry;

import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * Models, in a database. What a call changes is there as a whole or not at all. Safe for use by
 * several threads. Every call throws {@link ManabiException} also when the database fails.
 */
public final class ModelRegistry implements AutoCloseable {
  private final Rows rows;
  private final VersionRegistry versions;
  private final OperationLog operations;
  private final Runnable onClose;

  private ModelRegistry(Rows rows, Runnable onClose) {
    this.rows = rows;
    this.versions = new VersionRegistry(rows);
    this.operations = new OperationLog(rows);
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
    return new ModelRegistry(new Rows(database, clock, handle -> {}), database::close);
  }

  /**
   * The registry in a database that others use too, and that stays open when this is closed.
   *
   * @param database where the models are
   * @param clock tells the time of creation
   */
  public static ModelRegistry in(Database database, Clock clock) {
    return in(database, clock, handle -> {});
  }

  /**
   * The same, for who may use it only under a condition.
   *
   * @param condition looked at in each transaction, before all else; what it throws ends the call
   */
  public static ModelRegistry in(Database database, Clock clock, Consumer<Handle> condition) {
    return new ModelRegistry(new Rows(database, clock, condition), () -> {});
  }

  /** The versions of its models. */
  public VersionRegistry versions() {
    return versions;
  }

  /** What is being done, and has been. */
  public OperationLog operations() {
    return operations;
  }

  Rows rows() {
    return rows;
  }

  /**
   * Creates a model without versions.
   *
   * @throws RegistryFailure if the name is taken
   */
  public Model createModel(ModelName name, Details details) {
    return rows.inTransaction(
        handle -> {
          ModelTable.insert(
              handle, new Model(name, details, Optional.empty(), Map.of(), rows.now(), 1));
          return ModelTable.find(handle, name).orElseThrow();
        });
  }

  /** The model of that name, if there is one. */
  public Optional<Model> findModel(ModelName name) {
    return rows.inTransaction(handle -> ModelTable.find(handle, name));
  }

  /**
   * The model of that name.
   *
   * @throws RegistryFailure if there is none
   */
  public Model model(ModelName name) {
    return findModel(name).orElseThrow(() -> ModelTable.none(name));
  }

  /**
   * Models of a project, by name.
   *
   * @param after the name behind which to begin; empty for the first
   * @param limit how many at most
   */
  public List<Model> models(String project, String after, int limit) {
    return rows.inTransaction(handle -> ModelTable.after(handle, project, after, limit));
  }

  /** All models of all projects, by name. */
  public List<Model> allModels() {
    return rows.inTransaction(ModelTable::all);
  }

  /**
   * Changes what is kept of a model: its details, its default version, its aliases.
   *
   * @param change makes of the model as it is what it is to be; what it throws ends the call; may
   *     be called several times
   * @param who whose key or token it is done with, if there is one
   * @throws RegistryFailure if there is no such model, an alias cannot be one, or names no version
   *     that can serve; or if the default does not
   */
  public Model updateModel(ModelName name, UnaryOperator<Model> change, Optional<String> who) {
    return rows.inTransaction(
        handle -> {
          Model now = ModelTable.lock(handle, name);
          Model then = change.apply(now);
          if (!then.equals(now)) {
            ModelTable.update(handle, then);
            if (!then.defaultVersion().equals(now.defaultVersion())) {
              then.defaultVersion()
                  .ifPresent(
                      version ->
                          addEvent(
                              handle,
                              ModelEvent.Action.SET_DEFAULT,
                              servable(handle, name.version(version), "the default"),
                              Optional.empty(),
                              who));
            }
            changeAliases(handle, now, then.aliases(), who);
          }
          return ModelTable.find(handle, name).orElseThrow();
        });
  }

  private void changeAliases(
      Handle handle, Model now, Map<String, String> aliases, Optional<String> who) {
    TreeSet<String> changed = new TreeSet<>(now.aliases().keySet());
    changed.addAll(aliases.keySet());
    changed.removeIf(
        alias ->
            Optional.ofNullable(now.aliases().get(alias))
                .equals(Optional.ofNullable(aliases.get(alias))));
    for (String alias : changed) {
      String version = aliases.get(alias);
      if (version == null) {
        VersionName former = now.name().version(now.aliases().getOrDefault(alias, ""));
        addEvent(
            handle,
            ModelEvent.Action.REMOVE_ALIAS,
            VersionTable.known(handle, former),
            Optional.of(alias),
            who);
        continue;
      }
      ModelName.requireId("version", alias);
      if (VersionTable.find(handle, now.name().version(alias)).isPresent()) {
        throw RegistryFailure.unsuitable(
            "Model " + now.name().id() + " has a version " + alias + "; choose another alias.");
      }
      addEvent(
          handle,
          ModelEvent.Action.SET_ALIAS,
          servable(handle, now.name().version(version), "named by an alias"),
          Optional.of(alias),
          who);
    }
    ModelTable.replaceAliases(handle, now.name(), aliases);
  }

  private static Version servable(Handle handle, VersionName name, String what) {
    Version version = VersionTable.known(handle, name);
    if (version.state() != VersionState.READY) {
      throw RegistryFailure.unsuitable(
          "Version %s of model %s is %s; only a version that is READY can be %s."
              .formatted(name.id(), name.model().id(), version.state(), what));
    }
    return version;
  }

  private void addEvent(
      Handle handle,
      ModelEvent.Action action,
      Version version,
      Optional<String> alias,
      Optional<String> who) {
    EventTable.insert(
        handle,
        version.name().model(),
        new ModelEvent(rows.now(), action, version.name().id(), version.number(), alias, who));
  }

  /**
   * Makes a version the default of its model.
   *
   * @param who whose key or token it is done with, if there is one
   * @throws RegistryFailure if there is no such model or version, or it cannot serve
   */
  public void setDefault(VersionName version, Optional<String> who) {
    Object unused = updateModel(version.model(), model -> model.withDefault(version.id()), who);
  }

  /**
   * Makes the version the default again that was it before the one that is.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the version that is the default then
   * @throws RegistryFailure if there is no such model, or no such version that can serve
   */
  public Version rollback(ModelName name, Optional<String> who) {
    return rows.inTransaction(
        handle -> {
          Model model = ModelTable.lock(handle, name);
          List<Version> all = VersionTable.of(handle, name);
          OptionalLong before =
              DefaultHistory.before(
                  EventTable.of(handle, name),
                  all.stream()
                      .filter(each -> model.defaultVersion().equals(Optional.of(each.name().id())))
                      .mapToLong(Version::number)
                      .findFirst(),
                  number ->
                      all.stream()
                          .anyMatch(
                              each ->
                                  each.number() == number && each.state() == VersionState.READY));
          Version version =
              all.stream()
                  .filter(each -> before.isPresent() && each.number() == before.getAsLong())
                  .findFirst()
                  .orElseThrow(
                      () ->
                          RegistryFailure.unsuitable(
                              "No version of model "
                                  + name.id()
                                  + " that can still serve was the default before; set one."));
          ModelTable.setDefault(handle, name, Optional.of(version.name().id()));
          addEvent(handle, ModelEvent.Action.ROLLBACK, version, Optional.empty(), who);
          return version;
        });
  }

  /**
   * What was done with the versions of a model, the latest first, a thousand times at most.
   *
   * @throws RegistryFailure if there is no such model
   */
  public List<ModelEvent> history(ModelName name) {
    return rows.inTransaction(
        handle -> {
          if (ModelTable.find(handle, name).isEmpty()) {
            throw ModelTable.none(name);
          }
          return EventTable.latestFirst(handle, name);
        });
  }

  /**
   * Deletes a model.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the operation, which is done
   * @throws RegistryFailure if there is no such model, or it has versions
   */
  public Operation deleteModel(ModelName name, Optional<String> who) {
    Operation operation =
        OperationLog.done(Operation.Type.DELETE_MODEL, name, Optional.empty(), who, rows.now());
    return rows.inTransaction(
        handle -> {
          Object unused = ModelTable.lock(handle, name);
          if (!VersionTable.of(handle, name).isEmpty()) {
            throw RegistryFailure.unsuitable(
                "Model " + name.id() + " still has versions; delete them first.");
          }
          ModelTable.delete(handle, name);
          OperationTable.insert(handle, operation);
          return operation;
        });
  }

  @Override
  public void close() {
    onClose.run();
  }
}
