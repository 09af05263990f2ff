package io.manabi.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What a registry is doing, and what it has done in the last thirty days. */
public final class OperationLog {
  private static final Duration KEPT = Duration.ofDays(30);

  private final Rows rows;

  OperationLog(Rows rows) {
    this.rows = rows;
  }

  static Operation open(
      Operation.Type type, VersionName version, Optional<String> who, Instant now) {
    return operation(
        type,
        version.model(),
        Optional.of(version.id()),
        who,
        new Operation.Times(now, Optional.empty(), Optional.empty()));
  }

  static Operation done(
      Operation.Type type,
      ModelName model,
      Optional<String> version,
      Optional<String> who,
      Instant now) {
    return operation(
        type, model, version, who, new Operation.Times(now, Optional.of(now), Optional.of(now)));
  }

  private static Operation operation(
      Operation.Type type,
      ModelName model,
      Optional<String> version,
      Optional<String> who,
      Operation.Times times) {
    String verb = type.name().substring(0, type.name().indexOf('_')).toLowerCase(Locale.ROOT);
    String id =
        verb
            + "_"
            + model.id()
            + version.map(each -> "_" + each).orElse("")
            + "-"
            + UUID.randomUUID();
    return new Operation(
        model.project(), id, type, model, version, times, false, Optional.empty(), who);
  }

  /** The operation of that name, if there is one. */
  public Optional<Operation> find(String project, String id) {
    return rows.inTransaction(handle -> OperationTable.find(handle, project, id));
  }

  /**
   * Operations of a project that were asked for before a time, the latest first.
   *
   * @param time the time
   * @param id behind which name to go on among those of that very time
   * @param limit how many at most
   */
  public List<Operation> before(String project, Instant time, String id, int limit) {
    return rows.inTransaction(handle -> OperationTable.before(handle, project, time, id, limit));
  }

  /** All of all projects that have not ended, the earliest first. */
  public List<Operation> open() {
    return rows.inTransaction(OperationTable::open);
  }

  /**
   * Keeps that something has been done.
   *
   * @param version the version that it was done with, if it was one
   * @param who whose key or token it was done with, if there was one
   * @return the operation
   */
  public Operation addDone(
      Operation.Type type, ModelName model, Optional<String> version, Optional<String> who) {
    Operation operation = done(type, model, version, who, rows.now());
    return rows.inTransaction(
        handle -> {
          OperationTable.insert(handle, operation);
          return operation;
        });
  }

  /** Keeps that an operation has been begun, unless it has been before. */
  public void start(Operation operation) {
    Object unused =
        rows.inTransaction(
            handle -> {
              OperationTable.start(handle, operation, rows.now());
              return operation;
            });
  }

  /**
   * Asks for the end of an operation; does nothing if it has ended.
   *
   * @throws RegistryFailure if there is no such operation
   */
  public void cancel(String project, String id) {
    Object unused =
        rows.inTransaction(
            handle -> {
              Operation operation =
                  OperationTable.find(handle, project, id).orElseThrow(() -> none(project, id));
              OperationTable.cancel(handle, operation);
              return operation;
            });
  }

  /** Ends an operation that cannot go on. */
  public void fail(Operation operation, Operation.Failure failure) {
    Object unused =
        rows.inTransaction(
            handle -> {
              OperationTable.end(handle, operation, Optional.of(failure), rows.now());
              return operation;
            });
  }

  /** What is said of an operation that is not there. */
  public static RegistryFailure none(String project, String id) {
    return new RegistryFailure(
        RegistryFailure.Kind.MISSING,
        "There is no operation " + id + " in project " + project + ".");
  }

  /** Forgets those that have ended long ago. */
  public void forgetOld() {
    Instant time = rows.now().minus(KEPT);
    Object unused =
        rows.inTransaction(
            handle -> {
              OperationTable.forgetEndedBefore(handle, time);
              return time;
            });
  }
}
