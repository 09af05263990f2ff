package io.manabi.registry;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/** The versions of the models of a registry, which its promises hold for as well. */
public final class VersionRegistry {
  private final Rows rows;

  VersionRegistry(Rows rows) {
    this.rows = rows;
  }

  /**
   * Creates a version with the next number, in state {@link VersionState#CREATING}. The first
   * version of a model becomes its default.
   *
   * @throws RegistryFailure if there is no such model, or the name is taken
   */
  public Version create(NewVersion asked) {
    return rows.inTransaction(handle -> insert(handle, asked));
  }

  /**
   * The same, with an operation that is to bring the version into service.
   *
   * @return the operation
   * @throws RegistryFailure as {@link #create}
   */
  public Operation beginCreate(NewVersion asked) {
    Operation operation =
        OperationLog.open(
            Operation.Type.CREATE_VERSION,
            asked.name(),
            Optional.ofNullable(asked.lineage().createdBy()),
            rows.now());
    return rows.inTransaction(
        handle -> {
          Object unused = insert(handle, asked);
          OperationTable.insert(handle, operation);
          return operation;
        });
  }

  private Version insert(Handle handle, NewVersion asked) {
    ModelName model = asked.name().model();
    Model known = ModelTable.lock(handle, model);
    if (VersionTable.find(handle, asked.name()).isPresent()) {
      throw new RegistryFailure(
          RegistryFailure.Kind.TAKEN,
          "Model %s has a version %s already; choose another name."
              .formatted(model.id(), asked.name().id()));
    }
    if (known.aliases().containsKey(asked.name().id())) {
      throw new RegistryFailure(
          RegistryFailure.Kind.TAKEN,
          "Model %s has an alias %s; choose another name for the version."
              .formatted(model.id(), asked.name().id()));
    }
    Version version =
        new Version(
            asked.name(),
            VersionTable.nextNumber(handle, model),
            asked.origin(),
            asked.details(),
            asked.lineage(),
            VersionState.CREATING,
            "",
            rows.now(),
            1);
    VersionTable.insert(handle, version);
    Optional<String> who = Optional.ofNullable(asked.lineage().createdBy());
    addEvent(handle, ModelEvent.Action.CREATE_VERSION, version, who);
    if (known.defaultVersion().isEmpty()) {
      becomeDefault(handle, version, who);
    }
    return version;
  }

  private void becomeDefault(Handle handle, Version version, Optional<String> who) {
    ModelTable.setDefault(handle, version.name().model(), Optional.of(version.name().id()));
    addEvent(handle, ModelEvent.Action.SET_DEFAULT, version, who);
  }

  private void addEvent(
      Handle handle, ModelEvent.Action action, Version version, Optional<String> who) {
    EventTable.insert(
        handle,
        version.name().model(),
        new ModelEvent(
            rows.now(), action, version.name().id(), version.number(), Optional.empty(), who));
  }

  /**
   * The versions of a model, by number.
   *
   * @throws RegistryFailure if there is no such model
   */
  public List<Version> list(ModelName model) {
    return rows.inTransaction(
        handle ->
            ModelTable.find(handle, model)
                .map(known -> VersionTable.of(handle, model))
                .orElseThrow(() -> ModelTable.none(model)));
  }

  /** The versions of all models of all projects, by name and number. */
  public List<Version> all() {
    return rows.inTransaction(VersionTable::all);
  }

  /**
   * The version of that name, if there is one.
   *
   * @throws RegistryFailure if there is no such model
   */
  public Optional<Version> find(VersionName name) {
    return rows.inTransaction(
        handle -> {
          Optional<Version> found = VersionTable.find(handle, name);
          if (found.isEmpty() && ModelTable.find(handle, name.model()).isEmpty()) {
            throw ModelTable.none(name.model());
          }
          return found;
        });
  }

  /**
   * The version of that name.
   *
   * @throws RegistryFailure if there is no such model or version
   */
  public Version get(VersionName name) {
    return find(name).orElseThrow(() -> VersionTable.none(name));
  }

  /**
   * Versions of a model, by number.
   *
   * @param after the number behind which to begin; 0 for the first
   * @param limit how many at most
   */
  public List<Version> list(ModelName model, long after, int limit) {
    return rows.inTransaction(handle -> VersionTable.after(handle, model, after, limit));
  }

  /**
   * Changes what is kept of a version: its details and its lineage.
   *
   * @param change makes of the version as it is what it is to be; what it throws ends the call; may
   *     be called several times
   * @throws RegistryFailure if there is no such model or version
   */
  public Version update(VersionName name, UnaryOperator<Version> change) {
    return rows.inTransaction(
        handle -> {
          Object unused = ModelTable.lock(handle, name.model());
          Version now = VersionTable.known(handle, name);
          Version then = change.apply(now);
          if (!then.equals(now)) {
            VersionTable.update(handle, then);
          }
          return VersionTable.known(handle, name);
        });
  }

  /**
   * Brings a version into another state. One that can serve takes the place of a default that
   * cannot.
   *
   * @param error why it cannot serve; empty if that is not what it says
   * @return the version as it is then
   * @throws RegistryFailure if there is no such model or version, or it cannot go from its state to
   *     that one
   */
  public Version changeState(VersionName name, VersionState next, String error) {
    return rows.inTransaction(handle -> changeState(handle, name, next, error));
  }

  private Version changeState(Handle handle, VersionName name, VersionState next, String error) {
    Model model = ModelTable.lock(handle, name.model());
    Version version = VersionTable.known(handle, name);
    if (!version.state().canBecome(next)) {
      throw RegistryFailure.unsuitable(
          "Version %s of model %s is %s and cannot become %s."
              .formatted(name.id(), name.model().id(), version.state(), next));
    }
    VersionTable.setState(handle, name, next, error);
    boolean isNeeded =
        model
            .defaultVersion()
            .flatMap(other -> VersionTable.find(handle, name.model().version(other)))
            .map(other -> other.state() == VersionState.FAILED)
            .orElse(true);
    if (next == VersionState.READY && isNeeded) {
      becomeDefault(handle, version, Optional.ofNullable(version.lineage().createdBy()));
    }
    return VersionTable.known(handle, name);
  }

  /**
   * Ends an operation of {@link #beginCreate}: the version is READY then, or FAILED.
   *
   * @param failure why it cannot serve, if it cannot
   */
  public void endCreate(Operation operation, Optional<Operation.Failure> failure) {
    end(
        operation,
        failure,
        (handle, name) -> {
          VersionState next = failure.isEmpty() ? VersionState.READY : VersionState.FAILED;
          String error = failure.map(Operation.Failure::message).orElse("");
          Object unused = changeState(handle, name, next, error);
        });
  }

  /** What ends with an operation. */
  private interface LastStep {
    void make(Handle handle, VersionName version);
  }

  private void end(Operation operation, Optional<Operation.Failure> failure, LastStep step) {
    Object unused =
        rows.inTransaction(
            handle -> {
              step.make(handle, operation.model().version(operation.version().orElseThrow()));
              OperationTable.end(handle, operation, failure, rows.now());
              return operation;
            });
  }

  /**
   * Takes a version out of service, with an operation that is to delete it.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the operation
   * @throws RegistryFailure if there is no such version, it is being created or deleted, an alias
   *     names it, or it is the default while there are others
   */
  public Operation beginDelete(VersionName name, Optional<String> who) {
    Operation operation = OperationLog.open(Operation.Type.DELETE_VERSION, name, who, rows.now());
    return rows.inTransaction(
        handle -> {
          Version version = requireUnused(handle, name);
          if (version.state() == VersionState.CREATING
              || version.state() == VersionState.DELETING) {
            throw RegistryFailure.unsuitable(
                "Version %s of model %s is %s; wait for that operation, or cancel it."
                    .formatted(name.id(), name.model().id(), version.state()));
          }
          VersionTable.setState(handle, name, VersionState.DELETING, "");
          OperationTable.insert(handle, operation);
          return operation;
        });
  }

  private static Version requireUnused(Handle handle, VersionName name) {
    Model model = ModelTable.lock(handle, name.model());
    Version version = VersionTable.known(handle, name);
    if (model.defaultVersion().equals(Optional.of(name.id()))
        && VersionTable.of(handle, name.model()).size() > 1) {
      throw RegistryFailure.unsuitable(
          "Version %s is the default of model %s; make another one the default first."
              .formatted(name.id(), name.model().id()));
    }
    model.aliases().entrySet().stream()
        .filter(alias -> alias.getValue().equals(name.id()))
        .findFirst()
        .ifPresent(
            alias -> {
              throw RegistryFailure.unsuitable(
                  "Alias %s of model %s names version %s; take it away first."
                      .formatted(alias.getKey(), name.model().id(), name.id()));
            });
    return version;
  }

  /** Ends an operation of {@link #beginDelete}: the version is gone then. */
  public void endDelete(Operation operation) {
    end(operation, Optional.empty(), (handle, name) -> delete(handle, name, operation.who()));
  }

  private void delete(Handle handle, VersionName name, Optional<String> who) {
    Model model = ModelTable.lock(handle, name.model());
    Version version = VersionTable.known(handle, name);
    if (model.defaultVersion().equals(Optional.of(name.id()))) {
      ModelTable.setDefault(handle, name.model(), Optional.empty());
    }
    VersionTable.delete(handle, version);
    addEvent(handle, ModelEvent.Action.DELETE_VERSION, version, who);
  }
}
